"""Building a commit on a head without index and work tree: only the touched folders are read and written.

Some files name what lies beside them by its ids: the link of the chain, the summary of the ledger. A ``Stamp`` is such
a file: it is made when the folders beside it are written, and before the folder that holds both.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from smm_action.core.errors import SmmError
from smm_action.core.git import Git
from smm_action.ledger.objects import Tree, TreeEntry, folders

_FILE = "100644"
_FOLDER = "40000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A file whose bytes depend on the ids of what lies beside it."""

    path: str
    """On the branch."""
    made: Callable[[Tree], bytes | None]
    """The folder as it will be → the file; None leaves it as it is."""


def write_tree(
    git: Git, trees: Mapping[str, Tree], files: Mapping[str, bytes | None], stamps: Iterable[Stamp] = ()
) -> str:
    """Return the id of the root tree that ``trees`` become with ``files`` and ``stamps``.

    ``trees`` are every folder above ``files`` and ``stamps``, as read. None removes a file, and a folder with its last
    one.

    Raises:
        GitFault: git failed.
        SmmError: a path can not be in a tree (exit 3).
    """
    stamped = {stamp.path: stamp for stamp in stamps}
    _check([*files, *stamped])
    blobs = _write_blobs(git, {path: data for path, data in files.items() if data is not None})
    grown = {folder: dict(trees.get(folder, {})) for folder in folders([*files, *stamped])}
    for path in files.keys() - blobs.keys():
        folder, _, name = path.rpartition("/")
        grown[folder].pop(name, None)
    for path, sha in blobs.items():
        _put(grown, path, sha)
    return _write_folders(git, grown, stamped)


def _put(grown: dict[str, Tree], path: str, sha: str) -> None:
    folder, _, name = path.rpartition("/")
    grown[folder][name] = TreeEntry(_mode(grown[folder].get(name)), sha)


def _mode(before: TreeEntry | None) -> str:
    return before.mode if before is not None and before.mode == "100755" else _FILE


def _check(paths: Iterable[str]) -> None:
    for path in paths:
        pieces = path.split("/")
        if any(piece in {"", ".", ".."} or piece.lower() == ".git" or "\0" in piece for piece in pieces):
            raise SmmError(
                f"{path!r} can not be a file on the state branch.", "No such path may be written.", unsafe=True
            )


def _write_blobs(git: Git, files: Mapping[str, bytes]) -> dict[str, str]:
    """Write every file's bytes in one call: through files of our own, because stdin takes one blob only."""
    if not files:
        return {}
    if len(files) == 1:
        ((path, data),) = files.items()
        return {path: git.run("hash-object", "-w", "--stdin", stdin=data).decode().strip()}
    with tempfile.TemporaryDirectory(prefix="smm-blobs-") as folder:
        names = [Path(folder, str(number)) for number in range(len(files))]
        for name, data in zip(names, files.values(), strict=True):
            name.write_bytes(data)
        listing = "".join(f"{name}\n" for name in names).encode()
        shas = git.run("hash-object", "-w", "--no-filters", "--stdin-paths", stdin=listing).decode().split()
    return dict(zip(files, shas, strict=True))


def _write_folders(git: Git, grown: dict[str, Tree], stamps: Mapping[str, Stamp]) -> str:
    """Write the trees a level at a time, the deepest first, each naming the ones before; return the root's id."""
    levels: dict[int, list[str]] = {}
    for folder in grown:
        levels.setdefault(folder.count("/") + bool(folder), []).append(folder)
    sha = ""
    for _, level in sorted(levels.items(), reverse=True):
        beside = {path: grown[path.rpartition("/")[0]] for path in stamps if path.rpartition("/")[0] in level}
        made = {path: data for path, tree in beside.items() if (data := stamps[path].made(tree)) is not None}
        for path, blob in _write_blobs(git, made).items():
            _put(grown, path, blob)
        kept = [folder for folder in level if grown[folder] or not folder]
        for folder in level:
            if folder not in kept:
                parent, _, name = folder.rpartition("/")
                grown[parent].pop(name, None)
        listing = "".join(f"{_lines(grown[folder])}\0" for folder in kept).encode("utf-8", "surrogateescape")
        written = git.run("mktree", "-z", "--missing", "--batch", stdin=listing).decode().split()
        for folder, sha in zip(kept, written, strict=True):
            parent, _, name = folder.rpartition("/")
            if folder:
                grown[parent][name] = TreeEntry(_FOLDER, sha)
    return sha


def _lines(tree: Tree) -> str:
    return "".join(f"{entry.mode} {entry.kind} {entry.sha}\t{name}\0" for name, entry in tree.items())
