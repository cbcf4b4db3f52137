"""Kill a runner at an exact step, as ``kill -9`` would: from then on it does nothing at all."""

from __future__ import annotations

import threading


class Killed(BaseException):
    """The process is gone. No ``except Exception`` of the product may catch it."""


class Trap:
    """Counts the steps of one runner and kills it at step ``at`` (from 0); None lets it live."""

    def __init__(self, at: int | None = None) -> None:
        self.at = at
        self.steps: list[str] = []
        self.dead = False
        self._lock = threading.Lock()

    def step(self, name: str) -> None:
        """Pass one step, or die at it. A dead runner dies again at whatever it tries next."""
        with self._lock:
            if self.dead or len(self.steps) == self.at:
                self.dead = True
                raise Killed(name)
            self.steps.append(name)
