"""Git's objects without a process for each: written as Git writes them, read through one process and held.

What is written lies in the store as loose objects, so whatever else asks Git finds it. The format is Git's own:
https://git-scm.com/book/en/v2/Git-Internals-Git-Objects (SHA-1, which is what ``git init`` makes).
"""

from __future__ import annotations

import hashlib
import subprocess
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from smm_action.core.git import Git
from smm_action.ledger.objects import Tree, TreeEntry, parse_tree

HELD = 20_000
"""Objects that are held: those of the last heads of a month's ledger."""
_WIDTH = 20
"""Bytes of an object's id."""


@dataclass(frozen=True, slots=True)
class Found:
    """One object."""

    sha: str
    kind: str
    data: bytes


class Objects:
    """The store that the clones of a rehearsal share. Close it."""

    def __init__(self, git: Git) -> None:
        """Bind to the store of the bare repository of ``git``; no process is started yet."""
        self._git = git
        self._folder = git.repository / "objects"
        self._held: dict[str, Found | None] = {}
        self._trees: dict[str, Tree] = {}
        self._reader: subprocess.Popen[bytes] | None = None

    def write(self, kind: str, data: bytes) -> str:
        """Keep an object and return its id."""
        whole = f"{kind} {len(data)}\0".encode() + data
        sha = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
        path = self._folder / sha[:2] / sha[2:]
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(zlib.compress(whole, 1))
        self._hold(sha, Found(sha, kind, data))
        return sha

    def find(self, name: str) -> Found | None:
        """Return what ``<commit>``, ``<tree>`` or ``<commit>:<path>`` names; None when there is no such object."""
        start, colon, path = name.partition(":")
        if not colon:
            return self._object(start)
        sha: str | None = self.root(start)
        for piece in path.split("/") if path else ():
            entry = self.tree(sha).get(piece) if sha is not None else None
            sha = entry.sha if entry is not None else None
        return self._object(sha) if sha is not None else None

    def root(self, commit: str) -> str | None:
        """Return the id of a commit's tree."""
        found = self._object(commit)
        return found.data[5:45].decode() if found is not None and found.kind == "commit" else None

    def parents(self, commit: str) -> list[str]:
        """Return the ids of a commit's parents; none of what is no commit."""
        found = self._object(commit)
        if found is None or found.kind != "commit":
            return []
        lines = found.data.split(b"\n\n", 1)[0].split(b"\n")
        return [line[7:].decode() for line in lines if line.startswith(b"parent ")]

    def tree(self, sha: str) -> Tree:
        """Return a folder; empty when ``sha`` is none."""
        if sha not in self._trees:
            found = self._object(sha)
            if found is None or found.kind != "tree":
                return {}
            self._make_room()
            self._trees[sha] = parse_tree(found.data, _WIDTH)
        return self._trees[sha]

    def files(self, sha: str | None, above: str) -> Iterator[str]:
        """Yield every file of a folder, with ``above`` before its path."""
        for name, entry in self.tree(sha).items() if sha is not None else ():
            if entry.kind == "tree":
                yield from self.files(entry.sha, f"{above}{name}/")
            else:
                yield above + name

    def changed(self, before: str | None, after: str | None, above: str) -> Iterator[str]:
        """Yield every file that is not the same in two folders; folders with the same id are not opened."""
        old, new = (self.tree(sha) if sha is not None else {} for sha in (before, after))
        for name in {**old, **new}:
            one, other = old.get(name), new.get(name)
            if one == other:
                continue
            if any(entry is not None and entry.kind != "tree" for entry in (one, other)):
                yield above + name
            yield from self.changed(_folder(one), _folder(other), f"{above}{name}/")

    def close(self) -> None:
        """End the reading process."""
        if self._reader is not None:
            self._reader.kill()
            self._reader.communicate()
            self._reader = None

    def _object(self, sha: str) -> Found | None:
        if sha not in self._held:
            self._hold(sha, self._read(sha))
        return self._held[sha]

    def _hold(self, sha: str, found: Found | None) -> None:
        self._make_room()
        self._held[sha] = found

    def _make_room(self) -> None:
        if len(self._held) >= HELD:
            self._held.clear()
            self._trees.clear()

    def _read(self, sha: str) -> Found | None:
        asking, answering = self._pipes()
        asking.write(f"{sha}\n".encode())
        asking.flush()
        header = answering.readline().decode()
        if header.endswith(" missing\n"):
            return None
        name, kind, size = header.split()
        return Found(name, kind, answering.read(int(size) + 1)[:-1])

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._reader is None:
            self._reader = subprocess.Popen(
                ["git", "cat-file", "--batch"],
                cwd=self._git.repository,
                env=self._git.environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        assert self._reader.stdin is not None
        assert self._reader.stdout is not None
        return self._reader.stdin, self._reader.stdout


def _folder(entry: TreeEntry | None) -> str | None:
    return entry.sha if entry is not None and entry.kind == "tree" else None
