"""The account's own posts and replies, as Threads lists them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smm_action.platformkit.base import Session
from smm_action.platformkit.published import Edge, Own, alts_of, comparable, text_of
from smm_action.platforms.threads.card import GRAPH

_FIELDS = "id,media_type,permalink,timestamp,text,alt_text,children{media_type,alt_text}"
_MEDIA = frozenset({"IMAGE", "VIDEO", "CAROUSEL_ALBUM"})
SITE = "https://www.threads.com"


def posts(session: Session) -> Edge:
    """Return the list of what stands for itself: posts, quotes and reposts."""
    fields = f"{_FIELDS},reposted_post{{id}}"
    return Edge(graph=GRAPH, path=f"/{session.identity['id']}/threads", fields=fields, parse=own_of)


def replies(session: Session) -> Edge:
    """Return the list of what answers somebody."""
    fields = f"{_FIELDS},replied_to{{id}}"
    return Edge(graph=GRAPH, path=f"/{session.identity['id']}/replies", fields=fields, parse=own_of)


def own_of(held: Mapping[str, Any]) -> Own:
    """Return one object of a list."""
    return Own(
        id=text_of(held, "id"),
        url=text_of(held, "permalink"),
        at=text_of(held, "timestamp"),
        text=comparable(text_of(held, "text")),
        alts=alts_of(held, has_medium=held.get("media_type") in _MEDIA),
        reply_to=text_of(held.get("replied_to"), "id") or None,
        reposts=text_of(held.get("reposted_post"), "id") or None,
    )


def address(session: Session, permalink: str) -> str:
    """Return where a post is; the account's page when Threads does not say more (yet)."""
    return permalink or f"{SITE}/@{session.identity['username']}"
