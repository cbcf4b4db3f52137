"""The table: fault × platform policy, with the runners it ran with, and what became of the deliveries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.chaos.case import Played
from tests.chaos.matrix import is_change

HEADINGS = (
    "fault",
    "policy",
    "runners",
    "cases",
    "injected",
    "duplicates",
    "lost",
    "wrong",
    "unknown",
    "stopped",
    "recovered",
)
FORMAT = "{:<48} {:<20} {:>7} {:>6} {:>9} {:>11} {:>5} {:>6} {:>8} {:>8} {:>10}"


@dataclass(slots=True)
class Row:
    """The sums of one fault on one policy."""

    runners: set[int] = field(default_factory=set)
    cases: int = 0
    injected: int = 0
    twice: int = 0
    lost: int = 0
    wrong: int = 0
    unknown: int = 0
    stopped: int = 0
    """Held, or missed because it came too late: said, with a reason."""
    recovered: int = 0
    total: int = 0

    def add(self, played: Played, account: str) -> None:
        verdict = played.verdicts[account]
        self.runners.add(played.case.runners)
        self.cases += 1
        self.injected += played.injected[account]
        self.twice += len(verdict.twice)
        self.lost += len(verdict.lost)
        self.wrong += len(verdict.wrong)
        self.unknown += verdict.states["unknown"]
        self.stopped += verdict.states["held"] + verdict.states["missed"]
        self.recovered += verdict.states["published"]
        self.total += verdict.states.total()

    def line(self, fault: str, policy: str) -> str:
        low, high = min(self.runners), max(self.runners)
        runners = str(low) if low == high else f"{low}-{high}"
        out = f"{self.recovered}/{self.total}"
        numbers = (self.cases, self.injected, self.twice, self.lost, self.wrong, self.unknown, self.stopped, out)
        return FORMAT.format(fault, policy, runners, *numbers)


def table(every: Iterable[Played]) -> Iterator[str]:
    """Yield the lines. Rows in which nothing was injected into that platform are left out."""
    rows: dict[tuple[str, str], Row] = defaultdict(Row)
    for played in every:
        for account in played.verdicts:
            rows[played.case.fault, played.policy(account)].add(played, account)
    yield FORMAT.format(*HEADINGS)
    total = Row()
    for (fault, policy), row in rows.items():
        if row.injected:
            yield row.line(fault, policy)
        for name in ("cases", "injected", "twice", "lost", "wrong", "unknown", "stopped", "recovered", "total"):
            setattr(total, name, getattr(total, name) + getattr(row, name))
        total.runners |= row.runners
    if rows:
        yield total.line("everything (cases counted once a policy)", "")


def reached(every: Iterable[Played], points: Sequence[str]) -> str:
    """Return how many of a tick's points a run was killed at, as a sentence."""
    killed = {kill for one in every if one.case.fault.startswith("killed") and one.struck for kill in one.case.kills}
    counts = []
    for changes in (True, False):
        mine = {point for point in points if is_change(point) is changes}
        counts.append(f"{len(mine & killed)} of {len(mine)}")
    share = len(killed & set(points)) / len(points)
    return (
        f"Killed at {share:.0%} of the points of a tick: {counts[0]} at which something is written or sent, and"
        f" {counts[1]} others, at which nothing changes. The seed decides which of those come first."
    )


def complaints(every: Iterable[Played]) -> Iterator[str]:
    """Yield each case that broke a promise, with what is needed to play it again."""
    for played in every:
        if played.faults:
            yield f"{played.case!r}"
            yield from (f"    {account}: {fault}" for account, v in played.verdicts.items() for fault in v.faults)
