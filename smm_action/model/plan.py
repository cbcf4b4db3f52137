"""The ordered deliveries due at an instant, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from smm_action.model.delivery import DeliveryId, State
from smm_action.model.ids import PlatformName


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDelivery:
    """One delivery with the time it is meant for and its state now."""

    delivery: DeliveryId
    platform: PlatformName
    path: str
    """The post's file, relative to the content root."""
    time: datetime
    """Aware, UTC."""
    state: State
    reason: str | None = None
    """Why it waits, is held or was missed."""
    asap: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to do at ``now``."""

    now: datetime
    due: tuple[PlannedDelivery, ...] = ()
    """Send these, in this order."""
    settle: tuple[PlannedDelivery, ...] = ()
    """Newly missed or held: record these once, send nothing."""
    upcoming: tuple[PlannedDelivery, ...] = ()
    """Scheduled for later, soonest first."""
    waiting: tuple[PlannedDelivery, ...] = ()
    """Due but deferred: quota, ``after:``, retry-after."""

    @property
    def next(self) -> datetime | None:
        """Return when the next tick has something to do, or None."""
        times = [item.time for item in (*self.upcoming, *self.waiting)]
        return min(times, default=None)
