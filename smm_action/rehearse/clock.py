"""Virtual time: it moves when somebody works or waits, and never by itself."""

from __future__ import annotations

from datetime import datetime, timedelta


class Clock:
    """One clock for the runners and the platforms."""

    def __init__(self, start: datetime) -> None:
        """Begin at ``start`` (aware, UTC)."""
        self._start = self._now = start

    def __call__(self) -> datetime:
        """Return the instant now."""
        return self._now

    def monotonic(self) -> float:
        """Return seconds since the rehearsal began."""
        return (self._now - self._start).total_seconds()

    def sleep(self, seconds: float) -> None:
        """Let time pass; nobody waits."""
        self._now += timedelta(seconds=seconds)

    def reach(self, instant: datetime) -> None:
        """Move on to ``instant``, or stay where a long run has come already."""
        self._now = max(self._now, instant)
