"""Comments of others under the Page's posts, and posts that mention the Page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from smm_action.core.clock import format_instant, parse_instant
from smm_action.model.delivery import Receipt
from smm_action.platformkit.base import Reply, Session
from smm_action.platforms.facebook.addresses import is_comment
from smm_action.platforms.facebook.card import GRAPH
from smm_action.platforms.facebook.named import story_of
from smm_action.platforms.facebook.own import PAGE, instant, text

FIELDS = "id,message,created_time,permalink_url,from{id}"
MAX_PAGES = 20


def replies(session: Session, receipts: Sequence[Receipt], since: str | None) -> Sequence[Reply]:
    """Return what others wrote after ``since``, oldest first; what can not be read now is left out."""
    found = [*_mentions(session)]
    for receipt in receipts:
        if not is_comment(receipt):
            found += _comments(session, receipt, since)
    kept = {reply.id: reply for reply in found if since is None or reply.at > since}
    return sorted(kept.values(), key=lambda reply: (reply.at, reply.id))


def _comments(session: Session, receipt: Receipt, since: str | None) -> Iterator[Reply]:
    post = story_of(session, receipt)
    if not isinstance(post, str):
        return
    params = {"fields": FIELDS, "filter": "stream", "order": "chronological", "limit": str(PAGE)}
    if since is not None:
        params["since"] = str(int(parse_instant(since).timestamp()))
    yield from _listed(session, f"/{post}/comments", params, receipt.id)


def _mentions(session: Session) -> Iterator[Reply]:
    yield from _listed(session, f"/{session.identity['id']}/tagged", {"fields": FIELDS, "limit": str(PAGE)}, "")


def _listed(session: Session, path: str, params: Mapping[str, str], to: str) -> Iterator[Reply]:
    for page in GRAPH.pages(session, path, params, MAX_PAGES if to else 1):
        if not isinstance(page, list):
            return
        for item in page:
            reply = _reply(item, to)
            if reply is not None and reply.author != session.identity["id"]:
                yield reply


def _reply(item: Mapping[str, Any], to: str) -> Reply | None:
    at, number = instant(text(item, "created_time")), text(item, "id")
    if at is None or not number:
        return None
    return Reply(
        id=number,
        url=text(item, "permalink_url"),
        at=format_instant(at),
        to=to,
        author=text(item.get("from"), "id"),
        text=text(item, "message"),
    )
