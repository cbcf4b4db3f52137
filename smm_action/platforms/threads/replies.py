"""What others answered to the account's posts, and where they mention it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from smm_action.core.clock import format_instant
from smm_action.model.delivery import Receipt
from smm_action.platformkit.base import Reply, Session
from smm_action.platformkit.published import PAGE, instant_of, text_of
from smm_action.platforms.threads.card import GRAPH
from smm_action.platforms.threads.targets import named

_FIELDS = "id,text,timestamp,permalink,username"
MAX_PAGES = 20


def replies(session: Session, receipts: Sequence[Receipt], since: str | None) -> Sequence[Reply]:
    """Return what others wrote after ``since``, oldest first; what can not be read now is left out."""
    found = list(_listed(session, f"/{session.identity['id']}/mentions", "", since))
    for receipt in receipts:
        number = named(session, receipt) if "reposted" not in receipt.extra else None
        if isinstance(number, str):
            found += _listed(session, f"/{number}/replies", receipt.id, since)
    kept = {reply.id: reply for reply in found}
    return sorted(kept.values(), key=lambda reply: (reply.at, reply.id))


def _listed(session: Session, path: str, to: str, since: str | None) -> Iterator[Reply]:
    """Yield one list, newest first, as far as it is new."""
    for page in GRAPH.pages(session, path, {"fields": _FIELDS, "limit": str(PAGE)}, MAX_PAGES):
        if not isinstance(page, list):
            return
        for item in page:
            reply = _reply(item, to)
            if reply is None or text_of(item, "username") == session.identity["username"]:
                continue
            if since is not None and reply.at <= since:
                return
            yield reply


def _reply(item: Mapping[str, Any], to: str) -> Reply | None:
    at, number = instant_of(item.get("timestamp")), text_of(item, "id")
    if at is None or not number:
        return None
    return Reply(
        id=number,
        url=text_of(item, "permalink"),
        at=format_instant(at),
        to=to,
        author=_author(text_of(item, "username")),
        text=text_of(item, "text"),
    )


def _author(username: str) -> str:
    """Threads tells names only, which are kept nowhere: a digest is enough to see who wrote twice."""
    return hashlib.sha256(f"threads\x1f{username}".encode()).hexdigest()[:16] if username else ""
