"""What earlier revisions of a delivery came to: what a correction corrects, and what ``smm retract`` takes back.

Of one post on one account there may be several: the first, one that edited it, one that answered it. An edit has the
addresses of what it edited; the ids mostly, too (snac gives a post another id with each edit).
"""

from __future__ import annotations

from collections.abc import Iterator

from smm_action.model.delivery import DeliveryId, State
from smm_action.model.entry import OUT, Ledger, Record

DOUBTFUL = frozenset({State.CLAIMED, State.UNKNOWN})
REPLACED = "replaced"
"""``code`` of ``retracting`` and ``retracted``: a later revision takes the place of this one."""
BY_HAND = "by-hand"
"""``code`` of ``retracting`` that waits for a person, and of ``retracted`` where a person did it."""


def before(ledger: Ledger, delivery: DeliveryId) -> tuple[Record, ...]:
    """Return the records of the revisions before ``delivery``, the newest first."""
    places = (
        DeliveryId(delivery.brand, delivery.post, delivery.account, revision)
        for revision in range(delivery.revision - 1, 0, -1)
    )
    return tuple(record for place in places if (record := ledger.get(place)) is not None)


def out_before(ledger: Ledger, delivery: DeliveryId) -> Record | None:
    """Return the newest earlier revision that is out, whole; None when none is."""
    return next((record for record in before(ledger, delivery) if record.state in OUT and record.receipts), None)


def standing(record: Record) -> bool:
    """Whether something of the delivery is on the platform, be it a part of a thread, and known to be there."""
    if record.state in DOUBTFUL or record.state is State.RETRACTED:
        return False
    return bool(record.receipts) or record.state in OUT


def overwritten(ledger: Ledger) -> frozenset[DeliveryId]:
    """Return the deliveries whose posts a later revision edited: what is counted of these counts for that one."""
    return frozenset(_overwritten(ledger))


def _overwritten(ledger: Ledger) -> Iterator[DeliveryId]:
    for record in ledger.records.values():
        if record.state is State.EDITED and record.receipts:
            there = {receipt.url for receipt in record.receipts}
            for earlier in before(ledger, record.delivery):
                if there & {receipt.url for receipt in earlier.receipts}:
                    yield earlier.delivery
