"""Is a part out already? An organisation's posts and their comments can be read; a person's can not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from smm_action.core.clock import format_instant, parse_instant
from smm_action.model.delivery import Receipt
from smm_action.model.payload import Payload, Sealed
from smm_action.platformkit.base import Absent, CannotTell, Found, Search, Session
from smm_action.platforms.linkedin import comments
from smm_action.platforms.linkedin.content import mark
from smm_action.platforms.linkedin.little import comparable, plain
from smm_action.platforms.linkedin.own import OwnPost, own_posts
from smm_action.platforms.linkedin.session import is_organization
from smm_action.platforms.linkedin.urns import post_url, post_urn

SKEW = timedelta(days=1)
"""How far LinkedIn's clock may be off. A delivery is never sent before it is due, so what is older is not it."""
CLOSED = "LinkedIn lets no app read what a person posted (r_member_social is closed); look at the profile"
_URL = re.compile(r"https?://[^\s)\]>]+|lnkd\.in/\S+")


def find_part(session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt]) -> Search:
    """Return whether part ``part`` exists. ``Absent`` only when all was read back to a day before it was due."""
    if not is_organization(session):
        return CannotTell(reason=CLOSED)
    if part > 0:
        return comments.find(session, sealed, part, earlier)
    since = parse_instant(sealed.due) - SKEW
    read = own_posts(session, since)
    if isinstance(read, CannotTell):
        return read
    posts, reached = read
    for post in posts:
        match = compared(post, sealed, since if reached else None)
        if match is not None:
            return match
    return Absent()


def compared(post: OwnPost, sealed: Sealed, since: datetime | None) -> Found | CannotTell | None:
    """Return whether ``post`` is the first part of ``sealed``; None when it surely is another."""
    payload = sealed.payload
    if since is not None and post.at is not None and post.at < since:
        return None
    if post.kind != _kind(payload) or post.parent != _parent(payload) or not _same_files(post, payload):
        return None
    text = _comparable(payload)
    if post.text != text:
        # a link that LinkedIn shortened would make an own post look like a stranger's
        alike = _URL.search(_plain(payload)) is not None and "lnkd.in/" in post.text
        return CannotTell(reason="a post may differ in its shortened links alone; look at the page") if alike else None
    if post.state == "PUBLISH_FAILED":
        return CannotTell(reason="LinkedIn has the post and could not publish it; look at the page")
    at = sealed.due if post.at is None else format_instant(post.at)
    extra = {"content": mark(payload)}
    return Found(receipt=Receipt(part=0, id=post.urn, url=post_url(post.urn), at=at, extra=extra))


def _kind(payload: Payload) -> str:
    media = payload.media
    if payload.poll is not None:
        return "poll"
    if payload.card is not None:
        return "article"
    return "text" if not media else "media" if len(media) == 1 else "multiImage"


def _parent(payload: Payload) -> str:
    """What it reshares; a post of this repository (``post:<id>``) is known only when it is sent."""
    address = payload.repost or payload.quote
    return (post_urn(address) or "?") if address else ""


def _same_files(post: OwnPost, payload: Payload) -> bool:
    if payload.card is not None:
        return post.link == payload.card.url
    return post.alts == tuple(comparable(medium.alt) for medium in payload.media)


def _plain(payload: Payload) -> str:
    return plain(payload.parts[0].text, payload.parts[0].facets) if payload.parts else ""


def _comparable(payload: Payload) -> str:
    return comparable(_plain(payload))
