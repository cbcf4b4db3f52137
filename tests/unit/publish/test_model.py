"""A model of ten lines against the product: whatever happens in whatever order, the world stays true."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from smm_action.model.delivery import State, part_key
from smm_action.model.entry import EntryKind
from smm_action.publish.outcomes import delivery_of, part_count
from tests.chaos.stateful import Worldly, sized
from tests.fakes.runner import sealed, survives
from tests.fakes.trap import Trap

POSTS = tuple(sealed(name, account, parts=n) for name, n in (("a", 1), ("b", 2)) for account in ("acme", "other"))


class Publishing(Worldly):
    """Ticks that die anywhere, answers that are lost, clocks that jump, people who hold and release."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[int] = set()

    @rule(which=st.integers(0, len(POSTS) - 1))
    def schedule(self, which: int) -> None:
        self.asked.add(which)

    @rule(at=st.integers(0, 45) | st.none(), dead=st.booleans(), journals=st.booleans())
    def tick(self, at: int | None, dead: bool, journals: bool) -> None:
        names = {f"r{n}" for n in range(1, self.world.runners + 1)} if dead else set()
        runner = self.world.runner(Trap(at), reads_journals=journals)
        survives(lambda: runner.tick([POSTS[n] for n in sorted(self.asked)], dead=names))

    @rule(which=st.integers(0, len(POSTS) - 1), kind=st.sampled_from(["held", "released"]))
    def person(self, which: int, kind: EntryKind) -> None:
        delivery = delivery_of(POSTS[which].payload)
        record = self.world.ledger().get(delivery)
        allowed: dict[EntryKind, set[State | None]] = {
            "held": {None, State.SCHEDULED, State.RETRY},
            "released": {State.HELD, State.FAILED},
        }
        if (record.state if record else None) in allowed[kind]:
            self.say(kind, delivery)

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
        for _ in range(4):
            self.wait(180)
            self.world.runner().tick([POSTS[n] for n in sorted(self.asked)])
        for which in self.asked:
            record = self.world.ledger().get(delivery_of(POSTS[which].payload))
            assert record is not None
            assert record.state in {State.PUBLISHED, State.HELD, State.FAILED}, record
        self.what_is_recorded_is_there()


TestPublishing = Publishing.TestCase
TestPublishing.settings = sized(examples=60, steps=15)
