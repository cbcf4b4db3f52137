"""Taking back a post or a comment."""

from __future__ import annotations

from smm_action.core.http import Lost, NotSent
from smm_action.model.delivery import Receipt, Rejected, Retry, Unauthorized
from smm_action.platformkit.base import Session
from smm_action.platformkit.errors import unreached
from smm_action.platforms.linkedin.calls import read, refusal
from smm_action.platforms.linkedin.comments import comments_path
from smm_action.platforms.linkedin.session import author
from smm_action.platforms.linkedin.urns import comment_parts, encoded, post_urn


def take_back(session: Session, receipt: Receipt) -> Receipt | Retry | Rejected | Unauthorized:
    """Delete it; LinkedIn answers 204 also when it was gone before (posts-api, delete, read 2026-11-24)."""
    urn = post_urn(receipt.id)
    if urn is None:
        return Rejected(reason="the receipt does not name a post on LinkedIn; delete it by hand", code="receipt")
    comment = comment_parts(urn)
    path, method = f"/rest/posts/{encoded(urn)}", "DELETE"
    if comment is not None:
        post, number = receipt.extra.get("post", comment[0]), comment[1]
        path, method = f"{comments_path(post)}/{number}?actor={encoded(author(session))}", ""
    try:
        answer = read(session, "DELETE", path, method=method)
    except (NotSent, Lost) as error:
        return unreached(error)
    return receipt if answer.status in {200, 204, 404, 410} else refusal(session, answer)
