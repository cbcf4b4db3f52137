"""When ticks really come: GitHub's cron is late, leaves ticks out, and sometimes starts one twice.

GitHub documents that scheduled runs are delayed under load and that "some queued jobs may be dropped"; it gives no
rates. What people measured (read 2026-11-24):

* On usual days minutes to an hour: 18 min (flathub/com.logseq.Logseq#98), 24 min (duffn/dumb-password-rules#469),
  about 40 min (open-multi-agent/open-multi-agent#557), 35 to 58 min (onkartalekar/fpl-intelligence#288).
* In bad spells hours: of an hourly cron a run came every 124 to 386 minutes for a week (fpl-intelligence#288); single
  runs were 10 h 50 min and 12 h late and one never came (open-multi-agent#557); 4 to 14 hours and whole days without
  a run (orgs/community discussions 208924, 210625, 210888).
* Two runs at once: actions/runner#379.

How often is our choice, on the hard side: a rehearsal is for finding out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from smm_action.rehearse.chance import Chance

DROPPED = 0.10
"""Share of ticks that never come on a usual day."""
DOUBLED = 0.02
SPELL = 0.10
"""Share of days on which GitHub is far behind."""
DROPPED_IN_SPELL = 15 / 16
"""Of four ticks an hour one comes every four hours."""
USUAL = (timedelta(minutes=2), timedelta(minutes=60))
IN_SPELL = (timedelta(hours=1), timedelta(hours=14))


@dataclass(frozen=True, slots=True, order=True)
class Arrival:
    """One tick as it comes."""

    at: datetime
    scheduled: datetime
    double: bool = False


def arrivals(scheduled: Iterable[datetime], chance: Chance) -> tuple[Arrival, ...]:
    """Return the ticks that come of those that were scheduled, in the order in which they come."""
    return tuple(sorted(arrival for instant in scheduled for arrival in _of(instant, chance)))


def _of(instant: datetime, chance: Chance) -> Iterator[Arrival]:
    bad = chance.draw("spell", instant.date()) < SPELL
    if chance.draw("dropped", instant) < (DROPPED_IN_SPELL if bad else DROPPED):
        return
    shortest, longest = IN_SPELL if bad else USUAL
    # squared: most are nearer to the short end, as measured
    at = instant + shortest + (longest - shortest) * chance.draw("late", instant) ** 2
    yield Arrival(at.replace(microsecond=0), instant)
    if chance.draw("doubled", instant) < DOUBLED:
        yield Arrival(at.replace(microsecond=0), instant, double=True)
