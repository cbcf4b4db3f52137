"""How rare doubt is: a day of deliveries, a scheduler that is late, and answers that are lost at a rate."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from smm_action.core.clock import format_instant, parse_instant
from tests.chaos.crew import Crew, Teams
from tests.chaos.truth import judge
from tests.chaos.worlds import SPINE
from tests.scenarios.conftest import NOON, after, post

EVERY = 6
"""Minutes between two posts."""
TWO = "acme-mastodon, acme-bluesky"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubts:
    """What a lossy day came to."""

    deliveries: int
    lost_answers: int
    """Create calls whose answer did not come: each one is a doubt."""
    unknown: int
    """Deliveries that wait for a person's answer at the end."""
    faults: tuple[str, ...]

    @property
    def unknown_share(self) -> float:
        return self.unknown / self.deliveries

    @property
    def settled_share(self) -> float:
        return 1.0 if not self.lost_answers else 1 - self.unknown / self.lost_answers

    def __str__(self) -> str:
        return (
            f"{self.deliveries} deliveries, {self.lost_answers} answers to creates lost:"
            f" {self.unknown_share:.1%} unknown, {self.settled_share:.0%} of the doubts settled themselves"
        )


def doubts(teams: Teams, *, posts: int, rate: float, seed: int) -> Doubts:
    """Publish ``posts`` on two platforms that can be searched while each answer of theirs is lost at ``rate``."""
    chance = random.Random(seed)
    names = [f"p{n:03}" for n in range(posts)]
    files = {
        f"posts/{name}.md": post(f"{name}/1 of the day", to=TWO, time=after(minutes=EVERY * n))
        for n, name in enumerate(names)
    }
    with teams[SPINE.name].copy() as crew:
        for path in ("posts/hello.md", "posts/thread.md"):
            (crew.here.path / "content" / path).unlink()
        crew.merge(files)
        # of three lost answers two were obeyed: lost on the way back, or cut in the middle
        crew.sandbox.inject("\n".join(f"* drop {how} chance={rate / 3}" for how in ("after", "before", "during")), seed)
        _run(crew, [*_late(chance, EVERY * posts)])
        crew.sandbox.inject("")
        verdicts = judge(crew, seed, parts={name: (f"{name}/1 ",) for name in names})
        del verdicts["acme-pages"]
        calls = [call for call in crew.sandbox.store.calls() if call.operation.endswith(".publish")]
        return Doubts(
            deliveries=2 * posts,
            lost_answers=sum(bool(call.faults) for call in calls),
            unknown=sum(verdict.states["unknown"] for verdict in verdicts.values()),
            faults=tuple(fault for verdict in verdicts.values() for fault in verdict.faults),
        )


def _late(chance: random.Random, length: int) -> Iterator[int]:
    """Yield the minutes of the ticks: every quarter of an hour on paper; late, dropped, and once silent for hours."""
    for planned in range(0, length, 15):
        if chance.random() > 0.15 and not length // 3 < planned < length // 3 + 150:
            yield planned + int(min(chance.lognormvariate(1.8, 0.9), 90))
    # then the day is over: what had to wait is tried again
    yield from range(length + 15, length + 300, 45)


def _run(crew: Crew, minutes: list[int]) -> None:
    start = parse_instant(NOON)
    for number, minute in enumerate(sorted(set(minutes))):
        now = after(minutes=minute)
        assert format_instant(start) <= now
        ran = crew.tick("runner-1", now, hosted=1 + number)
        assert ran.code in {0, 1}, ran.err
