"""What every model of the world shares: servers in trouble, searches that lag, time that passes, and nothing twice."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from smm_action.core.clock import format_instant
from smm_action.core.http import Lost
from smm_action.ledger.store import append
from smm_action.model.delivery import DeliveryId, Outcome
from smm_action.model.entry import Entry, EntryKind
from smm_action.publish.claims import OBEYED_WITHIN
from tests.fakes.branch import FakeBranch
from tests.fakes.platform import FakeServer, SearchablePlatform, Stored
from tests.fakes.runner import World

FAULTS = st.sampled_from(["refuse", "lose-before", "lose-after", "crash-after", "late"])


@dataclass(kw_only=True)
class LateServer(FakeServer):
    """Has one more fault, ``late``: the answer is lost, and what was asked is obeyed after a while."""

    clock: Callable[[], datetime]
    waiting: list[tuple[datetime, Stored]] = field(default_factory=list)
    """What is to be obeyed, and when."""

    def create(self, account: str, key: str, text: str, reply_to: str | None) -> Stored | Outcome:
        with self.lock:
            late = self.faults[:1] == ["late"]
            if late:
                self.faults.pop(0)
                self.waiting.append(
                    (self.clock() + OBEYED_WITHIN, Stored(account, key, text, f"l{self.creates}", reply_to))
                )
                self.creates += 1
        if late:
            raise Lost("fake.example gave no whole answer (ReadTimeout)")
        return super().create(account, key, text, reply_to)

    def arrive(self) -> None:
        """Obey what is due by now."""
        now = self.clock()
        self.stored += [post for at, post in self.waiting if at <= now]
        self.waiting = [(at, post) for at, post in self.waiting if at > now]


class Worldly(RuleBasedStateMachine):
    """One world, of which a subclass says who ticks, and what must hold when the trouble is over."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory()
        self.world = World(directory=Path(self.directory.name), platform_type=SearchablePlatform)
        self.world.server = self.server = LateServer(clock=self.world.clock)

    def teardown(self) -> None:
        try:
            self.world.server.faults, self.world.server.lag, self.world.server.blind = [], 0, False
            self.finish()
            self.nothing_is_there_twice()
        finally:
            self.directory.cleanup()

    def finish(self) -> None:
        """Tick until everything is settled, and check that it is."""
        raise NotImplementedError

    def say(self, kind: EntryKind, item: DeliveryId) -> None:
        """Say a person's word."""
        entry = Entry(kind=kind, delivery=item, at=format_instant(self.world.clock()), by="ada")
        FakeBranch(self.world.remote).commit(append([entry]), "Say")

    @rule(faults=st.lists(FAULTS, min_size=1, max_size=3))
    def trouble(self, faults: list[str]) -> None:
        self.world.server.faults = list(faults)

    @rule(lag=st.integers(0, 1), blind=st.booleans())
    def search(self, lag: int, blind: bool) -> None:
        self.world.server.lag, self.world.server.blind = lag, blind

    @rule(minutes=st.integers(1, 240))
    def wait(self, minutes: int) -> None:
        self.world.now += timedelta(minutes=minutes)
        self.server.arrive()

    @invariant()
    def nothing_is_there_twice(self) -> None:
        assert all(count == 1 for count in self.world.server.copies().values())


def sized(examples: int, steps: int) -> settings:
    """Return how long a model is played."""
    return settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
