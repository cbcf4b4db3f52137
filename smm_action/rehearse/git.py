"""A clone's git made quick. What cannot change is asked once, one process reads all objects, and the remote is near.

The clones and the bare origin of a rehearsal lie in one directory and share one store of objects, so a look at the
remote is a look at its refs, and a push is Git's own compare-and-swap of a ref (``update-ref`` with the old value),
taken when the new commit extends what is there, as a push without force is. Of the sixty-five processes of a tick
with four deliveries about twenty are left, and the slowest are gone.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import IO

from smm_action.core.git import Git, GitFault

_CONSTANT = re.compile(
    r"remote get-url \S+|config .*|rev-parse --is-shallow-repository"
    r"|rev-parse --verify --quiet (?:HEAD\^\{commit\}|[0-9a-f]{40}:\S*)"
)
"""A rehearsal's clones keep their remote, their settings and their HEAD."""
_NOTHING = "0" * 40
HELD = 2000
"""Answers that are held: those of the last few heads of a month's ledger."""


class Origin:
    """The bare repository that stands for GitHub."""

    def __init__(self, git: Git) -> None:
        """Remember the refs as they are; from now on Git writes each one that moves into a file of its own."""
        self.git = git
        listed = git.line("for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/")
        self._packed = dict(line.split(" ") for line in listed.splitlines())
        self._default = git.line("symbolic-ref", "HEAD")

    def head(self, ref: str) -> str | None:
        """Return the commit of a branch, None when there is none."""
        return _loose(self.git.repository, ref) or self._packed.get(ref)

    def listed(self, patterns: Sequence[str]) -> bytes:
        """Return what ``git ls-remote --symref`` prints."""
        lines = [f"ref: {self._default}\tHEAD", f"{self.head(self._default)}\tHEAD"]
        refs = (ref for ref in sorted(self._refs()) if any(fnmatchcase(ref, pattern) for pattern in patterns))
        lines += [f"{self.head(ref)}\t{ref}" for ref in refs]
        return "\n".join(lines).encode()

    def move(self, ref: str, commit: str, parents: Sequence[str]) -> bool:
        """Move a branch on to a commit with these parents; False when it is not what they extend."""
        head = self.head(ref)
        if head is not None and head not in parents:
            return False
        try:
            self.git.run("update-ref", ref, commit, head or _NOTHING)
        except GitFault:
            return False
        return True

    def _refs(self) -> Iterator[str]:
        folder = self.git.repository / "refs" / "heads"
        yield from {*self._packed, *(f"refs/heads/{p.relative_to(folder)}" for p in folder.rglob("*") if p.is_file())}


class QuickGit(Git):
    """The git of one clone that shares its objects with ``origin``. Close it."""

    def __init__(self, repository: Path, environ: Mapping[str, str], origin: Origin) -> None:
        """Bind to ``repository``; no process is started yet."""
        super().__init__(repository, environ)
        self._origin = origin
        self._known: dict[tuple[str, ...], bytes] = {}
        self._held: dict[bytes, bytes] = {}
        self._reader: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: str, stdin: bytes = b"", extra: Mapping[str, str] | None = None) -> bytes:
        """Return what ``git ARGUMENTS`` prints. GitFault as ``Git.run``."""
        match arguments:
            case ("cat-file", "--batch"):
                return b"".join(map(self._read, stdin.splitlines()))
            case ("ls-remote", "--symref", _, *patterns):
                return self._origin.listed(patterns)
            case ("-c", _, "push", *_, update):
                return self._push(arguments, *update.split(":"))
            case ("rev-parse", "--verify", "--quiet", name) if found := self._loose(name):
                return found.encode()
            case _ if not _CONSTANT.fullmatch(" ".join(arguments)):
                return super().run(*arguments, stdin=stdin, extra=extra)
        if arguments not in self._known:
            self._known[arguments] = super().run(*arguments, stdin=stdin, extra=extra)
        return self._known[arguments]

    def close(self) -> None:
        """End the reading process."""
        if self._reader is not None:
            self._reader.kill()
            self._reader.communicate()
            self._reader = None

    def _loose(self, name: str) -> str | None:
        return _loose(self.repository / ".git", name.removesuffix("^{commit}")) if name.startswith("refs/") else None

    def _push(self, arguments: tuple[str, ...], commit: str, ref: str) -> bytes:
        lines = self._object(commit.encode()).split(b"\n\n")[0].split(b"\n")
        parents = [line.split()[1].decode() for line in lines if line.startswith(b"parent ")]
        if not self._origin.move(ref, commit, parents):
            raise GitFault(arguments, 1, f"! [rejected] {commit} -> {ref} (fetch first)")
        return b""

    def _read(self, name: bytes) -> bytes:
        """Return one answer, held for a while: what a path of a commit is never changes."""
        if name not in self._held:
            if len(self._held) >= HELD:
                self._held.clear()
            self._held[name] = self._object(name)
        return self._held[name]

    def _object(self, name: bytes) -> bytes:
        asking, answering = self._pipes()
        asking.write(name + b"\n")
        asking.flush()
        header = answering.readline()
        if header.endswith(b" missing\n"):
            return header
        return header + answering.read(int(header.split()[-1]) + 1)

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._reader is None:
            self._reader = subprocess.Popen(
                ["git", "cat-file", "--batch"],
                cwd=self.repository,
                env=self.environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        assert self._reader.stdin is not None
        assert self._reader.stdout is not None
        return self._reader.stdin, self._reader.stdout


def _loose(folder: Path, ref: str) -> str | None:
    """Return the commit in the file of a ref; None when it has none of its own."""
    try:
        return (folder / ref).read_text("ascii").strip()
    except OSError:
        return None
