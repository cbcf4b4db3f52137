"""Is a part among the account's own posts? For Meta's platforms that publish containers."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from smm_action.core.clock import parse_instant
from smm_action.core.http import Answer
from smm_action.model.delivery import Receipt, Rejected, Retry, Unauthorized
from smm_action.model.payload import Sealed
from smm_action.platformkit.base import Absent, CannotTell, Found, Search, Session
from smm_action.platformkit.errors import Refusal, answer_instant
from smm_action.platformkit.graph import Graph

PAGE = 50
"""Posts asked for at once: what Meta's own examples ask (https://www.postman.com/meta/threads, read 2026-11-24)."""
MAX_PAGES = 40
"""Calls of one search; at two posts an hour they reach back six weeks."""
SKEW = timedelta(days=1)
"""How far a server's clock may be off. A delivery is never sent before it is due, so what is older is not it."""


GONE = "100/33"
"""``Rejected.code`` of an object that does not exist, or that the token may not see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What a search compares."""

    id: str
    url: str
    at: str
    text: str
    """Comparable."""
    alts: tuple[str | None, ...]
    """One for each medium, comparable; None where the platform does not tell."""
    reply_to: str | None = None
    reposts: str | None = None

    def receipt(self, part: int) -> Receipt:
        """Return the receipt of it."""
        return Receipt(part=part, id=self.id, url=self.url, at=self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One list of the account's posts, newest first."""

    graph: Graph
    path: str
    fields: str
    parse: Callable[[Mapping[str, Any]], Own]


def search(session: Session, edge: Edge, sealed: Sealed, part: int, matches: Callable[[Own], bool]) -> Search:
    """Return the newest post that ``matches``. Absent: all since a day before the part was due were read."""
    found = newest(session, edge, matches, since=parse_instant(sealed.due) - SKEW)
    match found:
        case Own():
            return Found(receipt=found.receipt(part))
        case None:
            return Absent()
        case CannotTell():
            return found
        case _:
            return CannotTell(reason=found.reason)


def newest(
    session: Session, edge: Edge, matches: Callable[[Own], bool], since: datetime | None = None
) -> Own | Refusal | CannotTell | None:
    """Return the newest post of ``edge`` that ``matches``; None when there is none since ``since``, or at all."""
    read = 0
    for page in edge.graph.pages(session, edge.path, {"fields": edge.fields, "limit": str(PAGE)}, MAX_PAGES):
        if not isinstance(page, list):
            return page
        read += 1
        for item in page:
            created = instant_of(item.get("timestamp"))
            if since is not None and created is not None and created < since:
                return None
            post = edge.parse(item)
            if post.id and matches(post):
                return post
    return None if read < MAX_PAGES else CannotTell(reason=f"the account has more than {MAX_PAGES * PAGE} posts since")


def sent(
    session: Session, graph: Graph, sealed: Sealed, part: int, made: tuple[str, Answer], otherwise: str
) -> Receipt:
    """Return the receipt of what was published under the number in ``made``.

    Its address is asked for apart: that the post is out does not depend on it, and ``otherwise`` stands in for it.
    """
    number, answer = made
    url = text_of(graph.read(session, f"/{number}", {"fields": "id,permalink"}), "permalink")
    return Receipt(part=part, id=number, url=url or otherwise, at=answer_instant(answer, sealed.due))


def taken_back(
    session: Session, graph: Graph, receipt: Receipt, number: str
) -> Receipt | Retry | Rejected | Unauthorized:
    """Delete the object ``number``; done, too, when it was gone before.

    Meta says the same of what is gone and of what the token may not delete: what can be read is not gone.
    """
    answer = graph.repeat(session, "DELETE", f"/{number}")
    if isinstance(answer, dict):
        done = answer.get("success") is True
        return receipt if done else Retry(reason="Meta did not say whether it deleted the post")
    if not isinstance(answer, Rejected) or answer.code != GONE:
        return answer
    held = graph.read(session, f"/{number}", {"fields": "id"})
    if isinstance(held, dict):
        return answer
    return receipt if isinstance(held, Rejected) and held.code == GONE else held


def is_same(post: Own, sealed: Sealed, part: int) -> bool:
    """Whether a post says what a part says: the text after rewriting, and the media as far as the platform tells."""
    sent = sealed.payload.parts[part]
    if comparable(sent.text) != post.text or len(sent.media) != len(post.alts):
        return False
    told = zip(sent.media, post.alts, strict=True)
    return all(alt is None or comparable(medium.alt) == alt for medium, alt in told)


def comparable(text: str) -> str:
    """Return what is left of a text by Meta: no spaces, nothing unseen, no ``@`` (left out of captions for some apps).

    https://developers.facebook.com/docs/instagram-platform/reference/instagram-media (limitations), read 2026-11-24.
    """
    return "".join(char for char in unicodedata.normalize("NFC", text) if not char.isspace() and _is_seen(char))


def instant_of(text: object) -> datetime | None:
    """Return an instant as Meta writes it (``2026-12-01T08:00:30+0000``), None when it is none."""
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def text_of(held: Any, *names: str) -> str:
    """Return the text under the first of ``names`` that has one, else an empty one."""
    found = (held.get(name) for name in names) if isinstance(held, Mapping) else ()
    return next((value for value in found if isinstance(value, str)), "")


def alts_of(held: Mapping[str, Any], *, has_medium: bool, untold: Sequence[str] = ()) -> tuple[str | None, ...]:
    """Return the alt texts of a post's media: of its children, else its own; None for media types in ``untold``."""
    children = held.get("children")
    listed = children.get("data") if isinstance(children, Mapping) else None
    if isinstance(listed, list) and listed:
        return tuple(_alt(child, untold) for child in listed if isinstance(child, Mapping))
    return (_alt(held, untold),) if has_medium else ()


def _alt(held: Mapping[str, Any], untold: Sequence[str]) -> str | None:
    alt = held.get("alt_text")
    return comparable(alt) if isinstance(alt, str) and held.get("media_type") not in untold else None


def _is_seen(char: str) -> bool:
    return char != "@" and unicodedata.category(char) not in {"Cf", "Cc"} and not 0xFE00 <= ord(char) <= 0xFE0F
