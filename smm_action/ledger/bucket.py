"""A token bucket: at most six pushes a minute, as GitHub recommends for one repository.

https://docs.github.com/repositories/creating-and-managing-repositories/repository-limits, read 2026-08-01.
"""

from __future__ import annotations

from collections.abc import Callable

SIZE = 6
REFILL = 10.0
"""Seconds until one more push is allowed."""


class Bucket:
    """Counts pushes; an urgent one is counted and never waits."""

    def __init__(self, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        """Start full."""
        self._clock, self._sleep = clock, sleep
        self._tokens = float(SIZE)
        self._at = clock()

    def take(self, *, urgent: bool) -> None:
        """Take one token; wait for it unless it is urgent."""
        now = self._clock()
        self._tokens = min(float(SIZE), self._tokens + max(0.0, now - self._at) / REFILL)
        self._at = now
        if self._tokens < 1.0 and not urgent:
            self._sleep((1.0 - self._tokens) * REFILL)
            self._at = self._clock()
            self._tokens = 1.0
        # no deeper than one window: a long run of urgent pushes must not hold a calm one for minutes
        self._tokens = max(self._tokens - 1.0, -float(SIZE))
