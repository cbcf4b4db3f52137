"""A forked process's clocks: its pauses are short, and it can have been away for half an hour that nobody has to wait for."""

from __future__ import annotations

import time

PAUSE = 0.01
"""The longest it really sleeps, in seconds: the clocks of these tests are handed in."""
_away = [0.0]


def install() -> None:
    """Shorten every pause, and let time be missed. Must come before anything binds ``time.sleep``."""
    sleep, monotonic, clock = time.sleep, time.monotonic, time.clock_gettime
    time.sleep = lambda seconds: sleep(min(seconds, PAUSE))
    time.monotonic = lambda: monotonic() + _away[0]
    time.clock_gettime = lambda which: clock(which) + _away[0]


def miss(seconds: float) -> None:
    """Make it ``seconds`` later at once, for this process: what a process that was stopped finds."""
    _away[0] += seconds
