"""Changing what a post or a comment says where it stands (``PARTIAL_UPDATE``): its text alone."""

from __future__ import annotations

from typing import Any

from smm_action.core.http import Lost, NotSent
from smm_action.model.delivery import Receipt, Rejected, Retry, Sent, Unauthorized
from smm_action.model.payload import Sealed
from smm_action.platformkit.base import Session
from smm_action.platformkit.errors import unreached
from smm_action.platforms.linkedin.calls import read, refusal
from smm_action.platforms.linkedin.comments import comment_text, comments_path
from smm_action.platforms.linkedin.little import commentary
from smm_action.platforms.linkedin.session import author
from smm_action.platforms.linkedin.urns import comment_parts, encoded, post_urn


def edit_part(session: Session, sealed: Sealed, part: int, receipt: Receipt) -> Sent | Retry | Rejected | Unauthorized:
    """Have the post or comment say what the part says; files, links and polls stay as they are.

    Repeating it is safe: the same text again changes nothing.
    """
    urn = post_urn(receipt.id)
    if urn is None:
        return Rejected(reason="the receipt does not name a post on LinkedIn", code="receipt")
    path, patch = _change(session, sealed, part, receipt, urn)
    try:
        answer = read(session, "POST", path, method="PARTIAL_UPDATE", json={"patch": patch})
    except (NotSent, Lost) as error:
        return unreached(error)
    if answer.status not in {200, 202, 204}:
        return refusal(session, answer)
    return Sent(receipt=Receipt(part=part, id=receipt.id, url=receipt.url, at=receipt.at, extra=receipt.extra))


def _change(session: Session, sealed: Sealed, part: int, receipt: Receipt, urn: str) -> tuple[str, dict[str, Any]]:
    comment = comment_parts(urn)
    if comment is None:
        held = sealed.payload.parts[part]
        return f"/rest/posts/{encoded(urn)}", {"$set": {"commentary": commentary(held.text, held.facets)}}
    where = f"{comments_path(receipt.extra.get('post', comment[0]))}/{comment[1]}?actor={encoded(author(session))}"
    return where, {"message": {"$set": {"text": comment_text(sealed, part)}}}
