"""A small model against fold, planner, reconciler and publisher together: whatever happens in whatever order.

`tests/unit/publish/test_model.py` leaves the planner out and has threads of several parts; this one has times.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from smm_action.core.clock import format_instant
from smm_action.ledger.fold import fold
from smm_action.ledger.store import entries
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.entry import Ledger
from smm_action.model.payload import Sealed
from smm_action.model.plan import PlannedDelivery
from smm_action.model.project import Project
from smm_action.plan.planner import plan
from smm_action.publish.amend import Amendment, amend
from smm_action.publish.outcomes import settled
from tests.chaos.stateful import Worldly, sized
from tests.fakes.runner import Runner, delivery, sealed, survives
from tests.fakes.trap import Trap
from tests.unit.plan.making import at, post, project

NAMES = ("a", "b", "c")
ACCOUNTS = ("acme", "other")
EVERY = [delivery(f"{name}-{account}", account) for name in NAMES for account in ACCOUNTS]
LATEST = timedelta(hours=6)
"""The policy's ``max_late``."""


@dataclass
class Model:
    """The ten lines: what has a time, who was stopped by a person, what may have become too late."""

    times: dict[DeliveryId, datetime] = field(default_factory=dict)
    stopped: set[DeliveryId] = field(default_factory=set)
    late: set[DeliveryId] = field(default_factory=set)

    def may_go(self, now: datetime) -> set[DeliveryId]:
        self.late |= {d for d, time in self.times.items() if now > time + LATEST}
        return {d for d, time in self.times.items() if time <= now and d not in self.stopped}

    def may_end(self, item: DeliveryId) -> set[State]:
        stopped = {State.HELD} if item in self.stopped else set[State]()
        missed = {State.MISSED} if item in self.late else set[State]()
        return {State.PUBLISHED, State.FAILED} | stopped | missed


class Planning(Worldly):
    """People schedule, reschedule, hold and release; runners tick, die anywhere, and lose answers."""

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()

    @rule(item=st.sampled_from(EVERY), minutes=st.integers(-30, 240))
    def schedule(self, item: DeliveryId, minutes: int) -> None:
        self.model.times[item] = (self.world.now + timedelta(minutes=minutes)).replace(microsecond=0)

    @rule(step=st.integers(0, 45) | st.none(), dead=st.booleans(), journals=st.booleans())
    def tick(self, step: int | None, dead: bool, journals: bool) -> None:
        gone = {f"r{n}" for n in range(1, self.world.runners + 1)} if dead else set[str]()
        runner = self.world.runner(Trap(step), reads_journals=journals)
        before = self.out()
        allowed = self.model.may_go(self.world.now + timedelta(minutes=10))  # a tick sleeps between looks
        survives(lambda: self.run(runner, gone))
        assert self.out() - before <= allowed, "before its time, or against a person's word"

    @rule(item=st.sampled_from(EVERY))
    def hold(self, item: DeliveryId) -> None:
        record = self.world.ledger().get(item)
        if record is None or record.state in {State.SCHEDULED, State.RETRY}:
            self.say("held", item)
            self.model.stopped.add(item)

    @rule(item=st.sampled_from(EVERY))
    def release(self, item: DeliveryId) -> None:
        record = self.world.ledger().get(item)
        if record is not None and record.state is State.HELD:
            self.say("released", item)
            self.model.stopped.discard(item)

    @invariant()
    def the_ledger_says_what_is_there(self) -> None:
        published = {d for d, record in self.world.ledger().records.items() if record.state is State.PUBLISHED}
        assert published <= self.out()

    @invariant()
    def the_order_of_lines_says_nothing(self) -> None:
        files = self.world.remote.files
        held = [entry for path in files if path.startswith("ledger/") for entry in entries(path, files[path])]
        assert fold(reversed(held)).records == fold(held).records

    def run(self, runner: Runner, dead: set[str]) -> None:
        """One tick, in the product's order."""
        runner.reconcile(dead)
        ledger = runner.ledger()
        planned = plan(self.project(), ledger, self.world.clock(), runner.cards)
        found = [
            Amendment(entry=settled(item, self.world.clock()), seen=ledger.get(item.delivery))
            for item in planned.settle
        ]
        if found:
            runner.branch.commit(amend(found), "Settle")
        runner.publish([_sealed(item) for item in planned.due])

    def project(self) -> Project:
        return project(*(post(d.post, at(time), (d.account,)) for d, time in self.model.times.items()))

    def out(self) -> set[DeliveryId]:
        return {delivery(stored.text.partition(" ")[0], stored.account) for stored in self.world.server.stored}

    def finish(self) -> None:
        """When the trouble is over, everything that had its time is out, or somebody knows why not."""
        for _ in range(5):
            self.wait(150)
            self.tick(None, dead=True, journals=False)
        ledger: Ledger = self.world.ledger()
        for item in self.model.times:
            record = ledger.get(item)
            assert record is not None, item
            assert record.state in self.model.may_end(item), record
        self.the_ledger_says_what_is_there()


def _sealed(item: PlannedDelivery) -> Sealed:
    made = sealed(item.delivery.post, item.delivery.account)
    assert item.schedule_digest is not None
    return replace(made, due=format_instant(item.time), schedule_digest=item.schedule_digest)


TestPlanning = Planning.TestCase
TestPlanning.settings = sized(examples=40, steps=20)
