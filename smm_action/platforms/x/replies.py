"""What others answered: X lists replies among the mentions of the account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from smm_action.core.clock import format_instant, parse_instant
from smm_action.model.delivery import Receipt
from smm_action.platformkit.base import Reply, Session
from smm_action.platforms.x.fields import Page, read_posts, references
from smm_action.platforms.x.targets import post_url

MAX_PAGES = 8
"""X lists the newest 800 mentions (https://docs.x.com/x-api/posts/timelines/introduction, read 2026-11-24)."""


def mentions(session: Session, receipts: Sequence[Receipt], since: str | None) -> Sequence[Reply]:
    """Return replies to ``receipts`` and other mentions newer than ``since``, oldest first; as far as X told them."""
    ours = {receipt.id for receipt in receipts}
    after = None if since is None else parse_instant(since)
    params = {"max_results": "100"} | ({} if after is None else {"start_time": _whole_seconds(after)})
    found: list[Reply] = []
    for _ in range(MAX_PAGES):
        page = read_posts(session, f"/2/users/{session.identity['id']}/mentions", "answer", params)
        if not isinstance(page, Page):
            break
        replies = (_reply(post, ours) for post in page.posts if post.get("author_id") != session.identity["id"])
        found += (one for one in replies if after is None or _instant(one) > after)
        if not page.next:
            break
        params = {**params, "pagination_token": page.next}
    return sorted(found, key=lambda one: (one.at, one.id))


def _reply(post: Mapping[str, Any], ours: set[str]) -> Reply:
    parent = references(post, "replied_to")
    return Reply(
        id=str(post["id"]),
        url=post_url("", str(post["id"])),
        at=format_instant(parse_instant(str(post["created_at"]))),
        to=parent if parent in ours and parent is not None else "",
        author=str(post.get("author_id", "")),
        text=str(post.get("text", "")),
    )


def _instant(reply: Reply) -> datetime:
    return parse_instant(reply.at)


def _whole_seconds(instant: datetime) -> str:
    return format_instant(instant.replace(microsecond=0))
