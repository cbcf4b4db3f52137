"""Comments of others under the account's posts, and posts that tag it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from smm_action.core.clock import format_instant
from smm_action.model.delivery import Receipt
from smm_action.platformkit.base import Reply, Session
from smm_action.platformkit.published import PAGE, instant_of, text_of
from smm_action.platforms.instagram.card import GRAPH
from smm_action.platforms.instagram.named import kind_of, named
from smm_action.platforms.instagram.session import by_page

_COMMENT = "id,text,timestamp,username,from{id}"
_TAGGED = "id,caption,timestamp,permalink,owner{id}"
MAX_PAGES = 20


def replies(session: Session, receipts: Sequence[Receipt], since: str | None) -> Sequence[Reply]:
    """Return what others wrote after ``since``, oldest first; what can not be read now is left out."""
    found: list[Reply] = []
    if by_page(session):
        found += _listed(session, f"/{session.identity['id']}/tags", _TAGGED, None)
    for receipt in receipts:
        number = named(session, receipt) if not kind_of(receipt) else None
        if isinstance(number, str):
            found += _listed(session, f"/{number}/comments", _COMMENT, receipt)
    kept = {reply.id: reply for reply in found if since is None or reply.at > since}
    return sorted(kept.values(), key=lambda reply: (reply.at, reply.id))


def _listed(session: Session, path: str, fields: str, receipt: Receipt | None) -> Iterator[Reply]:
    """Comments come in no order that is promised, so all are read; of what tags the account, the newest."""
    pages = MAX_PAGES if receipt is not None else 1
    for page in GRAPH.pages(session, path, {"fields": fields, "limit": str(PAGE)}, pages):
        if not isinstance(page, list):
            return
        for item in page:
            reply = _reply(item, receipt)
            if reply is not None and not _is_mine(session, item, reply):
                yield reply


def _reply(item: Mapping[str, Any], receipt: Receipt | None) -> Reply | None:
    at, number = instant_of(item.get("timestamp")), text_of(item, "id")
    if at is None or not number:
        return None
    return Reply(
        id=number,
        url=receipt.url if receipt is not None else text_of(item, "permalink"),
        at=format_instant(at),
        to=receipt.id if receipt is not None else "",
        author=text_of(item.get("from"), "id") or text_of(item.get("owner"), "id"),
        text=text_of(item, "text", "caption"),
    )


def _is_mine(session: Session, item: Mapping[str, Any], reply: Reply) -> bool:
    return reply.author == session.identity["id"] or text_of(item, "username") == session.identity["username"]
