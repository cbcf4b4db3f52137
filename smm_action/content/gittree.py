"""The files of one commit: what was reviewed, whatever the work tree says."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from smm_action.content.source import missing
from smm_action.core.git import Git

_REGULAR = ("100644", "100755")


class GitTree:
    """The content root as it is in a commit, read by one long-lived ``git cat-file --batch``."""

    def __init__(self, repository: Path, commit: str, prefix: str, environ: Mapping[str, str] = os.environ) -> None:
        """Bind to ``prefix`` (POSIX, ``""`` for the whole tree) of ``commit``."""
        self._git = Git(repository, environ)
        self._tree = f"{commit}:{prefix}"
        self._blobs: dict[str, str] | None = None
        self._links: frozenset[str] = frozenset()
        self._reader: subprocess.Popen[bytes] | None = None

    def paths(self) -> frozenset[str]:
        """Return every regular file of the tree."""
        return frozenset(self._listed())

    def links(self) -> frozenset[str]:
        """Return every symbolic link and submodule of the tree."""
        self._listed()
        return self._links

    def barred(self) -> Mapping[str, OSError]:
        """Return nothing: Git lists a whole tree or fails."""
        return {}

    def read(self, path: str) -> bytes:
        """Return the bytes of one regular file of the tree."""
        blob = self._listed().get(path)
        if blob is None:
            raise missing(path)
        reader = self._started()
        assert reader.stdin is not None
        assert reader.stdout is not None
        reader.stdin.write(blob.encode() + b"\n")
        reader.stdin.flush()
        header = reader.stdout.readline().split()
        if len(header) != 3:
            raise missing(path)
        data = reader.stdout.read(int(header[2]))
        reader.stdout.read(1)
        return data

    def close(self) -> None:
        """End the reading process."""
        if self._reader is not None:
            assert self._reader.stdin is not None
            assert self._reader.stdout is not None
            self._reader.stdin.close()
            self._reader.stdout.close()
            self._reader.wait(timeout=10)
            self._reader = None

    def __del__(self) -> None:
        """End the reading process when nobody needs it any more."""
        if self._reader is not None:
            self._reader.kill()
            self._reader.wait()

    def _listed(self) -> dict[str, str]:
        if self._blobs is None:
            blobs: dict[str, str] = {}
            links: list[str] = []
            for item in self._git.run("ls-tree", "-r", "-z", "--full-tree", self._tree).split(b"\0"):
                if not item:
                    continue
                head, _, name = item.partition(b"\t")
                mode, _kind, blob = head.decode().split()
                path = name.decode(errors="surrogateescape")
                if mode in _REGULAR:
                    blobs[path] = blob
                else:
                    links.append(path)
            self._blobs, self._links = blobs, frozenset(links)
        return self._blobs

    def _started(self) -> subprocess.Popen[bytes]:
        if self._reader is None:
            self._reader = subprocess.Popen(
                ["git", "cat-file", "--batch"],
                cwd=self._git.repository,
                env=self._git.environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._reader
