"""Where authored files are read from: a work tree, a commit, or (in tests) a mapping. Links are never followed."""

from __future__ import annotations

import errno
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

    def barred(self) -> Mapping[str, OSError]:
        """Return every directory that can not be looked into, and why: its files are unknown."""
        ...

    def read(self, path: str) -> bytes:
        """Return the bytes of one file.

        Raises:
            OSError: there is no such regular file (any more), or it may not be read.
        """
        ...


class WorkTree:
    """The files on disk."""

    def __init__(self, root: Path) -> None:
        """Bind to the directory ``root``."""
        self._root = os.fspath(root)
        self._files: frozenset[str] | None = None
        self._links: frozenset[str] = frozenset()
        self._barred: dict[str, OSError] = {}

    def paths(self) -> frozenset[str]:
        """Return every regular file below the root, outside of ``.git`` and its like."""
        if self._files is None:
            files: list[str] = []
            links: list[str] = []
            self._scan("", files, links)
            self._files, self._links = frozenset(files), frozenset(links)
        return self._files

    def links(self) -> frozenset[str]:
        """Return every symbolic link below the root."""
        self.paths()
        return self._links

    def barred(self) -> Mapping[str, OSError]:
        """Return every directory below the root that the system does not list."""
        self.paths()
        return self._barred

    def read(self, path: str) -> bytes:
        """Return the bytes of one regular file; os-level calls, because ``open`` costs twice as much."""
        if path not in self.paths():
            raise missing(path)
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

    def _scan(self, below: str, files: list[str], links: list[str]) -> None:
        try:
            found = os.scandir(f"{self._root}/{below}" if below else self._root)
        except OSError as error:
            self._barred[below] = error
            return
        with found as entries:
            for entry in entries:
                path = f"{below}/{entry.name}" if below else entry.name
                if entry.is_symlink():
                    links.append(path)
                elif entry.is_dir(follow_symlinks=False):
                    if entry.name not in _SKIPPED:
                        self._scan(path, files, links)
                elif entry.is_file(follow_symlinks=False):
                    files.append(path)


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

    def barred(self) -> Mapping[str, OSError]:
        """Return nothing: what is given is known."""
        return {}

    def read(self, path: str) -> bytes:
        """Return the bytes given for ``path``."""
        try:
            return self._files[path]
        except KeyError:
            raise missing(path) from None


def missing(path: str) -> FileNotFoundError:
    """Return the error of a file that is not there."""
    return FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
