"""When a tick has something to do: what the index promises the gate.

The gate opens for what a tick can change, and for nothing else (docs/adr/0204-what-counts-as-open.md): a tick that
can only say again what the last one said costs a checkout and an installation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from smm_action.core.clock import parse_instant
from smm_action.ledger.revisions import BY_HAND
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.entry import HANDED, REPEATABLE, Ledger
from smm_action.model.ids import BrandName
from smm_action.model.plan import Plan, PlannedDelivery

LOCKED = timedelta(hours=1)
"""Least pause before an account without credentials is tried again: setting a secret changes no file."""
DOUBT = timedelta(minutes=15)
"""Least pause before a doubt is searched for again: a period of the starter's cron."""
LONGEST = timedelta(days=1)
"""Longest pause, and how long a machine looks for a doubtful post before it is left to a person."""


def next_work(
    plan: Plan,
    ledger: Ledger,
    *,
    refused: Collection[DeliveryId] = (),
    locked: Collection[DeliveryId] = (),
    asking: Collection[BrandName] = (),
) -> datetime | None:
    """Return when a tick after ``plan`` has work: at once while anything is due still, else the next thing to come.

    A run may leave a due delivery (another run's push), and one may become due by what a run published (``after:``).
    ``plan.next`` looks at the future alone, and an index made of it would let every later tick end at its gate. Two
    kinds of due deliveries are not work at once: what sealing ``refused`` waits for another text, which opens the gate
    by itself, and what is ``locked`` (its account can not be used) rests for ``LOCKED`` or half its lateness. Brands
    that are ``asking`` look for answers to the kits they handed over.
    """
    pressing = [item for item in plan.due if item.delivery not in refused and item.delivery not in locked]
    if pressing or plan.settle:
        return plan.now
    times = [item.again for item in plan.due if item.delivery in refused and item.again is not None]
    times += [_rested(item, plan.now) for item in plan.due if item.delivery in locked]
    times += _doubts(ledger, plan.now, asking)
    return min([*times, *([plan.next] if plan.next is not None else [])], default=None)


def _rested(item: PlannedDelivery, now: datetime) -> datetime:
    again = now + _pause(now - item.time, LOCKED)
    return again if item.again is None else min(again, item.again)


def _doubts(ledger: Ledger, now: datetime, asking: Collection[BrandName]) -> Iterator[datetime]:
    """Yield when each doubt, and each answer that a person may have given, is looked at again: not for ever.

    So is each deletion that failed.
    """
    for record in ledger.records.values():
        open_still = (
            record.state is State.UNKNOWN
            or (record.state is State.RETRY and record.code == REPEATABLE)
            or (record.state is State.RETRACTING and record.code != BY_HAND)
            or (record.code == HANDED and record.delivery.brand in asking)
        )
        if open_still and record.updated is not None:
            age = now - parse_instant(record.updated)
            if age < LONGEST:
                yield now + _pause(age, DOUBT)


def _pause(waited: timedelta, least: timedelta) -> timedelta:
    """Return a pause that grows with the time waited already, so that few looks serve minutes and days alike."""
    return max(least, min(waited / 2, LONGEST))
