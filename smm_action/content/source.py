"""Where authored files are read from: a work tree, a commit, or (in tests) a mapping. Links are never followed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

_SKIPPED = frozenset({".git", "node_modules", "__pycache__", ".venv"})


class Source(Protocol):
    """The files below one content root, by POSIX path relative to it."""

    def paths(self) -> frozenset[str]:
        """Return every regular file."""
        ...

    def links(self) -> frozenset[str]:
        """Return every symbolic link (and submodule): named in findings, never followed."""
        ...

    def read(self, path: str) -> bytes:
        """Return the bytes of one file.

        Raises:
            FileNotFoundError: there is no such regular file.
        """
        ...


class WorkTree:
    """The files on disk."""

    def __init__(self, root: Path) -> None:
        """Bind to the directory ``root``."""
        self._root = os.fspath(root)
        self._files: frozenset[str] | None = None
        self._links: frozenset[str] = frozenset()

    def paths(self) -> frozenset[str]:
        """Return every regular file below the root, outside of ``.git`` and its like."""
        if self._files is None:
            files: list[str] = []
            links: list[str] = []
            _scan(self._root, "", files, links)
            self._files, self._links = frozenset(files), frozenset(links)
        return self._files

    def links(self) -> frozenset[str]:
        """Return every symbolic link below the root."""
        self.paths()
        return self._links

    def read(self, path: str) -> bytes:
        """Return the bytes of one regular file; os-level calls, because ``open`` costs twice as much."""
        if path not in self.paths():
            raise FileNotFoundError(path)
        handle = os.open(f"{self._root}/{path}", os.O_RDONLY | os.O_NOFOLLOW)
        try:
            size = os.fstat(handle).st_size
            data = os.read(handle, size + 1)
            while len(data) < size:
                more = os.read(handle, size - len(data))
                if not more:
                    break
                data += more
            return data
        finally:
            os.close(handle)


class Memory:
    """Files given as a mapping: what examples and tests are read from."""

    def __init__(self, files: Mapping[str, bytes], links: frozenset[str] = frozenset()) -> None:
        """Keep the mapping of path to bytes."""
        self._files = files
        self._links = links

    def paths(self) -> frozenset[str]:
        """Return the keys of the mapping."""
        return frozenset(self._files)

    def links(self) -> frozenset[str]:
        """Return the links that were given."""
        return self._links

    def read(self, path: str) -> bytes:
        """Return the bytes given for ``path``."""
        try:
            return self._files[path]
        except KeyError:
            raise FileNotFoundError(path) from None


def _scan(root: str, below: str, files: list[str], links: list[str]) -> None:
    with os.scandir(f"{root}/{below}" if below else root) as entries:
        for entry in entries:
            path = f"{below}/{entry.name}" if below else entry.name
            if entry.is_symlink():
                links.append(path)
            elif entry.is_dir(follow_symlinks=False):
                if entry.name not in _SKIPPED:
                    _scan(root, path, files, links)
            elif entry.is_file(follow_symlinks=False):
                files.append(path)
