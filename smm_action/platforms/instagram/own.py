"""The account's own media, as Instagram lists them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smm_action.platformkit.base import Session
from smm_action.platformkit.published import Edge, Own, alts_of, comparable, text_of
from smm_action.platforms.instagram.card import GRAPH

_FIELDS = "id,caption,media_type,permalink,timestamp,alt_text,children{media_type,alt_text}"
SITE = "https://www.instagram.com"


def media(session: Session) -> Edge:
    """Return the list of pictures, reels and carousels; stories are not in it."""
    return Edge(graph=GRAPH, path=f"/{session.identity['id']}/media", fields=_FIELDS, parse=own_of)


def comments(media_id: str) -> Edge:
    """Return the list of comments under a post."""
    fields = "id,text,timestamp,username,from{id}"
    return Edge(graph=GRAPH, path=f"/{media_id}/comments", fields=fields, parse=comment_of)


def own_of(held: Mapping[str, Any]) -> Own:
    """Return one object of the list. Films have no alt text."""
    return Own(
        id=text_of(held, "id"),
        url=text_of(held, "permalink"),
        at=text_of(held, "timestamp"),
        text=comparable(text_of(held, "caption")),
        alts=alts_of(held, has_medium=True, untold=("VIDEO",)),
    )


def comment_of(held: Mapping[str, Any]) -> Own:
    """Return one comment; ``reply_to`` is who wrote it."""
    return Own(
        id=text_of(held, "id"),
        url="",
        at=text_of(held, "timestamp"),
        text=comparable(text_of(held, "text")),
        alts=(),
        reply_to=text_of(held.get("from"), "id") or text_of(held, "username"),
    )


def address(session: Session, permalink: str) -> str:
    """Return where a post is; the account's page when Instagram does not say more (yet)."""
    return permalink or f"{SITE}/{session.identity['username']}/"
