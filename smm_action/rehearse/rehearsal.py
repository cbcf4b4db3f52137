"""A rehearsal: ticks come as GitHub's cron brings them, runs work and die, and what exists afterwards is judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from smm_action.core.clock import parse_instant
from smm_action.core.errors import SmmError
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.entry import Entry, Ledger, Owner
from smm_action.model.plan import Plan
from smm_action.rehearse.arrivals import Arrival, arrivals
from smm_action.rehearse.calendar import Expected
from smm_action.rehearse.chance import Chance
from smm_action.rehearse.clock import Clock
from smm_action.rehearse.counts import Counts
from smm_action.rehearse.cron import instants
from smm_action.rehearse.report import Event, Report, Ticks
from smm_action.rehearse.run import Killed, Run
from smm_action.rehearse.stage import Turn, play
from smm_action.rehearse.verdict import TOLD, Fate, Made, judge

TAIL = timedelta(days=2)
"""How long ticks go on after the last delivery has lapsed: a bad spell of the cron lasts a day."""
DOUBT = timedelta(hours=6)
"""How long ticks go on for what is unknown: each looks again, and what none of them finds out is a person's to say."""
KEPT = 0.5
"""Share of lost runners whose journal is found again. A hosted runner's never is, a machine of one's own has it."""
KNOWN = 0.5
"""Share of questions whether a run is over that GitHub answers; otherwise its lease has to pass."""
_SETTLED = TOLD | {State.PUBLISHED}


class Company(Protocol):
    """What plays: repositories, ticks and platforms, put together by the composition root."""

    def work(self, now: datetime) -> str | None:
        """Return what the gate says: why there is work at ``now``, or None."""
        ...

    def tick(self, runner: int, run: Run, is_dead: Callable[[Owner], bool]) -> Plan:
        """Do one tick on ``runner`` and return its plan. ``Killed`` passes through."""
        ...

    def count(self, runner: int, run: Run, counts: Counts) -> None:
        """Count on ``runner`` what is due, and add it to ``counts``. ``Killed`` passes through."""
        ...

    def forget(self, runner: int) -> None:
        """Lose what ``runner`` has on its disk."""
        ...

    def ledger(self) -> Ledger:
        """Return what is recorded."""
        ...

    def entries(self, delivery: DeliveryId) -> Iterable[Entry]:
        """Return every entry about a delivery."""
        ...

    def made(self) -> Iterable[Made]:
        """Return what exists on the platforms and on the pages."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What is rehearsed."""

    start: datetime
    end: datetime
    calendar: tuple[Expected, ...]
    cron: str
    seed: int
    runners: int
    counts: bool = False
    """Whether runs count what they published."""


def rehearse(
    script: Script, company: Company, clock: Clock, progress: Callable[[float], None] = lambda _share: None
) -> Report:
    """Play ``script`` and judge what came of it. ``progress`` is told the share that is done.

    Raises:
        ValueError: the cron expression is none.
    """
    return _Rehearsal(script, company, clock).run(progress)


class _Rehearsal:
    def __init__(self, script: Script, company: Company, clock: Clock) -> None:
        self._script, self._company, self._clock = script, company, clock
        self._chance = Chance(script.seed)
        self._runs: list[Run] = []
        self._over: set[str] = set()
        self._waited: set[DeliveryId] = set()
        self._blocked: dict[DeliveryId, str] = {}
        self._refusals: list[str] = []
        self._counts = Counts() if script.counts else None

    def run(self, progress: Callable[[float], None]) -> Report:
        script = self._script
        last = max((item.lapses for item in script.calendar), default=script.end)
        scheduled = tuple(instants(script.cron, script.start, max(script.end, last) + TAIL))
        came = 0
        for arrival in arrivals(scheduled, self._chance):
            if arrival.at >= script.end and self._is_settled():
                break
            came += 1
            self._arrive(arrival)
            progress(min(1.0, (arrival.at - script.start) / (script.end - script.start)))
        judged, strange = judge(script.calendar, self._company.made(), self._company.ledger(), self._blocked)
        fates = tuple(map(self._explained, judged))
        ticks = Ticks(
            scheduled=sum(instant < self._clock() for instant in scheduled),
            came=came,
            worked=len(self._runs),
            killed=sum(run.killed_at is not None for run in self._runs),
            refused=len(self._refusals),
            refusal=self._refusals[-1] if self._refusals else "",
        )
        return Report(
            start=script.start,
            end=script.end,
            seed=script.seed,
            runners=script.runners,
            fates=fates,
            strange=strange,
            waited=len(self._waited),
            ticks=ticks,
            counts=self._counts,
            trace=self._trace(fates),
        )

    def _explained(self, fate: Fate) -> Fate:
        """Say why a delivery was missed: what held it first is worth more than how late it was in the end."""
        if fate.state is not State.MISSED:
            return fate
        held = [entry.reason for entry in self._company.entries(fate.expected.delivery) if entry.kind == "held"]
        return replace(fate, reason=held[-1]) if held and held[-1] else fate

    def _is_settled(self) -> bool:
        """Whether nothing more can become of the window's deliveries."""
        records = self._company.ledger().records
        ends = _SETTLED if self._clock() >= self._script.end + DOUBT else _SETTLED - {State.UNKNOWN}
        open_ones = (item.delivery for item in self._script.calendar if item.delivery not in self._blocked)
        return all(delivery in records and records[delivery].state in ends for delivery in open_ones)

    def _arrive(self, arrival: Arrival) -> None:
        self._clock.reach(arrival.at)
        if self._company.work(self._clock()) is None:
            return
        together = 1 + int(self._chance.draw("together", len(self._runs)) * self._script.runners)
        scene = len(self._runs)
        play([partial(self._perform, runner) for runner in range(together)], self._chance, scene)

    def _perform(self, runner: int, turn: Turn) -> None:
        run = Run(len(self._runs) + 1, self._clock, self._chance, turn)
        self._runs.append(run)
        try:
            self._work(runner, run)
        except Killed:
            if self._chance.draw("journal", run.number) < KEPT:
                return
        finally:
            self._over.add(str(run.number))
        self._company.forget(runner)

    def _work(self, runner: int, run: Run) -> None:
        """Do the steps of one job: what is counted is counted also where publishing stopped."""
        try:
            self._look_at(self._company.tick(runner, run, partial(self._is_dead, run)))
        except SmmError as error:
            self._refusals.append(str(error))  # it could not work safely and said so; the next tick comes
        if self._counts is not None:
            with suppress(SmmError):
                self._company.count(runner, run, self._counts)

    def _look_at(self, planned: Plan) -> None:
        self._waited.update(item.delivery for item in planned.waiting if (item.reason or "").startswith("quota"))
        self._blocked = {item.delivery: item.reason or "blocked" for item in planned.blocked}

    def _is_dead(self, asking: Run, owner: Owner) -> bool:
        return owner.run in self._over and self._chance.draw("known", asking.number, owner.run) < KNOWN

    def _trace(self, fates: Sequence[Fate]) -> tuple[Event, ...]:
        found = [event for fate in fates if fate.twice or fate.lost for event in self._events(fate)]
        return tuple(sorted(found, key=lambda event: (event.post, event.account, event.at)))

    def _events(self, fate: Fate) -> Iterable[Event]:
        delivery = fate.expected.delivery
        tell = partial(Event, post=delivery.post, account=delivery.account)
        yield tell(at=fate.expected.due, what="due")
        owners: set[str] = set()
        for entry in self._company.entries(delivery):
            owner = f" by run {entry.owner.run}" if entry.owner is not None else ""
            owners |= {entry.owner.run} if entry.owner is not None else set()
            yield tell(at=parse_instant(entry.at), what=f"recorded: {entry.kind}{owner}{_because(entry.reason)}")
        for thing in fate.made:
            yield tell(at=thing.at, what=f"made: {thing.id}")
        for run in self._runs:
            if str(run.number) in owners and run.killed_at is not None:
                yield tell(at=run.ended, what=f"run {run.number} was killed {run.killed_at}")


def _because(reason: str | None) -> str:
    return f" ({reason})" if reason else ""
