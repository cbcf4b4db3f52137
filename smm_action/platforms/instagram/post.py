"""Posting: a container is made, and published once. The first comment follows in a call of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from smm_action.model.delivery import Outcome, Receipt, Rejected, Sent, Unknown
from smm_action.model.payload import Sealed
from smm_action.platformkit.base import Blobs, Prepared, Session, Target
from smm_action.platformkit.containers import prepared as prepared_part
from smm_action.platformkit.doors import number_of
from smm_action.platformkit.errors import answer_instant
from smm_action.platformkit.published import sent
from smm_action.platforms.instagram.card import DOOR, GRAPH
from smm_action.platforms.instagram.named import COMMENT, STORY
from smm_action.platforms.instagram.own import address
from smm_action.platforms.instagram.session import by_page
from smm_action.platforms.instagram.wanted import wanted


def prepare_part(session: Session, sealed: Sealed, part: int, blobs: Blobs) -> Prepared | Outcome:
    """Host the post's media and make its container."""
    if part > 0 or not sealed.payload.parts:
        return Prepared()
    want = wanted(sealed.payload, page_login=by_page(session))
    return want if isinstance(want, Rejected) else prepared_part(session, DOOR, sealed, part, blobs, want)


def send_part(
    session: Session, sealed: Sealed, part: int, prepared: Prepared, earlier: Sequence[Receipt], target: Target
) -> Outcome:
    """Publish the post, or write the first comment under it."""
    del target
    if not sealed.payload.parts:
        return Rejected(reason="there is nothing to send", code="empty")
    if part > 0:
        return _comment(session, sealed, part, earlier)
    made = DOOR.published(session, str(prepared.data["container"]))
    if not isinstance(made, tuple):
        return made
    receipt = sent(session, GRAPH, sealed, part, made, address(session, ""))
    return Sent(receipt=replace(receipt, extra={"kind": STORY}) if sealed.payload.options.get("story") else receipt)


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
