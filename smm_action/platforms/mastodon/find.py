"""Is a part out already? Looked for among the account's own statuses, after what servers do to a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from smm_action.core.clock import parse_instant
from smm_action.model.delivery import Receipt
from smm_action.model.payload import Payload, Sealed
from smm_action.platformkit.base import Absent, CannotTell, Found, Search, Session
from smm_action.platforms.mastodon.own import OwnStatus, own_statuses
from smm_action.platforms.mastodon.rewriting import comparable, same_alt
from smm_action.platforms.mastodon.session import api_version
from smm_action.platforms.mastodon.targets import status_id

SKEW = timedelta(days=1)
"""How far a server's clock may be off. A delivery is never sent before it is due, so what is older is not it."""


def find_part(session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt]) -> Search:
    """Return whether part ``part`` exists.

    ``Absent`` only when everything that could be it was read: back to the first status, or to a day before the
    delivery was due where the server tells its clock and that clock has passed the due time.
    """
    matches = _matcher(session, sealed, part, earlier)
    if isinstance(matches, CannotTell):
        return matches
    since = parse_instant(sealed.due) - SKEW
    read = own_statuses(session, since)
    if isinstance(read, CannotTell):
        return read
    statuses, clock = read
    bound = since if clock is not None and clock >= parse_instant(sealed.due) else None
    for status in statuses:
        if matches(status) and not _is_older(status, bound):
            return Found(receipt=_receipt(status, part, sealed))
    return _absent(session, sealed.payload)


def _matcher(
    session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt]
) -> Callable[[OwnStatus], bool] | CannotTell:
    payload = sealed.payload
    if payload.parts:
        return lambda status: _is_part(status, payload, part, earlier)
    if payload.repost is None or payload.repost.startswith("post:"):
        return CannotTell(reason="the claim does not say what was reposted")
    original = status_id(session, payload.repost)
    if not isinstance(original, str):
        return CannotTell(reason=original.reason)
    return lambda status: status.reblog == original


def _is_part(status: OwnStatus, payload: Payload, part: int, earlier: Sequence[Receipt]) -> bool:
    sent = payload.parts[part]
    if status.reblog is not None or not _same_place(status, payload, part, earlier):
        return False
    if comparable(sent.text) not in status.texts or comparable(payload.content_warning or "") != status.spoiler:
        return False
    alts = [comparable(medium.alt) for medium in sent.media]
    return len(alts) == len(status.alts) and all(map(same_alt, alts, status.alts))


def _same_place(status: OwnStatus, payload: Payload, part: int, earlier: Sequence[Receipt]) -> bool:
    if part > 0:
        return bool(earlier) and status.reply_to == earlier[-1].id
    return (status.reply_to is not None) == (payload.reply_to is not None)


def _is_older(status: OwnStatus, bound: datetime | None) -> bool:
    return bound is not None and status.created is not None and status.created < bound


def _absent(session: Session, payload: Payload) -> Search:
    """Only Mastodon lists the account's own private statuses with the others; snac leaves them out."""
    if payload.visibility in {"followers", "direct"} and not api_version(session):
        return CannotTell(reason="this server does not list the account's posts that are not public")
    return Absent()


def _receipt(status: OwnStatus, part: int, sealed: Sealed) -> Receipt:
    extra = {"reposted": status.reblog} if status.reblog else {}
    return Receipt(part=part, id=status.id, url=status.url, at=status.at or sealed.due, extra=extra)
