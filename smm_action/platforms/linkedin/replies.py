"""What others commented on an organisation's posts, and where they mention it. Of a person apps can read neither."""

from __future__ import annotations

from collections.abc import Sequence

from smm_action.core.clock import format_instant, parse_instant
from smm_action.model.delivery import Receipt
from smm_action.platformkit.base import CannotTell, Reply, Session
from smm_action.platforms.linkedin.comments import comments_of, text_of
from smm_action.platforms.linkedin.instants import instant_of
from smm_action.platforms.linkedin.mentions import mentions
from smm_action.platforms.linkedin.session import author, is_organization
from smm_action.platforms.linkedin.urns import comment_parts, comment_url


def list_replies(session: Session, receipts: Sequence[Receipt], since: str | None) -> Sequence[Reply]:
    """Return the comments of others on ``receipts``, and mentions, newer than ``since``, oldest first."""
    if not is_organization(session):
        return ()
    after = parse_instant(since) if since else None
    found = [*mentions(session, after)]
    for receipt in receipts:
        if comment_parts(receipt.id) is not None:
            continue
        for comment in comments_of(session, receipt.id):
            if isinstance(comment, CannotTell):
                break
            at = instant_of(comment.get("created"))
            if at is None or comment.get("actor") == author(session) or (after is not None and at <= after):
                continue
            urn = str(comment.get("commentUrn") or f"urn:li:comment:({receipt.id},{comment.get('id')})")
            found.append(
                Reply(
                    id=urn,
                    url=comment_url(receipt.id, urn),
                    at=format_instant(at),
                    to=receipt.id,
                    author=str(comment.get("actor") or ""),
                    text=text_of(comment),
                )
            )
    return sorted(found, key=lambda reply: (reply.at, reply.id))
