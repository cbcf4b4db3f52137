"""Changing what a post or a comment says where it stands (``PARTIAL_UPDATE``): its text alone."""

from __future__ import annotations

from typing import Any

from smm_action.core.http import Lost, NotSent
from smm_action.model.delivery import Receipt, Rejected, Retry, Sent, Unauthorized
from smm_action.model.payload import Sealed
from smm_action.platformkit.base import Prepared, Session
from smm_action.platformkit.errors import unreached
from smm_action.platforms.linkedin.calls import read, refusal
from smm_action.platforms.linkedin.comments import comment_text, comments_path
from smm_action.platforms.linkedin.content import mark
from smm_action.platforms.linkedin.little import commentary
from smm_action.platforms.linkedin.session import author
from smm_action.platforms.linkedin.urns import comment_parts, encoded, post_urn


def edit_part(
    session: Session, sealed: Sealed, part: int, prepared: Prepared, receipt: Receipt
) -> Sent | Retry | Rejected | Unauthorized:
    """Have the post or comment say what the part says; files, links and polls stay as they are.

    What an edit can not change must be as it was sent: the receipt says how that was, and one that a person gave does
    not. Repeating it is safe: the same text again changes nothing.
    """
    del prepared
    urn = post_urn(receipt.id)
    if urn is None:
        return Rejected(reason="the receipt does not name a post on LinkedIn", code="receipt")
    made = receipt.extra.get("content")
    if made is not None and part == 0 and made != mark(sealed.payload):
        return Rejected(
            reason="Nothing was changed: LinkedIn lets apps edit the text alone, and the files, link, poll or reshared"
            " post differ from those that went out. Write `correct: replace`.",
            code="kept",
        )
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
