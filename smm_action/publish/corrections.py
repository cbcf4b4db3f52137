"""A correction at the moment it is sent: what it stands on must still be there, or must be gone. Pure."""

from __future__ import annotations

from typing import assert_never

from smm_action.ledger.revisions import DOUBTFUL, before, out_before, standing
from smm_action.model.delivery import Receipt
from smm_action.model.entry import Ledger
from smm_action.model.payload import Sealed
from smm_action.publish.outcomes import delivery_of, part_count


def unfounded(ledger: Ledger, sealed: Sealed) -> str | None:
    """Return why the correction may not be made now, or None. The plan said the same of an older ledger."""
    delivery = delivery_of(sealed.payload)
    match sealed.correct:
        case "edit":
            count = len(edited(ledger, sealed))
            return None if count == part_count(sealed.payload) else "what it edits is not out any more"
        case "reply":
            return None if out_before(ledger, delivery) is not None else "what it answers is not out any more"
        case "replace" | None:
            held = next((r for r in before(ledger, delivery) if standing(r) or r.state in DOUBTFUL), None)
            return None if held is None else f"revision {held.delivery.revision} is {held.state}"
        case _:
            assert_never(sealed.correct)


def edited(ledger: Ledger, sealed: Sealed) -> tuple[Receipt, ...]:
    """Return what an edit changes, part by part; empty for everything else."""
    if sealed.correct != "edit":
        return ()
    out = out_before(ledger, delivery_of(sealed.payload))
    return out.receipts if out is not None else ()
