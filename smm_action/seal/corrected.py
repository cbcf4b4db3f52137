"""What a correction makes of the payload: a reply gets its target, and an edit must be one that platforms can make."""

from __future__ import annotations

from dataclasses import replace

from smm_action.ledger.compact import payload_of
from smm_action.ledger.revisions import out_before
from smm_action.model.entry import Ledger, Record
from smm_action.model.payload import Payload
from smm_action.model.plan import PlannedDelivery
from smm_action.seal.bench import Refusal

_STAYS = {"visibility": "visibility:", "reply_to": "reply_to:", "quote": "quote:", "repost": "repost:"}
"""What no platform can change of a post that is out, and the key an author writes."""


def corrected(payload: Payload, item: PlannedDelivery, ledger: Ledger) -> Payload:
    """Return the payload as the correction sends it.

    Raises:
        Refusal: what is out can not be made into this.
    """
    out = out_before(ledger, item.delivery) if item.correct in {"edit", "reply"} else None
    if out is None:
        return payload
    if item.correct == "reply":
        return replace(payload, reply_to=out.receipts[-1].url)
    _refuse(payload, out)
    return payload


def _refuse(payload: Payload, out: Record) -> None:
    number = out.delivery.revision
    if not payload.parts:
        raise Refusal("a repost has no text to edit: write `correct: replace` or `leave`")
    if len(payload.parts) != len(out.receipts):
        raise Refusal(
            f"revision {number} has {_parts(len(out.receipts))} and this one {_parts(len(payload.parts))}: an edit can"
            " neither add nor remove one; write `correct: replace` or `reply`"
        )
    changed = [key for name, key in _STAYS.items() if getattr(payload, name) != _was(out, name, getattr(payload, name))]
    if changed:
        raise Refusal(
            f"`{changed[0]}` of a post that is out can not be edited: write `correct: replace`, or take it back"
        )


def _parts(count: int) -> str:
    return "1 part" if count == 1 else f"{count} parts"


def _was(out: Record, name: str, otherwise: str | None) -> str | None:
    """Return what was claimed; ``otherwise`` where a claim no longer tells, or a person vouched for the post."""
    if out.claim is None:
        return otherwise
    try:
        held: str | None = getattr(payload_of(out.claim), name)
    except (TypeError, ValueError, AttributeError, KeyError):
        return otherwise
    return held
