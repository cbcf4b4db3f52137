"""The account's own posts since an instant, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from smm_action.core.clock import format_instant, parse_instant
from smm_action.model.post import EMPTY
from smm_action.platformkit.base import CannotTell, Session
from smm_action.platforms.x.fields import Page, read_posts, references
from smm_action.platforms.x.rewriting import written_text
from smm_action.platforms.x.session import CLOCK

PAGE = 100
"""Posts of a page, the most X gives; it charges for each that it returns, so the span asked for is what counts."""
MAX_PAGES = 32
"""X lists an account's newest 3,200 posts (https://docs.x.com/x-api/posts/timelines/introduction, read 2026-11-24)."""
SKEW = timedelta(days=1)
"""How far our clock may be off. A delivery is never sent before it is due, so what is older is not it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What a search compares of a medium."""

    alt: str | None
    """None where X does not tell it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPost:
    """What a search compares."""

    id: str
    at: str
    text: str
    """Comparable: after X's rewriting was undone."""
    text_of_quote: str
    """The same without the address of the post it quotes."""
    media: tuple[Picture, ...]
    reply_to: str | None
    quotes: str | None
    reposts: str | None


def own_posts(session: Session, due: str) -> tuple[OwnPost, ...] | CannotTell:
    """Return the posts since a day before ``due``; ``CannotTell`` when X does not list them that far."""
    path, params = f"/2/users/{session.identity['id']}/tweets", {"max_results": str(PAGE), **_since(session, due)}
    posts: list[OwnPost] = []
    for _ in range(MAX_PAGES):
        page = read_posts(session, path, "compare", params)
        if not isinstance(page, Page):
            return CannotTell(reason=page.reason)
        posts += (_own(post, page.media) for post in page.posts)
        if not page.next:
            return tuple(posts)
        params = {**params, "pagination_token": page.next}
    return CannotTell(reason=f"the account has more than {MAX_PAGES * PAGE} posts since then")


def _since(session: Session, due: str) -> Mapping[str, str]:
    """Return where to begin. Should our clock be ahead of X's, X's counts; without X's, everything is read."""
    clock = session.memory.get(CLOCK)
    if clock is None:
        return EMPTY
    start = min(parse_instant(due), parse_instant(clock)) - SKEW
    return {"start_time": format_instant(start.replace(microsecond=0))}


def _own(post: Mapping[str, Any], media: Mapping[str, Mapping[str, Any]]) -> OwnPost:
    quoted = references(post, "quoted")
    created = post.get("created_at")
    return OwnPost(
        id=str(post["id"]),
        at=created if isinstance(created, str) else "",
        text=written_text(post, None),
        text_of_quote=written_text(post, quoted),
        media=tuple(_pictures(post, media)),
        reply_to=references(post, "replied_to"),
        quotes=quoted,
        reposts=references(post, "retweeted"),
    )


def media_keys(post: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the keys of a post's media."""
    attached = post.get("attachments")
    keys = attached.get("media_keys") if isinstance(attached, dict) else None
    return tuple(key for key in keys if isinstance(key, str)) if isinstance(keys, list) else ()


def _pictures(post: Mapping[str, Any], media: Mapping[str, Mapping[str, Any]]) -> Iterator[Picture]:
    for key in media_keys(post):
        held = media.get(key, EMPTY)
        alt = held.get("alt_text")
        # X shows alt texts of photos; of moving pictures it may keep them to itself
        told = alt if isinstance(alt, str) else ("" if held.get("type") == "photo" else None)
        yield Picture(alt=told)
