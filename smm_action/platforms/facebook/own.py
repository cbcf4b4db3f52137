"""The Page's own posts and comments as Facebook lists them, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from smm_action.core.clock import parse_instant
from smm_action.platformkit.base import Session
from smm_action.platformkit.errors import Refusal
from smm_action.platforms.facebook.card import GRAPH

PAGE = 100
"""Posts asked for at once, the most there are
(https://developers.facebook.com/docs/graph-api/reference/page/feed, read 2026-11-24)."""
MAX_PAGES = 10
FIELDS = (
    "id,message,created_time,permalink_url,"
    "attachments{media_type,type,unshimmed_url,target{id},subattachments.limit(10){media_type,target{id}}}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPost:
    """What a search compares."""

    id: str
    at: str
    created: datetime | None
    text: str
    permalink: str
    photos: tuple[str, ...] = ()
    """Numbers of its pictures, in order."""
    video: str = ""
    link: str = ""


def own_posts(session: Session) -> Iterator[list[OwnPost] | Refusal]:
    """Yield the Page's posts, page by page."""
    path = f"/{session.identity['id']}/published_posts"
    for page in GRAPH.pages(session, path, {"fields": FIELDS, "limit": str(PAGE)}, MAX_PAGES):
        yield [post_of(item) for item in page] if isinstance(page, list) else page


def post_of(item: Mapping[str, Any]) -> OwnPost:
    """Return one item of the list."""
    attachments = _list(item.get("attachments"))
    first: Mapping[str, Any] = attachments[0] if attachments else {}
    album = _list(first.get("subattachments"))
    kind = text(first, "media_type")
    photos = album or (attachments if kind == "photo" else [])
    return OwnPost(
        id=text(item, "id"),
        at=text(item, "created_time"),
        created=instant(text(item, "created_time")),
        text=text(item, "message"),
        permalink=text(item, "permalink_url"),
        photos=tuple(_target(photo) for photo in photos),
        video=_target(first) if kind == "video" else "",
        link=text(first, "unshimmed_url") if kind == "link" else "",
    )


def comparable(words: str) -> str:
    """Return a text as it is compared: Facebook trims it, and writes every line end alike."""
    return "\n".join(line.rstrip() for line in words.replace("\r\n", "\n").split("\n")).strip()


def instant(written: str) -> datetime | None:
    """Return an instant; Facebook writes ``2026-12-01T08:00:00+0000``."""
    try:
        return parse_instant(f"{written[:-2]}:{written[-2:]}" if written[-5:-4] in {"+", "-"} else written)
    except ValueError:
        return None


def text(held: Any, name: str) -> str:
    """Return a text, empty when there is none."""
    value = held.get(name) if isinstance(held, Mapping) else None
    return value if isinstance(value, str) else ""


def _list(held: Any) -> list[Mapping[str, Any]]:
    items = held.get("data") if isinstance(held, Mapping) else None
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []


def _target(attachment: Mapping[str, Any]) -> str:
    return text(attachment.get("target"), "id")
