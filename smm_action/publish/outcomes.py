"""What an attempt came to, as an entry of the ledger. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from smm_action.core.clock import format_instant, parse_instant
from smm_action.model.delivery import (
    DeliveryId,
    Outcome,
    Pending,
    Receipt,
    Rejected,
    Retry,
    Sent,
    Skipped,
    State,
    Unauthorized,
    Unknown,
)
from smm_action.model.entry import Entry, EntryKind, Owner
from smm_action.model.payload import Payload, Sealed
from smm_action.model.plan import PlannedDelivery
from smm_action.platformkit.limits import LIMITED

BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
"""Pauses after the first, second … failed attempt."""
MAX_ATTEMPTS = len(BACKOFF) + 1
LONGEST_WAIT = timedelta(days=1)
"""A platform that asks for more is asked again after a day."""
NOT_REACHED = "not-reached"
"""``code`` of a ``retry`` whose claim was given back before anything was tried."""
UNTRIED = frozenset({NOT_REACHED, LIMITED})
"""Codes that use up no attempt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A person stopped it (freeze, hold) before it was sent."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotReached:
    """It was claimed and not tried: the run was told to stop, its time ran out, or its account was shut."""

    reason: str
    after: float | None = None
    """Seconds until the server takes posts of this account again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver:
    """Our claim is no longer the one in force; the one in force will say how it ended."""

    reason: str


Stopped = Held | NotReached | TakenOver
Ending = Outcome | Held | NotReached
"""What an entry is written for."""


def delivery_of(payload: Payload) -> DeliveryId:
    """Return the identity of the delivery that ``payload`` is for."""
    return DeliveryId(payload.brand, payload.post, payload.account, payload.revision)


def part_count(payload: Payload) -> int:
    """Return how many creates a payload takes; a repost alone has no parts and takes one."""
    return max(1, len(payload.parts))


def sound(receipts: Sequence[Receipt], at: datetime) -> tuple[Receipt, ...]:
    """Return the receipts with instants written our way; one that is none becomes ``at``."""
    return tuple(replace(receipt, at=_instant(receipt.at, at)) for receipt in receipts)


def _instant(text: str, otherwise: datetime) -> str:
    try:
        return format_instant(parse_instant(text))
    except (ValueError, TypeError, OverflowError):
        return format_instant(otherwise)


def out_kind(sealed: Sealed) -> EntryKind:
    """Return the kind of entry that says that the whole delivery is out."""
    return "edited" if sealed.correct == "edit" else "published"


def entry_of(
    sealed: Sealed, ending: Ending, receipts: Sequence[Receipt], *, owner: Owner, attempt: int, at: datetime
) -> Entry:
    """Return the entry that ends attempt number ``attempt`` (from 1) of a claimed delivery."""
    kind, reason, code, after = _judged(ending, attempt, at)
    kind = out_kind(sealed) if kind == "published" else kind
    return _of(sealed, kind, reason, code, after, receipts=receipts, owner=owner, at=at)


def closed_door(
    sealed: Sealed, answer: Unauthorized | Retry, receipts: Sequence[Receipt], *, owner: Owner, at: datetime
) -> Entry:
    """Return the entry for a delivery whose account could not be signed in to: no attempt, so none is used up.

    The pauses grow with the lateness, because nobody knows whether somebody mends it: half of it, a minute at least.
    """
    asked = answer.after if isinstance(answer, Retry) else None
    late = at - parse_instant(sealed.due)
    pause = max(_asked(asked), BACKOFF[0], min(late / 2, LONGEST_WAIT))
    code = "unauthorized" if isinstance(answer, Unauthorized) else None
    return _of(sealed, "retry", answer.reason, code, at + pause, receipts=receipts, owner=owner, at=at)


def _of(
    sealed: Sealed,
    kind: EntryKind,
    reason: str | None,
    code: str | None,
    again: datetime | None,
    *,
    receipts: Sequence[Receipt],
    owner: Owner,
    at: datetime,
) -> Entry:
    """Return what ``owner`` says of ``sealed``, with what names it."""
    return Entry(
        kind=kind,
        delivery=delivery_of(sealed.payload),
        at=format_instant(at),
        owner=owner,
        key=sealed.key,
        content_digest=sealed.content_digest,
        schedule_digest=sealed.schedule_digest,
        due=sealed.due,
        receipts=sound(receipts, at),
        reason=reason,
        code=code,
        retry_after=format_instant(again) if again is not None else None,
    )


def part_entry(sealed: Sealed, receipts: Sequence[Receipt], *, owner: Owner, at: datetime) -> Entry:
    """Return the entry that says which parts of a thread are out so far."""
    return Entry(
        kind="part",
        delivery=delivery_of(sealed.payload),
        at=format_instant(at),
        owner=owner,
        key=sealed.key,
        receipts=sound(receipts, at),
    )


def settled(item: PlannedDelivery, now: datetime) -> Entry:
    """Return the entry for a delivery that the plan found missed, held or left as it is."""
    kinds: dict[State, EntryKind] = {State.HELD: "held", State.SKIPPED: "skipped"}
    return Entry(
        kind=kinds.get(item.state, "missed"),
        delivery=item.delivery,
        at=format_instant(now),
        due=format_instant(item.time),
        schedule_digest=item.schedule_digest,
        reason=item.reason,
    )


def held_by_content(item: PlannedDelivery, reason: str, now: datetime) -> Entry:
    """Return the entry for a delivery that sealing refused or nobody reviewed; a new text or a review lifts it."""
    return Entry(
        kind="held",
        delivery=item.delivery,
        at=format_instant(now),
        due=format_instant(item.time),
        schedule_digest=item.schedule_digest,
        reason=reason,
        code="content",
    )


Judged = tuple[EntryKind, str | None, str | None, datetime | None]


def _judged(ending: Ending, attempt: int, at: datetime) -> Judged:
    match ending:
        case Sent(adopted=adopted):
            return "published", "it was there already" if adopted else None, None, None
        case Skipped(reason=reason):
            return "skipped", reason, None, None
        case Retry(reason=reason, after=after):
            return _again(reason, None, attempt, at, after)
        case Unauthorized(reason=reason):
            return _again(reason, "unauthorized", attempt, at, None)
        case Rejected(reason=reason, code=code):
            return "failed", reason, code or None, None
        case Unknown(reason=reason):
            return "unknown", reason, None, None
        case Pending(reason=reason):
            return "unknown", f"the platform was still working on it: {reason}", None, None
        case Held(reason=reason):
            return "held", reason, None, None
        case NotReached(reason=reason, after=None):
            return "retry", reason, NOT_REACHED, None
        case NotReached(reason=reason, after=after):
            return "retry", reason, LIMITED, at + _asked(after)
        case _:
            assert_never(ending)


def _again(reason: str, code: str | None, attempt: int, at: datetime, after: float | None) -> Judged:
    if attempt >= MAX_ATTEMPTS:
        return "failed", f"given up after {attempt} attempts: {reason}", code, None
    return "retry", reason, code, at + max(_asked(after), BACKOFF[attempt - 1])


def _asked(after: float | None) -> timedelta:
    """Return the pause that a platform asks for, within reason."""
    seconds = after if after is not None and math.isfinite(after) else 0.0
    return timedelta(seconds=min(max(seconds, 0.0), LONGEST_WAIT.total_seconds()))
