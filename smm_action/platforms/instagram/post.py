"""Posting: a container is made, and published once. The first comment follows in a call of its own."""

from __future__ import annotations

from collections.abc import Sequence

from smm_action.core.http import Answer
from smm_action.model.delivery import Outcome, Pending, Receipt, Rejected, Retry, Sent, Unknown
from smm_action.model.payload import Sealed
from smm_action.platformkit.base import Blobs, Prepared, Session
from smm_action.platformkit.containers import build_of, built, drop, hosted, number_of
from smm_action.platformkit.errors import answer_instant
from smm_action.platformkit.published import text_of
from smm_action.platforms.instagram.card import CARD, DOOR, GRAPH
from smm_action.platforms.instagram.named import COMMENT, STORY
from smm_action.platforms.instagram.own import address
from smm_action.platforms.instagram.session import by_page
from smm_action.platforms.instagram.wanted import wanted


def prepare_part(session: Session, sealed: Sealed, part: int, blobs: Blobs) -> Prepared | Outcome:
    """Host the post's media and make its container."""
    if part > 0 or not sealed.payload.parts:
        return Prepared()
    full = DOOR.full(session)
    if full is not None:
        return full
    want = wanted(sealed.payload, page_login=by_page(session))
    if isinstance(want, Rejected):
        return want
    build = build_of(session, sealed, part)
    urls = hosted(session, CARD.label, build, sealed, sealed.payload.parts[part].media, blobs)
    if not isinstance(urls, tuple):
        return urls
    container = built(session, DOOR, build, want, urls)
    if not isinstance(container, Pending | Retry):
        drop(session, build)
    return Prepared(data={"container": container}) if isinstance(container, str) else container


def send_part(session: Session, sealed: Sealed, part: int, prepared: Prepared, earlier: Sequence[Receipt]) -> Outcome:
    """Publish the post, or write the first comment under it."""
    if not sealed.payload.parts:
        return Rejected(reason="there is nothing to send", code="empty")
    if part > 0:
        return _comment(session, sealed, part, earlier)
    made = DOOR.published(session, str(prepared.data["container"]))
    return _sent(session, sealed, part, *made) if isinstance(made, tuple) else made


def _sent(session: Session, sealed: Sealed, part: int, number: str, answer: Answer) -> Sent:
    """Return the receipt. Its address is asked for apart: that the post is out does not depend on it."""
    post = GRAPH.read(session, f"/{number}", {"fields": "id,permalink"})
    url = address(session, text_of(post, "permalink"))
    extra = {"kind": STORY} if sealed.payload.options.get("story") else {}
    return Sent(receipt=Receipt(part=part, id=number, url=url, at=answer_instant(answer, sealed.due), extra=extra))


def _comment(session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt]) -> Outcome:
    if not earlier:
        return Rejected(reason="the post that it belongs to has no receipt", code="no-parent")
    made = GRAPH.create(session, f"/{earlier[0].id}/comments", {"message": sealed.payload.parts[part].text})
    if not isinstance(made, tuple):
        return made
    number = number_of(made[0])
    if not number:
        return Unknown(reason="Instagram did not say which comment it wrote")
    at = answer_instant(made[1], sealed.due)
    return Sent(receipt=Receipt(part=part, id=number, url=earlier[0].url, at=at, extra={"kind": COMMENT}))
