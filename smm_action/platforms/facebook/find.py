"""Is a part out already? Looked for among the Page's own posts, or under its post when it is a comment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from smm_action.core.clock import parse_instant
from smm_action.model.delivery import Receipt
from smm_action.model.payload import Part, Sealed
from smm_action.platformkit.base import Absent, CannotTell, Found, Search, Session
from smm_action.platformkit.errors import Refusal
from smm_action.platforms.facebook.addresses import comment_receipt, post_receipt, video_receipt
from smm_action.platforms.facebook.card import GRAPH
from smm_action.platforms.facebook.media import video_of
from smm_action.platforms.facebook.own import PAGE, OwnPost, comparable, instant, own_posts, text

SKEW = timedelta(days=1)
"""How far a clock may be off. A delivery is never sent before it is due, so what is older is not it."""
MAX_COMMENT_PAGES = 20


def find_part(session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt]) -> Search:
    """Return whether part ``part`` exists; ``Absent`` only when everything since a day before it was due was read."""
    if not sealed.payload.parts:
        return CannotTell(reason="the claim does not say what was sent")
    if part > 0:
        return _comment(session, sealed, part, earlier)
    bound = parse_instant(sealed.due) - SKEW
    for page in own_posts(session):
        if not isinstance(page, list):
            return CannotTell(reason=page.reason)
        for post in page:
            if _is_older(post.created, bound):
                return Absent()
            found = _compared(session, sealed, part, post)
            if found is not None:
                return found
        if len(page) < PAGE:
            return Absent()
    return CannotTell(reason="the Page has more posts since then than Facebook lists")


def _compared(session: Session, sealed: Sealed, part: int, post: OwnPost) -> Found | CannotTell | None:
    """Return the post when it is the part, why that is in doubt, or None when it surely is another."""
    payload, sent = sealed.payload, sealed.payload.parts[part]
    if comparable(post.text) != comparable(sent.text):
        return None
    if video_of(sent) is not None:
        if not post.video:
            return None
        reel = bool(payload.options.get("reel"))
        return Found(receipt=video_receipt(session, post.video, part, post.at, reel=reel))
    if post.video:
        return None
    same = same_pictures(session, sent, post)
    if not isinstance(same, bool):
        return CannotTell(reason=same.reason)
    if not same:
        return None
    if payload.card is not None and not sent.media and not same_link(payload.card.url, post.link):
        return CannotTell(reason="a post with the same text and another link, or none, is on the Page")
    return Found(receipt=post_receipt(post.id, part, post.at))


def same_pictures(session: Session, sent: Part, post: OwnPost) -> bool | Refusal:
    """Whether a post shows the pictures of a part: as many, and each with the alternative text that it was given."""
    if len(post.photos) != len(sent.media):
        return False
    for photo, medium in zip(post.photos, sent.media, strict=True):
        held = GRAPH.read(session, f"/{photo}", {"fields": "alt_text_custom"})
        if not isinstance(held, dict):
            return held
        if comparable(text(held, "alt_text_custom")) != comparable(medium.alt):
            return False
    return True


def same_link(sent: str, shown: str) -> bool:
    """Whether Facebook shows the link that was sent, but for a slash at its end."""
    return sent.rstrip("/") == shown.rstrip("/")


def _comment(session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt]) -> Search:
    if not earlier:
        return CannotTell(reason="the post that it belongs to has no receipt")
    bound = parse_instant(sealed.due) - SKEW
    wanted = comparable(sealed.payload.parts[part].text)
    params = {"fields": "id,message,created_time,from{id}", "order": "reverse_chronological", "limit": str(PAGE)}
    read = 0
    for page in GRAPH.pages(session, f"/{earlier[0].id}/comments", params, MAX_COMMENT_PAGES):
        if not isinstance(page, list):
            return CannotTell(reason=page.reason)
        for comment in page:
            if _is_older(instant(text(comment, "created_time")), bound):
                return Absent()
            if (
                text(comment.get("from"), "id") == session.identity["id"]
                and comparable(text(comment, "message")) == wanted
            ):
                return Found(receipt=comment_receipt(text(comment, "id"), part, text(comment, "created_time")))
        read += 1
    return Absent() if read < MAX_COMMENT_PAGES else CannotTell(reason="the post has more comments than are read")


def _is_older(created: datetime | None, bound: datetime) -> bool:
    return created is not None and created < bound
