"""A state branch on paper: the real upkeep and the real reading, with Git's ids for the folders and nothing on a disk."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from smm_action.ledger.objects import Tree, TreeEntry
from smm_action.ledger.overlay import Overlay
from smm_action.ledger.paths import SUMMARY
from smm_action.ledger.upkeep import upkeep
from smm_action.model.edit import Edit

Files = Mapping[str, bytes]


def tree(files: Files, folder: str) -> Tree:
    """Return a folder with ids that change with whatever is below, as Git's do."""
    below: dict[str, list[tuple[str, bytes]]] = {}
    for path, data in sorted(files.items()):
        if path.startswith(f"{folder}/"):
            name, _, rest = path.removeprefix(f"{folder}/").partition("/")
            below.setdefault(name, []).append((rest, data))
    return {
        name: TreeEntry("40000" if held[0][0] else "100644", hashlib.sha1(repr(held).encode()).hexdigest())
        for name, held in below.items()
    }


class PaperOverlay(Overlay):
    """An overlay over files instead of a commit."""

    def __init__(self, files: Files) -> None:
        self._on_paper, self._prefix = files, ""
        self.files = {}

    def prefetch(self, paths: Iterable[str]) -> None:
        list(paths)

    def before(self, path: str) -> bytes | None:
        return self._on_paper.get(path)

    def read(self, path: str) -> bytes | None:
        return self.files[path] if path in self.files else self._on_paper.get(path)

    def folder(self, path: str) -> Tree:
        return tree(self._on_paper, path)


class Paper:
    """One branch: heads by number, each with all its files."""

    def __init__(self, files: Files | None = None) -> None:
        self.heads: list[dict[str, bytes]] = [dict(files or {})]
        self.asked: set[str] = set()

    @property
    def head(self) -> str:
        return str(len(self.heads) - 1)

    @property
    def files(self) -> dict[str, bytes]:
        return self.heads[-1]

    def commit(self, edits: Sequence[Edit]) -> str:
        overlay = PaperOverlay(self.files)
        for edit in edits:
            overlay.write(edit.apply(overlay.read))
        made = upkeep(overlay, lambda: self.paths(self.head, "ledger/"))
        fresh = {**self.files, **overlay.files}
        files = {path: data for path, data in fresh.items() if data is not None}
        if made is not None:
            files[SUMMARY] = made(tree(files, "ledger"))
        self.heads.append(files)
        return self.head

    def changed_by_hand(self, path: str, data: bytes) -> str:
        """Change a file as somebody does who knows of no summary."""
        self.heads.append({**self.files, path: data})
        return self.head

    def read_many(self, head: str, paths: Iterable[str]) -> dict[str, bytes]:
        wanted = list(paths)
        self.asked |= set(wanted)
        files = self.heads[int(head)]
        return {path: files[path] for path in wanted if path in files}

    def paths(self, head: str, below: str = "") -> tuple[str, ...]:
        return tuple(path for path in sorted(self.heads[int(head)]) if path.startswith(below))

    def changed(self, before: str, head: str, below: str = "") -> tuple[str, ...]:
        one, other = self.heads[int(before)], self.heads[int(head)]
        differing = {path for path in {*one, *other} if one.get(path) != other.get(path)}
        return tuple(sorted(path for path in differing if path.startswith(below)))

    def objects(self, head: str, paths: Iterable[str]) -> tuple[dict[str, bytes], dict[str, Tree]]:
        wanted = list(paths)
        files = self.heads[int(head)]
        trees = {path: found for path in wanted if path not in files and (found := tree(files, path))}
        return self.read_many(head, wanted), trees
