"""The ordered deliveries due at an instant, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from smm_action.model.delivery import DeliveryId, State
from smm_action.model.ids import PlatformName
from smm_action.model.payload import Correction


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
    again: datetime | None = None
    """When it waits: the instant at which looking again may find it due; None when only a change elsewhere helps.
    When it is due: the instant at which it becomes too late; None when it never does."""
    correct: Correction | None = None
    """What this revision does to the one that is out on the account; None is a publication of its own."""
    by_hand: bool = False
    """A person posts it: what is due is the kit."""
    schedule_digest: str | None = None
    """Of the schedule this was planned from, so that a missed delivery with a fresh time is due again."""


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
    """Due but deferred: quota, ``after:``, retry-after, another runner's claim."""
    blocked: tuple[PlannedDelivery, ...] = ()
    """Due, but nothing can be sent until a person mends something: a file, ``smm.yml``, a platform we lack."""

    @property
    def next(self) -> datetime | None:
        """Return when the next tick has something to do, or None."""
        again = [item.again for item in (*self.waiting, *self.blocked) if item.again is not None]
        return min([*(item.time for item in self.upcoming), *again], default=None)
