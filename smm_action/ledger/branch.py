"""The state branch: read at one head, written by compare-and-swap.

A change is a set of edits, functions of the head they extend. It becomes a commit on the head that was read and is
pushed without force. Refused, it is applied again to the newer head. There is no work tree, no index, no rebase;
nothing of the user's clone changes but objects and one private ref, which remembers the last head that was seen.
"""

from __future__ import annotations

import functools
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from smm_action.core.clock import format_instant
from smm_action.core.errors import SmmError
from smm_action.core.git import Git, GitFault
from smm_action.ledger.api import ApiSender, sender
from smm_action.ledger.bucket import Bucket
from smm_action.ledger.guard import Guard, KeyMissing
from smm_action.ledger.objects import Tree, read_objects, relative, under
from smm_action.ledger.overlay import Overlay
from smm_action.ledger.paths import CHAIN, LEDGER, SUMMARY
from smm_action.ledger.remote import Refused, Remote, Unreachable
from smm_action.ledger.trees import Stamp
from smm_action.ledger.upkeep import SUMMED_ANEW, upkeep
from smm_action.model.edit import Edit
from smm_action.model.project import StateLocation

ATTEMPTS = 8
IDENTITY = {
    "GIT_AUTHOR_NAME": "smm-action",
    "GIT_AUTHOR_EMAIL": "smm-action@smm-action.invalid",
    "GIT_COMMITTER_NAME": "smm-action",
    "GIT_COMMITTER_EMAIL": "smm-action@smm-action.invalid",
}


class StateBranch:
    """The branch that holds ledger, metrics, index and dashboard. Paths are relative to the state path."""

    def __init__(
        self,
        repository: Path,
        location: StateLocation,
        environ: Mapping[str, str],
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Look at nothing yet. ``clock``, ``sleep`` and ``chance`` (0 to 1, for jitter) are for tests."""
        self._git = Git(repository, environ)
        self._remote = Remote(self._git, location)
        self._location, self._environ = location, environ
        self.unchecked = False
        self.guard = Guard(self._git, location.branch, environ)
        self._sleep, self._chance = sleep, chance
        self._bucket = Bucket(clock, sleep)
        self._fetched = False
        self._head: str | None = None
        self._signing: list[str] | None = None
        self._lock = threading.RLock()

    @property
    def prefix(self) -> str:
        """Return the state path on the branch: ``""`` for the root, ``.smm`` on the default branch."""
        return self._remote.prefix()

    def fetch(self) -> str | None:
        """Read the branch's head from the remote; None when there is no such branch yet: an empty ledger.

        Raises:
            SmmError: the remote can not be read, or the branch vanished or moved backwards since this repository
                last saw it (exit 3): nothing may be sent. A ``ledger.guard.Doubt`` names the head all the same.
        """
        with self._lock:
            head = self._remote.fetch()
            self._check(head)
            self._head = head
            self._fetched = True
            return self._head

    def look(self) -> str | None:
        """Return the head to show what it holds: without the key of a sealed ledger as it is, which ``unchecked`` says.

        Raises:
            SmmError: as ``fetch``, for everything else.
        """
        try:
            return self.fetch()
        except KeyMissing as missing:
            self.unchecked = True
            return missing.head

    @property
    def default_tip(self) -> str | None:
        """Return the head of the remote's default branch, as of the last ``fetch``; None where it has none."""
        return self._remote.default_tip

    def last_seen(self) -> str | None:
        """Return the newest head this repository knows without asking the remote; None when it knows none."""
        return self._remote.last_seen()

    def read(self, head: str, path: str) -> bytes | None:
        """Return a file's bytes at ``head``, None when there is no such file."""
        return self.read_many(head, [path]).get(path)

    def read_many(self, head: str, paths: Iterable[str]) -> dict[str, bytes]:
        """Return the files that exist among ``paths`` at ``head``, by path, through one ``git cat-file``."""
        return self.objects(head, paths)[0]

    def objects(self, head: str, paths: Iterable[str]) -> tuple[dict[str, bytes], dict[str, Tree]]:
        """Return the files and the folders that exist among ``paths`` at ``head``, through one ``git cat-file``."""
        prefix = self.prefix
        try:
            files, trees = read_objects(self._git, head, [under(prefix, path) for path in paths])
        except GitFault as fault:
            raise _broken("read", fault) from None
        return relative(prefix, files), relative(prefix, trees)

    def paths(self, head: str, below: str = "") -> tuple[str, ...]:
        """Return every file at ``head`` below the folder ``below``, sorted."""
        folder = under(self.prefix, below.strip("/")).strip("/")
        return self._names(
            "ls-tree", "-r", "-z", "--name-only", "--full-tree", head, *([f"{folder}/"] if folder else [])
        )

    def changed(self, before: str, head: str, below: str = "") -> tuple[str, ...]:
        """Return every file below the folder ``below`` that is not the same at ``before`` and ``head``, sorted."""
        folder = under(self.prefix, below.strip("/")).strip("/")
        scope = ["--", f":(top,literal){folder}/"] if folder else []
        return self._names("diff-tree", "-r", "-z", "--name-only", "--no-renames", before, head, *scope)

    def _names(self, *listing: str) -> tuple[str, ...]:
        try:
            listed = self._git.run(*listing)
        except GitFault as fault:
            raise _broken("listed", fault) from None
        cut = len(self.prefix) + 1 if self.prefix else 0
        return tuple(sorted(name.decode("utf-8", "surrogateescape")[cut:] for name in listed.split(b"\0") if name))

    def commit(self, edits: Sequence[Edit], message: str, *, urgent: bool = True, at: datetime | None = None) -> str:
        """Apply ``edits`` to the head that was fetched and push; return the head that holds them.

        Refused, they are applied to the newer head, up to eight times. A push whose answer was lost is found by
        reading the branch again. When the edits change nothing (any more), the head is returned as it is. A push
        that is not ``urgent`` waits for the six a minute; claims and the last outcome are. ``message`` holds ids
        only. ``at`` dates the commit; None is Git's clock.

        Raises:
            SmmError: every attempt was refused, or the remote can not be read any more (exit 3).
        """
        with self._lock:
            if not self._fetched:
                self.fetch()
            mine: list[str] = []
            complaint = ""
            for attempt in range(ATTEMPTS):
                made = self._build(edits, message, at)
                if made is None:
                    assert self._head is not None
                    return self._head
                mine.append(made)
                self._bucket.take(urgent=urgent or attempt > 0)
                try:
                    return self._keep(self._send(made))
                except Refused as refused:
                    complaint = str(refused)
                found = self._look_again(mine, attempt)
                if found is not None:
                    return found
            raise _refused(complaint)

    def adopt(self) -> str:
        """Vouch for the ledger as it is, under the key that is set: write a link that comes after all that are known.

        Raises:
            SmmError: there is no key, or every attempt was refused (exit 3).
        """
        with self._lock:
            self.guard.adopting = True
            try:
                head = self.commit([SUMMED_ANEW], "Vouch for the ledger")
            finally:
                self.guard.adopting = False
            self._check(head)
            return head

    def _check(self, head: str | None) -> None:
        try:
            self.guard.check(head, self.prefix)
        except GitFault as fault:
            raise _broken("checked", fault) from None

    @functools.cached_property
    def _sender(self) -> ApiSender | Remote:
        return sender(self._git, self._remote, self._location, self._environ)

    def _send(self, commit: str) -> str:
        try:
            return self._sender.send(commit)
        except GitFault as fault:
            raise _broken("extended", fault) from None

    def _keep(self, head: str) -> str:
        self._remote.remember(head, self._head)
        self._check(head)
        self._head = head
        return head

    def _look_again(self, mine: Sequence[str], attempt: int) -> str | None:
        """Return the head when it holds one of our commits: only the answer of that push was lost."""
        last = attempt == ATTEMPTS - 1
        if not last:
            self._sleep((0.05 + self._chance() * 0.2) * 2 ** min(attempt, 4))
        try:
            head = self.fetch()
        except Unreachable:
            if last:
                raise
            return None
        return head if head is not None and any(self._sender.holds(head, commit) for commit in mine) else None

    def _build(self, edits: Sequence[Edit], message: str, at: datetime | None) -> str | None:
        """Return a commit of ours on the head, or None when nothing changes."""
        try:
            overlay = Overlay(self._git, self._head, self.prefix)
            named = (path for edit in edits if isinstance(path := getattr(edit, "path", None), str))
            overlay.prefetch([*named, SUMMARY, CHAIN])
            for edit in edits:
                overlay.write(edit.apply(overlay.read))
            if not overlay.files and self._head is not None and not self.guard.adopting:
                return None
            tree = overlay.tree(self._stamps(overlay))
            parents = ["-p", self._head] if self._head is not None else []
            arguments = ["commit-tree", *self._sign(), *parents, tree]
            made = self._git.run(*arguments, stdin=message.encode(), extra={**IDENTITY, **_dates(at)})
        except GitFault as fault:
            raise _broken("extended", fault) from None
        except OSError as error:
            raise SmmError(
                f"The state branch can not be extended here: {error.strerror or type(error).__name__}.",
                "What is about to be sent is written down first, so nothing is sent.",
                "Make room on the disk of this machine, then run again.",
                unsafe=True,
            ) from None
        return made.decode().strip()

    def _stamps(self, overlay: Overlay) -> Iterator[Stamp]:
        """Yield what names the ledger as it will be: its summary, and the link of the chain."""
        head = self._head
        summary = upkeep(overlay, lambda: self.paths(head, LEDGER) if head is not None else ())
        if summary is not None:
            yield Stamp(path=under(self.prefix, SUMMARY), made=summary)
        link = self.guard.stamp(overlay.read(CHAIN), head, self.prefix)
        if link is not None:
            yield link

    def _sign(self) -> list[str]:
        """Return how to sign: not at all, unless ``git config smm.sign true`` asks for it."""
        if self._signing is None:
            asked = self._git.line("config", "--type=bool", "--default=false", "smm.sign")
            self._signing = ["-S"] if asked == "true" else []
        return self._signing


def _dates(at: datetime | None) -> Mapping[str, str]:
    return {} if at is None else {name: format_instant(at) for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE")}


def _broken(what: str, fault: GitFault) -> SmmError:
    return SmmError(
        f"The state branch can not be {what} here.",
        f"{fault}.",
        "Look at the clone with `git fsck`, or make a new one.",
        unsafe=True,
    )


def _refused(complaint: str) -> SmmError:
    return SmmError(
        f"The state branch refused our push {ATTEMPTS} times.",
        f"The answer was: {complaint}.",
        "Give the token `contents: write`, and let no rule forbid it to extend this branch. Where every commit has to "
        "be signed, use `commit-mode: api`.",
        unsafe=True,
    )
