"""The loop: when the gate is asked, who plays, what a dead runner leaves, and when it ends."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from smm_action.core.errors import SmmError
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.entry import Entry, Ledger, Owner, Record
from smm_action.model.ids import AccountName, BrandName, PostId
from smm_action.model.plan import Plan
from smm_action.model.sample import Sample
from smm_action.rehearse.calendar import Expected
from smm_action.rehearse.clock import Clock
from smm_action.rehearse.counts import Counts
from smm_action.rehearse.rehearsal import TAIL, Script, rehearse
from smm_action.rehearse.report import Report
from smm_action.rehearse.run import Killed, Run
from smm_action.rehearse.verdict import Made
from tests.unit.rehearse.test_run import START

DAY = timedelta(days=1)
DELIVERY = DeliveryId(BrandName("acme"), PostId("one"), AccountName("acme"))
ONE = Expected(delivery=DELIVERY, platform="mastodon", due=START, lapses=START + DAY, units=("one",))


@dataclass
class Fake:
    """A company whose ticks do nothing but be counted."""

    clock: Clock = field(default_factory=lambda: Clock(START))
    open: bool = True
    dies: bool = False
    settled_at: datetime | None = None
    ends_as: State = State.MISSED
    ticks: list[tuple[int, datetime]] = field(default_factory=list)
    forgotten: int = 0
    counted: int = 0
    refuses: bool = False
    dead: list[tuple[bool, bool]] = field(default_factory=list)
    """What was said of run 1, and of the run itself."""

    def work(self, now: datetime) -> str | None:
        return f"open at {now}" if self.open else None

    def tick(self, runner: int, run: Run, is_dead: Callable[[Owner], bool]) -> Plan:
        self.ticks.append((runner, self.clock()))
        said = is_dead(Owner(run="1", nonce="a"))
        assert said == is_dead(Owner(run="1", nonce="a")), "asked twice, told twice the same"
        self.dead.append((said, is_dead(Owner(run=str(run.number), nonce="b"))))
        if self.dies:
            run.killed_at = "here"
            raise Killed("here")
        if self.refuses:
            raise SmmError("The state can not be read.", unsafe=True)
        return Plan(now=self.clock())

    def count(self, runner: int, run: Run, counts: Counts) -> None:
        self.counted += 1
        counts.add([Sample(delivery=DELIVERY, at="2026-12-01T00:00:00Z", counters={"likes": self.counted})], 0)

    def forget(self, runner: int) -> None:
        self.forgotten += 1

    def ledger(self) -> Ledger:
        settled = self.settled_at is not None and self.clock() >= self.settled_at
        state = self.ends_as if settled else State.CLAIMED
        return Ledger(records={DELIVERY: Record(delivery=DELIVERY, state=state)})

    def entries(self, delivery: DeliveryId) -> Iterable[Entry]:
        return [Entry(kind="held", delivery=delivery, at="2026-12-01T00:00:00Z", reason="too long")]

    def made(self) -> Iterable[Made]:
        return ()


def play(fake: Fake, *, days: int = 2, runners: int = 1, seed: int = 1, counts: bool = False) -> Report:
    script = Script(
        start=START,
        end=START + days * DAY,
        calendar=(ONE,),
        cron="7,22,37,52 * * * *",
        seed=seed,
        runners=runners,
        counts=counts,
    )
    return rehearse(script, fake, fake.clock)


def test_a_closed_gate_starts_no_run() -> None:
    fake = Fake(open=False)
    report = play(fake)

    assert fake.ticks == []
    assert report.ticks.worked == 0
    assert report.ticks.came > 100


def test_it_ends_when_the_window_is_over_and_everything_is_settled() -> None:
    fake = Fake(settled_at=START + 3 * DAY)
    report = play(fake, days=2)

    assert START + 3 * DAY - timedelta(hours=3) < fake.ticks[-1][1] < START + 3 * DAY + timedelta(hours=3)
    assert (report.lost, report.count(State.MISSED)) == (0, 1)
    assert report.fates[0].reason == "too long"


def test_a_doubt_is_looked_at_for_six_hours_more() -> None:
    fake = Fake(settled_at=START, ends_as=State.UNKNOWN)
    report = play(fake, days=2)

    assert START + 2 * DAY + timedelta(hours=5) < fake.ticks[-1][1] < START + 2 * DAY + timedelta(hours=7)
    assert (report.lost, report.count(State.UNKNOWN)) == (0, 1)


def test_what_is_never_settled_is_waited_for_until_it_has_lapsed_and_then_lost() -> None:
    fake = Fake()
    report = play(fake, days=2)

    assert START + 3 * DAY < fake.ticks[-1][1] < START + 2 * DAY + TAIL + DAY
    assert report.lost == 1
    assert [event.what for event in report.trace] == ["due", "recorded: held (too long)"]


def test_up_to_so_many_runners_play_at_once() -> None:
    fake, alone = Fake(), Fake()
    play(fake, days=3, runners=3)
    play(alone)

    assert {runner for runner, _ in fake.ticks} == {0, 1, 2}
    assert {runner for runner, _ in alone.ticks} == {0}


def test_a_run_that_ends_well_leaves_no_journal_and_half_of_the_dead_do() -> None:
    well, dead = Fake(), Fake(dies=True)
    play(well)
    report = play(dead, days=5)

    assert well.forgotten == len(well.ticks)
    assert report.ticks.killed == len(dead.ticks)
    assert 0.4 < dead.forgotten / len(dead.ticks) < 0.6


def test_half_of_the_questions_are_answered_and_never_wrongly() -> None:
    fake = Fake()
    play(fake, days=5)
    of_the_first = [first for first, _ in fake.dead[1:]]

    assert 0.4 < sum(of_the_first) / len(of_the_first) < 0.6
    assert not any(itself for _, itself in fake.dead)


@pytest.mark.parametrize(("fields", "times"), [({}, 1), ({"refuses": True}, 1), ({"dies": True}, 0)])
def test_every_run_that_lives_counts_also_where_publishing_stopped(fields: dict[str, bool], times: int) -> None:
    fake = Fake(**fields)
    report = play(fake, counts=True)

    assert report.counts is not None
    assert len(fake.ticks) > 10
    assert fake.counted == len(fake.ticks) * times == report.counts.samples
    assert report.counts.deliveries == times
    assert report.counts.totals() == ({"likes": fake.counted} if times else {}), "the newest sample is what stands"


def test_nothing_is_counted_that_was_not_asked_for() -> None:
    fake = Fake()

    assert play(fake).counts is None
    assert fake.counted == 0
