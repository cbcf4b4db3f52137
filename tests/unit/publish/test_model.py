"""A model of ten lines against the product: whatever happens in whatever order, the world stays true."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from smm_action.core.clock import format_instant
from smm_action.ledger.store import append
from smm_action.model.delivery import State, part_key
from smm_action.model.entry import Entry
from smm_action.publish.outcomes import delivery_of, part_count
from tests.fakes.branch import FakeBranch
from tests.fakes.platform import SearchablePlatform
from tests.fakes.runner import World, sealed, survives
from tests.fakes.trap import Trap

POSTS = tuple(sealed(name, account, parts=n) for name, n in (("a", 1), ("b", 2)) for account in ("acme", "other"))
FAULTS = st.sampled_from(["refuse", "lose-before", "lose-after", "crash-after"])


class Publishing(RuleBasedStateMachine):
    """Ticks that die anywhere, answers that are lost, clocks that jump, people who hold and release."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory()
        self.world = World(directory=Path(self.directory.name), platform_type=SearchablePlatform)
        self.asked: set[int] = set()

    def teardown(self) -> None:
        self.finish()
        self.directory.cleanup()

    @rule(which=st.integers(0, len(POSTS) - 1))
    def schedule(self, which: int) -> None:
        self.asked.add(which)

    @rule(at=st.integers(0, 45) | st.none(), dead=st.booleans(), journals=st.booleans())
    def tick(self, at: int | None, dead: bool, journals: bool) -> None:
        names = {f"r{n}" for n in range(1, self.world.runners + 1)} if dead else set()
        runner = self.world.runner(Trap(at), reads_journals=journals)
        survives(lambda: runner.tick([POSTS[n] for n in sorted(self.asked)], dead=names))

    @rule(faults=st.lists(FAULTS | st.none(), max_size=4))
    def trouble(self, faults: list[str | None]) -> None:
        self.world.server.faults = list(faults)

    @rule(lag=st.integers(0, 1), blind=st.booleans())
    def search(self, lag: int, blind: bool) -> None:
        self.world.server.lag, self.world.server.blind = lag, blind

    @rule(minutes=st.integers(1, 120))
    def wait(self, minutes: int) -> None:
        self.world.now += timedelta(minutes=minutes)

    @rule(which=st.integers(0, len(POSTS) - 1), kind=st.sampled_from(["held", "released"]))
    def person(self, which: int, kind: str) -> None:
        delivery = delivery_of(POSTS[which].payload)
        record = self.world.ledger().get(delivery)
        allowed = {"held": {None, State.SCHEDULED, State.RETRY}, "released": {State.HELD, State.FAILED}}
        if (record.state if record else None) in allowed[kind]:
            entry = Entry(kind=kind, delivery=delivery, at=format_instant(self.world.clock()), by="ada")  # type: ignore[arg-type]
            FakeBranch(self.world.remote).commit(append([entry]), "Say")

    @invariant()
    def nothing_is_there_twice(self) -> None:
        assert all(count == 1 for count in self.world.server.copies().values())

    @invariant()
    def what_is_recorded_is_there(self) -> None:
        held = {(post.account, post.key): post.id for post in self.world.server.stored}
        for item in POSTS:
            record = self.world.ledger().get(delivery_of(item.payload))
            if record is not None and record.state is State.PUBLISHED:
                keys = [part_key(item.key, part) for part in range(part_count(item.payload))]
                assert [r.id for r in record.receipts] == [held.get((item.payload.account, key)) for key in keys]

    @invariant()
    def what_is_there_was_claimed(self) -> None:
        ledger = self.world.ledger()
        for post in self.world.server.stored:
            owners = [
                item
                for item in POSTS
                if post.account == item.payload.account
                and post.key in {part_key(item.key, part) for part in range(part_count(item.payload))}
            ]
            record = ledger.get(delivery_of(owners[0].payload))
            assert record is not None
            assert record.claim is not None

    def finish(self) -> None:
        """After the trouble is over everything is out, unless a person or too many failures stopped it."""
        self.world.server.faults, self.world.server.lag, self.world.server.blind = [], 0, False
        for _ in range(4):
            self.world.now += timedelta(hours=3)
            self.world.runner().tick([POSTS[n] for n in sorted(self.asked)])
        for which in self.asked:
            record = self.world.ledger().get(delivery_of(POSTS[which].payload))
            assert record is not None
            assert record.state in {State.PUBLISHED, State.HELD, State.FAILED}, record
        self.nothing_is_there_twice()
        self.what_is_recorded_is_there()


TestPublishing = Publishing.TestCase
TestPublishing.settings = settings(
    max_examples=60,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
