"""The state branch: read, and written by compare-and-swap. Plumbing only: no work tree, no index, no rebase.

A change is a list of ``Edit``s. ``commit`` applies them to the head it knows, pushes without force, and when somebody
was faster reads the new head and applies the same edits to that.
"""

from __future__ import annotations

import random
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from smm_action.core.errors import SmmError
from smm_action.core.git import Git, GitFault
from smm_action.ledger.bucket import Bucket
from smm_action.model.edit import Edit
from smm_action.model.project import StateLocation

ATTEMPTS = 8
"""How often a refused push is overlaid on a newer head before it is refused for good."""
IDENTITY = "smm-action <smm-action@users.noreply.github.com>"
ON_DEFAULT_BRANCH = ".smm/"


class StateBranch:
    """One branch of one remote, as this repository last saw it."""

    def __init__(
        self,
        repository: Path,
        location: StateLocation,
        environ: Mapping[str, str],
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Bind to the repository; ``clock`` (Unix seconds) and ``sleep`` are for tests."""
        self._local = Git(repository, environ)
        self._remote = location.remote
        self._branch = location.branch
        self._ref = f"refs/heads/{location.branch}"
        self._seen_ref = f"refs/smm/{location.branch}"
        self._prefix = "" if location.path in {"", "."} else location.path.strip("/") + "/"
        self._clock, self._sleep = clock, sleep
        self._bucket = Bucket(clock, sleep)
        self._known: str | None = None
        self._fetched = False
        self._lock = threading.RLock()

    def fetch(self) -> str | None:
        """Return the head the remote has now; None when the remote has no such branch.

        Raises:
            SmmError: unsafe; the remote can not be read, or the branch moved backwards or vanished.
        """
        with self._lock:
            tip = self._tip()
            seen = self._seen()
            if tip is None:
                if seen is not None:
                    raise self._broken("has vanished", "It was there before; without it posts would go out again.")
                self._known, self._fetched = None, True
                return None
            if tip != seen:
                tip = self._download(seen)
            self._known, self._fetched = tip, True
            return tip

    def last_seen(self) -> str | None:
        """Return the newest head this repository knows without asking the remote; None when it knows none."""
        for ref in (self._seen_ref, f"refs/remotes/{self._remote}/{self._branch}"):
            try:
                return self._local.line("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
            except GitFault:
                continue
        return None

    def read(self, head: str, path: str) -> bytes | None:
        """Return one file of ``head``, by its path below the state path; None when there is none."""
        return self.read_many(head, [path]).get(path)

    def read_many(self, head: str, paths: Iterable[str]) -> dict[str, bytes]:
        """Return the files of ``head`` that exist, by path, with one git process."""
        wanted = list(dict.fromkeys(paths))
        if not wanted:
            return {}
        asked = "".join(f"{head}:{self._prefix}{path}\n" for path in wanted).encode()
        data = self._local.run("cat-file", "--batch", stdin=asked)
        found: dict[str, bytes] = {}
        at = 0
        for path in wanted:
            end = data.index(b"\n", at)
            header = data[at:end].split()
            at = end + 1
            if len(header) == 3 and header[1] == b"blob":
                size = int(header[2])
                found[path] = data[at : at + size]
                at += size + 1
            elif len(header) == 3:
                at += int(header[2]) + 1
        return found

    def paths(self, head: str, below: str = "") -> tuple[str, ...]:
        """Return the paths of every file of ``head`` below a directory of the state path."""
        listed = self._local.run(
            "ls-tree", "-r", "-z", "--name-only", "--full-tree", head, "--", self._prefix + below or "."
        )
        names = (name.decode() for name in listed.split(b"\0") if name)
        return tuple(name.removeprefix(self._prefix) for name in names)

    def commit(self, edits: Sequence[Edit], message: str, *, urgent: bool = True) -> str:
        """Push ``edits`` as one commit and return the head that holds them.

        ``urgent`` does not wait for the limit of pushes: claims, and the last push of a run.

        Raises:
            SmmError: unsafe; the push was refused for good, or the branch can not be read.
        """
        with self._lock:
            if not self._fetched:
                self.fetch()
            for attempt in range(ATTEMPTS):
                base = self._known
                files = self._overlay(edits, base)
                if not files and base is not None:
                    return base
                made = self._make(base, files, message)
                self._bucket.take(urgent=urgent)
                complaint = self._push(made)
                if complaint is None or self._arrived(made):
                    self._remember(made)
                    return made if complaint is None else self._known or made
                if self._known == base and attempt >= 2:
                    raise self._refused(complaint)
                self._sleep(random.uniform(0.05, 0.3) * 2**attempt)  # noqa: S311 jitter
            raise self._refused("others were faster eight times in a row")

    def _tip(self) -> str | None:
        try:
            listed = self._local.remote(self._remote).line("ls-remote", "--symref", self._remote, "HEAD", self._ref)
        except GitFault as fault:
            raise self._broken("can not be read", f"The remote did not answer: {fault.complaint}.") from None
        tip = None
        for line in listed.splitlines():
            first, _, name = line.partition("\t")
            if name == self._ref:
                tip = first
            elif name == "HEAD" and first == f"ref: {self._ref}" and not self._prefix:
                # the default branch belongs to people: all that is ours stays in one directory
                self._prefix = ON_DEFAULT_BRANCH
        return tip

    def _seen(self) -> str | None:
        try:
            return self._local.line("rev-parse", "--verify", "--quiet", f"{self._seen_ref}^{{commit}}")
        except GitFault:
            return None

    def _download(self, seen: str | None) -> str:
        incoming = f"refs/smm/incoming-{secrets.token_hex(8)}"
        try:
            self._local.remote(self._remote).run(
                "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", self._remote, f"+{self._ref}:{incoming}"
            )
            tip = self._local.line("rev-parse", "--verify", f"{incoming}^{{commit}}")
            if seen is not None and not self._local.says("merge-base", "--is-ancestor", seen, tip):
                raise self._broken("moved backwards", "It was force-pushed; what was recorded may be missing.")
            self._local.run("update-ref", self._seen_ref, tip)
        except GitFault as fault:
            raise self._broken("can not be fetched", f"{fault.complaint}.") from None
        finally:
            self._forget(incoming)
        return tip

    def _forget(self, ref: str) -> None:
        try:
            self._local.run("update-ref", "-d", ref)
        except GitFault:
            return

    def _overlay(self, edits: Sequence[Edit], base: str | None) -> dict[str, bytes]:
        written: dict[str, bytes] = {}
        held: dict[str, bytes | None] = {}

        def read(path: str) -> bytes | None:
            if path in written:
                return written[path]
            if path not in held:
                held[path] = None if base is None else self.read(base, path)
            return held[path]

        for edit in edits:
            written.update(edit.apply(read))
        return written

    def _make(self, base: str | None, files: Mapping[str, bytes], message: str) -> str:
        """Return a new commit on ``base``: one fast-import process writes blobs, trees and commit."""
        temporary = f"refs/smm/pending-{secrets.token_hex(8)}"
        who = f"{IDENTITY} {int(self._clock())} +0000".encode()
        text = message.encode()
        stream = [
            b"feature done\ncommit %s\nmark :1\ncommitter %s\ndata %d\n%s\n"
            % (temporary.encode(), who, len(text), text)
        ]
        if base is not None:
            stream.append(b"from %s\n" % base.encode())
        for path, content in sorted(files.items()):
            name = (self._prefix + path).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
            stream.append(b'M 100644 inline "%s"\ndata %d\n%s\n' % (name.encode(), len(content), content))
        stream.append(b"\nget-mark :1\ndone\n")
        try:
            made = self._local.run("fast-import", "--quiet", "--date-format=raw", stdin=b"".join(stream))
        except GitFault as fault:
            raise self._broken("can not be extended", f"{fault.complaint}.") from None
        self._forget(temporary)
        return made.decode().strip()

    def _push(self, made: str) -> str | None:
        """Return None when the push was taken, else git's complaint."""
        try:
            self._local.remote(self._remote).run(
                "-c", "core.hooksPath=/dev/null", "push", "--quiet", "--no-verify", self._remote, f"{made}:{self._ref}"
            )
        except GitFault as fault:
            return fault.complaint or "no reason given"
        return None

    def _arrived(self, made: str) -> bool:
        """Whether the remote has the commit although the push said no: the answer may have been lost."""
        head = self.fetch()
        if head is None:
            return False
        try:
            return self._local.says("merge-base", "--is-ancestor", made, head)
        except GitFault:
            return False

    def _remember(self, made: str) -> None:
        newest = self._known
        try:
            if newest is not None and newest != made and self._local.says("merge-base", "--is-ancestor", made, newest):
                return
            self._local.run("update-ref", self._seen_ref, made)
        except GitFault:
            # the private ref only helps to notice a forced push; the next fetch sets it again
            pass
        self._known = made

    def _broken(self, what: str, why: str) -> SmmError:
        return SmmError(
            f"The state branch {self._branch} {what}.",
            f"{why} Nothing was sent.",
            f"Look at {self._branch} on {self._remote}; `git update-ref -d {self._seen_ref}` accepts it as it is now.",
            unsafe=True,
        )

    def _refused(self, complaint: str) -> SmmError:
        return SmmError(
            f"The state branch {self._branch} refused the push.",
            f"Git says: {complaint}.",
            "Give the token `contents: write`, and let no rule forbid it to extend this branch.",
            unsafe=True,
        )
