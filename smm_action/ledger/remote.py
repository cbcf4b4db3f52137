"""What the remote says of the branch, and what this repository remembers of it."""

from __future__ import annotations

import functools
import re

from smm_action.core.errors import SmmError
from smm_action.core.git import Git, GitFault
from smm_action.model.project import StateLocation

DEFAULT_PATH = ".smm"
FETCHES = 4
_FETCH = ("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap=")
_PUSH = ("-c", "push.followTags=false", "push", "--quiet", "--no-verify", "--no-signed", "--no-recurse-submodules")
_NAME = re.compile(r"[^\s~^:?*\[\\\x00-\x1f\x7f-][^\s~^:?*\[\\\x00-\x1f\x7f]*")


class Unreachable(SmmError):  # noqa: N818 one end of a look at the remote
    """The remote gave no answer that could be used; the branch itself may be well."""


class Refused(Exception):  # noqa: N818 an end of one attempt, not an error of ours
    """The branch did not take a commit, or nobody knows; the text says what the other side complains of."""


class Remote:
    """One branch of one remote, seen from one clone."""

    def __init__(self, git: Git, location: StateLocation) -> None:
        """Check the names, because they become arguments.

        Raises:
            SmmError: ``state:`` in smm.yml names no branch or remote that Git could have.
        """
        for name in (location.branch, location.remote):
            if not _NAME.fullmatch(name) or ".." in name or name.endswith((".lock", "/", ".")):
                raise SmmError(f"{name!r} is no name of a branch or remote.", "", "Mend `state:` in smm.yml.")
        self._git, self._location = git, location
        self._ref = f"refs/heads/{location.branch}"
        self._seen = f"refs/smm/state/{location.branch}"
        self.default_tip: str | None = None
        """Head of the remote's default branch at the last look, where it has one."""
        self._prefix: str | None = None
        self._settled = False
        """Whether the prefix was decided with the branch's own history at hand."""

    def prefix(self) -> str:
        """Return the state path on the branch.

        On the default branch, and on any branch that shares history with HEAD, it is ``.smm``: authored files live
        at the root there.
        """
        if self._prefix is None and self.last_seen() is None:
            self.fetch()
        assert self._prefix is not None
        return self._prefix

    def fetch(self) -> str | None:
        """Return the branch's head after its objects are here; None when it was never there.

        Raises:
            SmmError: unreadable (``Unreachable``), vanished or moved backwards (exit 3).
        """
        for _ in range(FETCHES):
            # What was seen is read first: another process of this clone may push and remember meanwhile.
            seen = self._seen_head()
            head, default = self._look()
            if head is None and seen is not None:
                raise self._vanished(seen)
            if head is None or head == seen or self._fetched(head, seen):
                self._learn(head, default=default, final=True)
                return self._accept(head, seen)
        raise self._unreadable("It moved faster than it could be fetched.")

    def holds(self, head: str, commit: str) -> bool:
        """Whether the history of ``head`` holds ``commit``."""
        return head == commit or self._agrees("merge-base", "--is-ancestor", commit, head)

    def remember(self, head: str, before: str | None) -> None:
        """Keep ``head`` as the last one seen, unless another process of this clone keeps one meanwhile."""
        self._agrees("update-ref", self._seen, head, before or "0" * len(head))

    def last_seen(self) -> str | None:
        """Return the newest head that is known without asking the remote."""
        seen = self._seen_head() or self._line(f"refs/remotes/{self._location.remote}/{self._location.branch}")
        if seen is not None:
            self._learn(seen, default=self._is_default_here(), final=False)
        return seen

    def send(self, commit: str) -> str:
        """Push ``commit`` without force and return it.

        Raises:
            Refused: git does not say that it is there.
        """
        try:
            self._there.run(*_PUSH, self._location.remote, f"{commit}:{self._ref}")
        except GitFault as fault:
            raise Refused(fault.complaint or "no reason given") from None
        return commit

    def bring(self, commit: str) -> bool:
        """Whether ``commit``, which somebody else made on the branch, is here after a fetch."""
        try:
            self._there.run(*_FETCH, self._location.remote, self._ref)
        except GitFault:
            return False
        return self._has(commit)

    @functools.cached_property
    def _there(self) -> Git:
        return self._git.remote(self._location.remote)

    def _look(self) -> tuple[str | None, bool]:
        """Return the head as the remote tells it, and whether this is the default branch."""
        try:
            listed = self._there.line("ls-remote", "--symref", self._location.remote, "HEAD", self._ref)
        except GitFault as fault:
            raise self._unreadable(fault.complaint) from None
        lines = [line.split("\t") for line in listed.splitlines()]
        self.default_tip = next((value for value, *name in lines if name == ["HEAD"] and " " not in value), None)
        heads = [value for value, *name in lines if name == [self._ref]]
        return (heads[0] if heads else None), [f"ref: {self._ref}", "HEAD"] in lines

    def _accept(self, head: str | None, seen: str | None) -> str | None:
        if head is None or head == seen:
            return head
        if seen is not None and not self.holds(head, seen):
            raise self._backwards(seen, head)
        self.remember(head, seen)
        return head

    def _learn(self, head: str | None, *, default: bool, final: bool) -> None:
        if self._settled:
            return
        path = self._location.path.strip("/").removeprefix("./")
        own = "" if path == "." else path
        if default or (head is not None and self._agrees("merge-base", "HEAD", head)):
            if own not in {"", DEFAULT_PATH}:
                raise SmmError(
                    f"`state.path` is {self._location.path}, on a branch that holds posts.",
                    "There, only `.smm/` is ever written.",
                    "Remove `state.path` from smm.yml, or give the state a branch of its own.",
                )
            own = DEFAULT_PATH
        self._prefix = own
        self._settled = final and head is not None

    def _is_default_here(self) -> bool:
        """Whether this clone takes the branch for the remote's default one."""
        try:
            default = self._git.line("symbolic-ref", "--quiet", f"refs/remotes/{self._location.remote}/HEAD")
        except GitFault:
            return False
        return default == f"refs/remotes/{self._location.remote}/{self._location.branch}"

    def _fetched(self, head: str, seen: str | None) -> bool:
        """Whether the objects of ``head`` are here now."""
        shallow = self._git.line("rev-parse", "--is-shallow-repository") == "true"
        if self._has(head) and not (shallow and seen):
            return True
        # In a shallow clone (actions/checkout) without memory there is nothing to compare with: the tip is enough.
        depth = ["--depth=1"] if shallow and seen is None else []
        try:
            self._there.run(*_FETCH, *depth, self._location.remote, self._ref)
        except GitFault as fault:
            raise self._unreadable(fault.complaint) from None
        return self._has(head)

    def _has(self, commit: str) -> bool:
        return self._agrees("cat-file", "-e", f"{commit}^{{commit}}")

    def _seen_head(self) -> str | None:
        return self._line(self._seen)

    def _line(self, ref: str) -> str | None:
        try:
            return self._git.line("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
        except GitFault:
            return None

    def _agrees(self, *arguments: str) -> bool:
        try:
            self._git.run(*arguments)
        except GitFault:
            return False
        return True

    def _vanished(self, seen: str) -> SmmError:
        return SmmError(
            f"The state branch {self._location.branch} is gone from {self._location.remote}.",
            f"This clone saw it at {seen[:12]}; without it nobody knows what is published, so nothing is sent.",
            f"Restore it: git push {self._location.remote} {seen}:{self._ref}. To start over on purpose: "
            f"git update-ref -d {self._seen}",
            unsafe=True,
        )

    def _backwards(self, seen: str, head: str) -> SmmError:
        return SmmError(
            f"The state branch {self._location.branch} moved backwards.",
            f"It was at {seen[:12]} and is at {head[:12]}, which does not hold it; posts may be missing from it.",
            f"Find out who forced it, and restore it. To accept it as it is: git update-ref -d {self._seen}",
            unsafe=True,
        )

    def _unreadable(self, why: str) -> Unreachable:
        return Unreachable(
            f"The state branch {self._location.branch} can not be read from {self._location.remote}.",
            f"{why or 'Git did not say why.'} What is published can not be told without it, so nothing is sent.",
            "Check the remote and the token (GITHUB_TOKEN or SMM_GIT_TOKEN), then run again.",
            unsafe=True,
        )
