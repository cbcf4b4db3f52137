"""What an organisation posted, newest first, and what a search compares of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from smm_action.core.http import Lost, NotSent
from smm_action.platformkit.base import CannotTell, Session
from smm_action.platformkit.errors import answered_at
from smm_action.platforms.linkedin.calls import elements, read, refusal
from smm_action.platforms.linkedin.instants import instant_of
from smm_action.platforms.linkedin.little import comparable
from smm_action.platforms.linkedin.little import read as shown
from smm_action.platforms.linkedin.session import author
from smm_action.platforms.linkedin.urns import encoded

PAGE = 100
"""Posts asked for at once, the most that LinkedIn gives (posts-api, find by author, read 2026-11-24)."""
MAX_PAGES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPost:
    """What a search compares."""

    urn: str
    at: datetime | None
    text: str
    """As people read it, made comparable."""
    kind: str
    """``text``, ``media``, ``multiImage``, ``article``, ``poll`` …"""
    alts: tuple[str, ...]
    link: str
    parent: str
    """The post it reshares."""
    state: str
    """``PUBLISHED``, ``PUBLISH_FAILED`` …"""


def own_posts(session: Session, until: datetime) -> tuple[list[OwnPost], bool] | CannotTell:
    """Return the posts back to the instant ``until``, and whether LinkedIn's clock has reached it."""
    found: dict[str, OwnPost] = {}
    reached = False
    for page in range(MAX_PAGES):
        path = f"/rest/posts?author={encoded(author(session))}&q=author&count={PAGE}&start={page * PAGE}&sortBy=CREATED"
        try:
            answer = read(session, "GET", path, method="FINDER")
        except (NotSent, Lost) as error:
            return CannotTell(reason=str(error))
        body = answer.json()
        if answer.status != 200 or not isinstance(body, dict) or not isinstance(body.get("elements"), list):
            return CannotTell(reason=refusal(session, answer).reason)
        clock = answered_at(answer)
        reached = reached or (clock is not None and clock >= until)
        posts = [parsed(one) for one in elements(body)]
        found |= {post.urn: post for post in posts}
        if not posts or (posts[-1].at is not None and posts[-1].at < until):
            return list(found.values()), reached
    return CannotTell(reason=f"the organisation has more than {MAX_PAGES * PAGE} posts since then")


def parsed(post: Mapping[str, Any]) -> OwnPost:
    """Return one post as LinkedIn gives it."""
    content = post.get("content")
    kind, held = next(iter(content.items()), ("text", {})) if isinstance(content, dict) else ("text", {})
    images = held.get("images") if kind == "multiImage" and isinstance(held, dict) else [held]
    alts = tuple(comparable(_text(image, "altText")) for image in images) if isinstance(images, list) else ()
    return OwnPost(
        urn=_text(post, "id"),
        at=instant_of(post.get("createdAt")),
        text=comparable(shown(_text(post, "commentary"))),
        kind=kind,
        alts=alts if kind in {"media", "multiImage"} else (),
        link=_text(held, "source") if kind == "article" else "",
        parent=_text(post.get("reshareContext"), "parent"),
        state=_text(post, "lifecycleState"),
    )


def _text(held: Any, name: str) -> str:
    value = held.get(name) if isinstance(held, dict) else None
    return value if isinstance(value, str) else ""
