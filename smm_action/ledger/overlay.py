"""A head with edits laid over it, read and written a folder at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from smm_action.core.git import Git
from smm_action.ledger.objects import Tree, folders, read_objects, relative, under
from smm_action.ledger.trees import Stamp, write_tree


class Overlay:
    """The head with the edits so far laid over it."""

    def __init__(self, git: Git, head: str | None, prefix: str) -> None:
        self._git, self._head, self._prefix = git, head, prefix
        self._held: dict[str, bytes | None] = {}
        self._trees: dict[str, Tree] = {}
        self._asked: set[str] = set()
        self.files: dict[str, bytes | None] = {}
        """What changes, by path on the branch; None is a file that goes."""

    def prefetch(self, paths: Iterable[str]) -> None:
        """Read files and the folders above them in one call."""
        wanted = [under(self._prefix, path) for path in paths]
        fresh = [path for path in [*folders(wanted), *wanted] if path not in self._asked]
        self._asked.update(fresh)
        if self._head is not None:
            files, trees = read_objects(self._git, self._head, fresh)
            self._held.update(files)
            self._trees.update(trees)

    def read(self, path: str) -> bytes | None:
        """Return the file as the edits before left it."""
        full = under(self._prefix, path)
        if full in self.files:
            return self.files[full]
        if full not in self._asked:
            self.prefetch([path])
        return self._held.get(full)

    def write(self, files: Mapping[str, bytes | None]) -> None:
        """Lay ``files`` over; what is not there need not go."""
        for path, data in files.items():
            if data is not None or self.read(path) is not None:
                self.files[under(self._prefix, path)] = data

    def before(self, path: str) -> bytes | None:
        """Return the file as the head has it, whatever the edits made of it."""
        self.prefetch([path])
        return self._held.get(under(self._prefix, path))

    def folder(self, path: str) -> Tree:
        """Return a folder as the head has it; empty when there is none."""
        self.prefetch([path])
        return self._trees.get(under(self._prefix, path), {})

    @property
    def changed(self) -> Mapping[str, bytes | None]:
        """Return what changes, by path below the state path."""
        return relative(self._prefix, self.files)

    def tree(self, stamps: Iterable[Stamp] = ()) -> str:
        """Write what the head becomes, and return the id of its root.

        Raises:
            GitFault: git failed.
            SmmError: a path can not be in a tree (exit 3).
        """
        named = tuple(stamps)
        cut = len(self._prefix) + 1 if self._prefix else 0
        self.prefetch(path[cut:] for path in (*self.files, *(stamp.path for stamp in named)))
        return write_tree(self._git, self._trees, self.files, named)
