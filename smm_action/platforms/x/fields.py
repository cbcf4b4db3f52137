"""Asking for posts: X's documents spell it in two ways, and only the server knows which it takes.

Documents up to 2.159 and X's prose say ``tweet.fields`` and ``referenced_tweets``, document 2.167 and its official SDK
``post.fields`` and ``referenced_posts``. The newer one is asked for first; a 400, or posts without what was asked for,
and the run goes on with the other. Answers are read in both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from smm_action.core.http import Answer, Lost, NotSent
from smm_action.model.post import EMPTY
from smm_action.platformkit.base import Session
from smm_action.platformkit.errors import Refusal, unreached
from smm_action.platforms.x.calls import read, refusal

Spelling = Literal["post", "tweet"]
Purpose = Literal["compare", "count", "private", "answer"]
SPELLINGS: tuple[Spelling, Spelling] = ("post", "tweet")
_MEDIA = {"expansions": "attachments.media_keys"}
_ASKED: Mapping[tuple[Purpose, Spelling], Mapping[str, str]] = {
    ("compare", "tweet"): {
        "tweet.fields": "attachments,created_at,entities,note_tweet,referenced_tweets",
        "media.fields": "alt_text,type",
        **_MEDIA,
    },
    ("compare", "post"): {
        "post.fields": "attachments,created_at,entities,note_post",
        "media.fields": "alt_text,type",
        "expansions": "attachments.media_keys,referenced_posts",
    },
    ("count", "tweet"): {
        "tweet.fields": "attachments,created_at,public_metrics",
        "media.fields": "public_metrics",
        **_MEDIA,
    },
    ("count", "post"): {
        "post.fields": "attachments,created_at,public_metrics",
        "media.fields": "public_metrics",
        **_MEDIA,
    },
    ("private", "tweet"): {"tweet.fields": "created_at,non_public_metrics"},
    ("private", "post"): {"post.fields": "created_at,non_public_metrics"},
    ("answer", "tweet"): {"tweet.fields": "author_id,created_at,referenced_tweets"},
    ("answer", "post"): {"post.fields": "created_at", "expansions": "author_id,referenced_posts"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Posts as X answered them."""

    posts: tuple[Mapping[str, Any], ...]
    media: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: EMPTY)
    """By media key."""
    next: str = ""
    """The token of the next page, empty at the end."""
    answer: Answer


def read_posts(session: Session, path: str, purpose: Purpose, params: Mapping[str, str] = EMPTY) -> Page | Refusal:
    """Return a page of posts, or why it could not be had; says again in the other spelling what X does not take."""
    held: Spelling = session.memory.get("spelling", SPELLINGS[0])
    first = _read(session, path, {**params, **_ASKED[purpose, held]})
    if not _is_misspelt(first):
        return _page(session, first, purpose)
    other = SPELLINGS[1 - SPELLINGS.index(held)]
    second = _read(session, path, {**params, **_ASKED[purpose, other]})
    if _is_misspelt(second):
        return _page(session, first, purpose)
    session.memory["spelling"] = other
    return _page(session, second, purpose)


def references(post: Mapping[str, Any], kind: str) -> str | None:
    """Return the id of the post that ``post`` is a ``replied_to``, ``quoted`` or ``retweeted`` of; None for none."""
    for name in ("referenced_posts", "referenced_tweets"):
        for one in objects(post.get(name)):
            if one.get("type") == kind and isinstance(one.get("id"), str):
                return str(one["id"])
    return None


def objects(held: Any) -> tuple[Mapping[str, Any], ...]:
    """Return the JSON objects of a list; empty when it is none."""
    return tuple(one for one in held if isinstance(one, dict)) if isinstance(held, list) else ()


def _read(session: Session, path: str, params: Mapping[str, str]) -> Answer | Refusal:
    try:
        return read(session, "GET", path, params=params)
    except (NotSent, Lost) as error:
        return unreached(error)


def _is_misspelt(answer: Answer | Refusal) -> bool:
    """Whether X did not take the spelling: refused, or ignored, which leaves id and text alone."""
    if not isinstance(answer, Answer):
        return False
    body = answer.json()
    posts = objects(body.get("data")) if isinstance(body, dict) else ()
    return answer.status == 400 or (bool(posts) and not any("created_at" in post for post in posts))


def _page(session: Session, answer: Answer | Refusal, purpose: Purpose) -> Page | Refusal:
    if not isinstance(answer, Answer):
        return answer
    body = answer.json()
    # without posts there is no ``data``: ``meta`` stands alone in a list, ``errors`` where all ids are gone
    whole = {"data", "errors"} if purpose in {"count", "private"} else {"data", "meta"}
    if answer.status != 200 or not isinstance(body, dict) or not body.keys() & whole:
        return refusal(session, answer)
    includes, meta = body.get("includes"), body.get("meta")
    media = objects(includes.get("media")) if isinstance(includes, dict) else ()
    token = meta.get("next_token") if isinstance(meta, dict) else None
    return Page(
        posts=tuple(post for post in objects(body.get("data")) if isinstance(post.get("id"), str)),
        media={str(one.get("media_key")): one for one in media},
        next=token if isinstance(token, str) else "",
        answer=answer,
    )
