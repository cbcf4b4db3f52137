"""The post that an address stands for: a reply, a quote and a repost name it by Threads' own number.

Threads looks no post up by its address. Among the account's own posts and replies, those that mention it, and, where
the app may, the newest posts of the profile in the address, the one with the same short code is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from smm_action.model.delivery import Receipt, Rejected
from smm_action.platformkit.base import CannotTell, Session
from smm_action.platformkit.errors import Refusal
from smm_action.platformkit.published import Edge, Own, newest, text_of
from smm_action.platforms.threads.card import GRAPH
from smm_action.platforms.threads.own import own_of, posts, replies

_FIELDS = "id,permalink,timestamp"


def post_id(session: Session, url: str) -> str | Refusal:
    """Return the number of the post at ``url``."""
    resolved: dict[str, str] = session.memory.setdefault("resolved", {})
    code = _code(url)
    if url in resolved:
        return resolved[url]
    for edge in (posts(session), replies(session), _mentions(session)):
        found = newest(session, edge, lambda post: _code(post.url) == code)
        if isinstance(found, Own):
            resolved[url] = found.id
            return found.id
        if isinstance(found, CannotTell) or found is None or isinstance(found, Rejected):
            continue
        return found
    for number in _of_profile(session, url, code):
        resolved[url] = number
        return number
    return Rejected(
        reason="Nothing went out: Threads does not let this app find the post that is replied to, quoted or reposted."
        " Name one of the account's own posts, or one that mentions it.",
        code="target",
    )


def named(session: Session, receipt: Receipt) -> str | Refusal:
    """Return the number of a receipt; one that a person gave (``smm resolve``) has the address alone."""
    return post_id(session, receipt.url) if receipt.id == receipt.url else receipt.id


def _mentions(session: Session) -> Edge:
    return Edge(graph=GRAPH, path=f"/{session.identity['id']}/mentions", fields=_FIELDS, parse=own_of)


def _of_profile(session: Session, url: str, code: str) -> Iterator[str]:
    names = [piece[1:] for piece in urlsplit(url).path.split("/") if piece.startswith("@")]
    if not names:
        return
    page = GRAPH.read(session, "/profile_posts", {"username": names[0], "fields": _FIELDS})
    items = page.get("data") if isinstance(page, dict) else None
    for item in items if isinstance(items, list) else ():
        if _code(text_of(item, "permalink")) == code and text_of(item, "id"):
            yield text_of(item, "id")


def _code(url: str) -> str:
    """Return the short code of a post: the site has had two names, and profiles change theirs."""
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]
