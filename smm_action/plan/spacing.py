"""When what a person lets go may go, so that a held day does not come out in one minute."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

GAP = timedelta(minutes=10)
"""Between two released posts of an account, where the brand's ``policy.min_gap`` says nothing."""


def first_free(start: datetime, gap: timedelta, taken: Iterable[datetime]) -> datetime:
    """Return the first instant from ``start`` on that is at least ``gap`` away from each of ``taken``."""
    free = start
    for instant in sorted(taken):
        if abs(instant - free) < gap:
            free = instant + gap
    return free
