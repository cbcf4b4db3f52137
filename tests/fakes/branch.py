"""A remote with one branch, and runners' views of it: real compare-and-swap, in memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from smm_action.core.errors import SmmError
from smm_action.model.edit import Edit
from tests.fakes.trap import Trap


@dataclass(frozen=True)
class Commit:
    parent: str | None
    files: Mapping[str, bytes]
    message: str
    by: str


@dataclass
class FakeRemote:
    """What every runner pushes to. ``refusals`` answers a push: None takes it, a text refuses it for good."""

    commits: dict[str, Commit] = field(default_factory=dict)
    head: str | None = None
    refuse: Callable[[str], str | None] = lambda _message: None
    lock: threading.RLock = field(default_factory=threading.RLock)

    def push(self, commit: Commit) -> str | None:
        """Take a commit whose parent is the head; None is the compare-and-swap that failed."""
        with self.lock:
            if commit.parent != self.head:
                return None
            name = f"c{len(self.commits):04d}"
            self.commits[name] = commit
            self.head = name
            return name

    @property
    def files(self) -> Mapping[str, bytes]:
        return self.commits[self.head].files if self.head else {}

    @property
    def messages(self) -> list[str]:
        found: list[str] = []
        at = self.head
        while at is not None:
            found.append(self.commits[at].message)
            at = self.commits[at].parent
        return found[::-1]


class FakeBranch:
    """One runner's ``StateBranch``: the same interface, every step of it a place to die."""

    def __init__(self, remote: FakeRemote, *, trap: Trap | None = None, name: str = "runner") -> None:
        self.remote, self.name = remote, name
        self.trap = trap or Trap()
        self.before_push: Callable[[], None] = lambda: None
        self.unreadable = False
        self.extended: str | None = None

    def fetch(self) -> str | None:
        self.trap.step("fetch")
        if self.unreadable:
            raise SmmError("The state branch can not be read.", unsafe=True)
        with self.remote.lock:
            return self.remote.head

    def read(self, head: str, path: str) -> bytes | None:
        return self.remote.commits[head].files.get(path)

    def read_many(self, head: str, paths: Iterable[str]) -> dict[str, bytes]:
        files = self.remote.commits[head].files
        return {path: files[path] for path in paths if path in files}

    def paths(self, head: str, below: str = "") -> tuple[str, ...]:
        return tuple(path for path in sorted(self.remote.commits[head].files) if path.startswith(below))

    def changed(self, before: str, head: str, below: str = "") -> tuple[str, ...]:
        old, new = self.remote.commits[before].files, self.remote.commits[head].files
        return tuple(sorted(path for path in {*old, *new} if path.startswith(below) and old.get(path) != new.get(path)))

    def last_seen(self) -> str | None:
        return self.extended

    def commit(self, edits: Sequence[Edit], message: str, *, urgent: bool = True) -> str:
        del urgent
        for _ in range(100):
            base = self.extended = self.fetch()
            files = dict(self.remote.commits[base].files) if base else {}
            written = self._overlay(edits, files)
            if not written and base is not None:
                return base
            self.before_push()
            self.trap.step(f"push {message.splitlines()[0]}")
            complaint = self.remote.refuse(message)
            if complaint is not None:
                raise SmmError("The push was refused.", complaint, unsafe=True)
            made = self.remote.push(Commit(base, _laid_over(files, written), message, self.name))
            if made is not None:
                self.trap.step("pushed")
                return made
        raise SmmError("The push was refused.", "others were faster", unsafe=True)

    @staticmethod
    def _overlay(edits: Sequence[Edit], files: Mapping[str, bytes]) -> dict[str, bytes | None]:
        written: dict[str, bytes | None] = {}
        for edit in edits:
            written.update(edit.apply(lambda path: written.get(path, files.get(path))))
        return written


def _laid_over(files: Mapping[str, bytes], written: Mapping[str, bytes | None]) -> dict[str, bytes]:
    return {path: data for path, data in {**files, **written}.items() if data is not None}
