"""One run of a tick on one runner, watched at every step that reaches the outside, and killed at some."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from smm_action.core.git import Git
from smm_action.core.http import Answer, Http
from smm_action.ledger.branch import StateBranch
from smm_action.ledger.guard import Guard
from smm_action.ledger.remote import Remote
from smm_action.model.edit import Edit
from smm_action.model.project import StateLocation
from smm_action.publish.access import Access, Opened, open_safely
from smm_action.publish.sending import Task
from smm_action.publish.worker import Finished, SignedIn, Worker
from smm_action.rehearse.chance import Chance
from smm_action.rehearse.clock import Clock
from smm_action.rehearse.stage import Turn

STEP = 1.0
"""Seconds that a call to the outside takes."""
DEADLY = 0.004
"""Share of steps at which the runner is lost: about one run in six. No real runner is as bad."""


class Killed(BaseException):
    """The runner is gone, as after SIGKILL: nothing catches this, nothing is tidied up that reaches the outside."""


class Run:
    """Counts the steps of one run and ends it where the seed says."""

    def __init__(self, number: int, clock: Clock, chance: Chance, turn: Turn) -> None:
        """Begin run ``number``; ``turn`` lets the runs beside it move."""
        self.number = number
        self.clock = clock
        self.killed_at: str | None = None
        """Where it died."""
        self.ended: datetime = clock()
        """When it died."""
        self._chance, self._turn = chance, turn
        self._steps = 0
        self._draws = 0

    def chance(self) -> float:
        """Return a draw of this run's own."""
        self._draws += 1
        return self._chance.draw("run", self.number, self._draws)

    def step(self, where: str) -> None:
        """Pass one point at which the world may change: others move, time passes, and the runner may die."""
        self._turn()
        if self.killed_at is not None:
            raise Killed(self.killed_at)
        self.clock.sleep(STEP)
        self._steps += 1
        if self._chance.draw("killed", self.number, self._steps) < DEADLY:
            self.killed_at, self.ended = where, self.clock()
            raise Killed(where)


class QuickBranch(StateBranch):
    """The state branch over a quick git, waiting in virtual time."""

    def __init__(self, git: Git, location: StateLocation, clock: Clock, chance: Callable[[], float] = float) -> None:
        """Bind to the clone of ``git``; ``chance`` is for the jitter between two attempts to push."""
        super().__init__(git.repository, location, git.environ, clock=clock.monotonic, sleep=clock.sleep, chance=chance)
        self._git, self._remote = git, Remote(git, location)
        self.guard = Guard(git, location.branch, git.environ)


class WatchedBranch(QuickBranch):
    """The state branch with a step before each look at the remote, and on both sides of a push."""

    def __init__(self, git: Git, location: StateLocation, run: Run) -> None:
        """Bind to the clone of ``git`` for one run."""
        super().__init__(git, location, run.clock, run.chance)
        self._run = run

    def fetch(self) -> str | None:
        """Read the head from the remote."""
        self._run.step("before the state was read")
        return super().fetch()

    def commit(self, edits: Sequence[Edit], message: str, *, urgent: bool = True, at: datetime | None = None) -> str:
        """Push, or die before it or with the answer unread."""
        what = message.partition("\n")[0]
        self._run.step(f"before the push “{what}”")
        head = super().commit(edits, message, urgent=urgent, at=at)
        self._run.step(f"after the push “{what}”")
        return head


class WatchedHttp(Http):
    """Calls to the sandbox with a step before each, and on both sides of a create.

    All runs share an account's connections: a fresh client for each create, as on real servers, would cost more than
    the rest of the tick. A create is one attempt on a connection that is closed after it all the same.
    """

    def __init__(self, http: Http, run: Run) -> None:
        """Watch ``http`` during one run; pauses pass in virtual time."""
        super().__init__(http.origin, sleep=run.clock.sleep)
        self._http, self._run = http, run

    def read(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **content: Any) -> Answer:
        """Make a call that may be repeated."""
        self._run.step(f"before {method} {path}")
        return self._http.read(method, path, headers=headers, **content)

    def create(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **content: Any) -> Answer:
        """Make a call that must happen once, or die before it or with the answer unread."""
        self._run.step(f"before {method} {path}")
        answer = self._http.create(method, path, headers=headers, **content)
        self._run.step(f"after {method} {path}, its answer unread")
        return answer

    def at(self, origin: str) -> Http:
        """Watch calls to another origin, too: an upload host may lose a runner as well."""
        return WatchedHttp(self._http.at(origin), self._run)


class Line(Http):
    """One account's way to the sandbox."""

    def create(self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **content: Any) -> Answer:
        """Make a call that must happen at most once, on a connection that is closed after it."""
        return self._exchange(self._pooled(), method, path, {"connection": "close", **(headers or {})}, content)


class InTurn(Worker):
    """One account's work in the run's own thread: accounts follow one another, so that a seed decides everything."""

    _opened: Opened | None = None

    def start(self) -> None:
        """Sign in at once."""
        self._opened = open_safely(self._opener, self.account)
        self._events.put(SignedIn(account=self.account, opened=self._opened))

    def assign(self, tasks: Sequence[Task]) -> None:
        """Do the tasks at once."""
        if isinstance(self._opened, Access):
            self._work(self._opened, tuple(tasks))
        self._events.put(Finished(account=self.account))
