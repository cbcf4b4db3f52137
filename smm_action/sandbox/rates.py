"""What the rate-limit headers say: calls of an account in a window of the sandbox's clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from smm_action.sandbox.call import Call
from smm_action.sandbox.simulation import Simulation, Window


@dataclass(slots=True, kw_only=True)
class Rates:
    """Windows by account."""

    window: timedelta
    _windows: dict[str, tuple[datetime, int]] = field(default_factory=dict)

    def exceeded(self, call: Call) -> bool:
        """Whether the account has used up its window, this call included."""
        return self._used(call) >= call.settings.requests

    def seconds_left(self, call: Call) -> int:
        """Return how long the window still lasts."""
        start, _ = self._windows.get(call.account, (call.now, 0))
        return max(1, int((start + self.window - call.now).total_seconds()))

    def headers(self, words: Simulation | None, call: Call, status: int) -> Mapping[str, str]:
        """Count the call and return the headers that tell of it."""
        used = self._used(call) + 1
        start, _ = self._windows.get(call.account, (call.now, 0))
        self._windows[call.account] = (start, used)
        left = 0 if status == 429 else max(0, call.settings.requests - used)
        ends, limit = start + self.window, call.settings.requests
        seconds = int(self.window.total_seconds())
        return {} if words is None else words.rates(Window(limit=limit, left=left, ends=ends, seconds=seconds))

    def _used(self, call: Call) -> int:
        start, used = self._windows.get(call.account, (call.now, 0))
        if not start <= call.now < start + self.window:
            self._windows[call.account] = (call.now, 0)
            return 0
        return used
