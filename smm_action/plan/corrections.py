"""What a later revision does to the one that is out: ``revision: 2`` with ``correct:``. Pure.

Looked at per account, which may have a word of its own in ``variants:``. Where nothing of the post is out, a later
revision is a publication like any other, so an account that was added or that failed before simply gets the text as it
is now. What a person took back stays back: only a revision without ``correct:`` publishes there again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from smm_action.ledger.revisions import DOUBTFUL, REPLACED, before, standing
from smm_action.model.card import Card
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.entry import OUT, Ledger, Record
from smm_action.model.payload import Correction
from smm_action.model.post import Post, When
from smm_action.model.project import Account

OTHERWISE = "write another `correct:` there, or `leave`, below `variants: {account}:`"
CHOICE = "write `correct: edit`, `reply`, `replace` or `leave` beside it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct:
    """Something is out, and this is done to it."""

    how: Correction


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftAlone:
    """Nothing is to be sent, on purpose: said once."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """A person has to decide first."""

    reason: str


Verdict = Correct | LeftAlone | Blocked | None
"""None: a publication of its own."""


def correction(
    post: Post, account: Account, cards: Mapping[str, Card], ledger: Ledger, record: Record | None
) -> Verdict:
    """Return what ``post`` does on ``account`` to its earlier revisions; ``record`` is of the revision itself."""
    earlier = before(ledger, DeliveryId(post.brand, post.id, account.name, post.revision))
    wanted = _claimed(record) or post.correction(account.name, account.platform)
    doubtful = next((held for held in earlier if held.state in DOUBTFUL), None)
    if doubtful is not None:
        return Blocked(reason=f"revision {doubtful.delivery.revision} may be out: it is {doubtful.state}")
    out = next((held for held in earlier if standing(held)), None)
    if out is None:
        return _taken_back(earlier, wanted)
    number = out.delivery.revision
    match wanted:
        case None:
            return Blocked(reason=f"revision {number} is out on {account.name}: {CHOICE}")
        case "leave":
            return LeftAlone(reason="left as it is")
        case "replace":
            return _able(wanted, "delete", account, cards)
        case "edit" | "reply":
            unfit = _unfit(out, earlier)
            return unfit or _able(wanted, wanted, account, cards)
        case _:
            assert_never(wanted)


def at_once(when: When, now: datetime) -> When:
    """Return the time of a correction: the post's is past, so it is due as soon as it is merged, and never late."""
    return replace(when, asap=True, instant=None) if when.instant is not None and when.instant <= now else when


def _claimed(record: Record | None) -> Correction | None:
    """Return what an earlier attempt was claimed for: a claim binds, whatever was written since."""
    if record is None or record.state is not State.RETRY or record.claim is None or record.claim.payload is None:
        return None
    claimed: Correction | None = record.claim.payload.get("correct")
    return claimed


def _taken_back(earlier: tuple[Record, ...], wanted: str | None) -> Verdict:
    """A revision that replaces goes on once the one before is gone; what a person took back is not sent again."""
    gone = next((held for held in earlier if held.state is State.RETRACTED), None)
    if gone is None or wanted is None:
        return None
    if wanted == "replace" and gone.code == REPLACED:
        return Correct(how="replace")
    return LeftAlone(reason=f"revision {gone.delivery.revision} was taken back there")


def _unfit(out: Record, earlier: tuple[Record, ...]) -> Blocked | None:
    number = out.delivery.revision
    if out.state is State.RETRACTING:
        return Blocked(reason=f"revision {number} is being taken back")
    if out.state in OUT:
        return None if out.receipts else Blocked(reason=f"nobody knows where revision {number} is")
    there = {receipt.url for receipt in out.receipts}
    if any(there & {receipt.url for receipt in held.receipts} for held in earlier if held is not out):
        return None
    if out.is_out:
        way = (
            "bring it with `smm retry`, or say with `smm resolve` where it is; else write `correct: replace` or `leave`"
        )
        return Blocked(reason=f"the first comment of revision {number} is not out: {way}")
    return Blocked(reason=f"only a part of revision {number} is out: write `correct: replace`, or `leave`")


def _able(how: Correction, feature: str, account: Account, cards: Mapping[str, Card]) -> Verdict:
    card = cards.get(account.platform)
    if card is None or feature in card.features:
        return Correct(how=how)
    return Blocked(reason=f"{card.label} has no `{how}`: {OTHERWISE.format(account=account.name)}")
