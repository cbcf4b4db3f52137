"""The account's own statuses, newest first: read once a run, then only what is new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from smm_action.core.clock import parse_instant
from smm_action.core.http import Answer, Lost, NotSent
from smm_action.platformkit.base import CannotTell, Session
from smm_action.platformkit.errors import answered_at
from smm_action.platforms.mastodon.calls import read, words
from smm_action.platforms.mastodon.rewriting import comparable, text_of

PAGE = 40
"""Statuses asked for at once, the most Mastodon gives
(https://docs.joinmastodon.org/methods/accounts/#statuses, read 2026-11-24)."""
MAX_PAGES = 100
"""Calls of one search: a third of the 300 that Mastodon allows in five minutes."""
UNPAGED = 200
"""A server that ignores ``max_id`` (snac) gave everything when its one page has fewer; snac's page ends at 256."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnStatus:
    """What a search compares."""

    id: str
    url: str
    at: str
    created: datetime | None
    texts: frozenset[str]
    """The content, and the source where the server tells it, both made comparable."""
    spoiler: str
    alts: tuple[str, ...]
    reply_to: str | None
    reblog: str | None
    """Id of the status that this one only repeats."""


@dataclass(slots=True)
class _Known:
    """What earlier searches of this run read, newest first, and whether it reaches back to the first status."""

    statuses: list[OwnStatus]
    whole: bool


def own_statuses(session: Session, until: datetime | None) -> tuple[list[OwnStatus], datetime | None] | CannotTell:
    """Return the account's statuses, newest first, with the server's clock (None when it tells none).

    Reads back to the first one, or past the instant ``until`` on a server that tells its clock and whose clock
    has reached it. ``CannotTell`` when that is further than ``MAX_PAGES``.
    """
    known: _Known = session.memory.setdefault("own", _Known([], whole=False))
    fresh: dict[str, OwnStatus] = {}
    held = {status.id for status in known.statuses}
    clock: datetime | None = None
    for _ in range(MAX_PAGES):
        page = _page(session, last=next(reversed(fresh), None))
        if isinstance(page, CannotTell):
            return page
        statuses, answer = page
        clock = clock or answered_at(answer)
        new = [status for status in statuses if status.id not in fresh]
        fresh |= {status.id: status for status in new}
        if not new and len(statuses) >= UNPAGED:
            return CannotTell(reason="the server does not page through the account's posts")
        reached = bool(held & fresh.keys()) and (known.whole or _is_past(known.statuses[-1], until, clock))
        if not new or reached or _is_past(new[-1], until, clock):
            known.statuses = [*fresh.values(), *(status for status in known.statuses if status.id not in fresh)]
            known.whole = known.whole if reached else not new
            return known.statuses, clock
    return CannotTell(reason=f"the account has more than {MAX_PAGES * PAGE} posts since then")


def _page(session: Session, last: str | None) -> tuple[list[OwnStatus], Answer] | CannotTell:
    params = {"limit": str(PAGE)} | ({"max_id": last} if last else {})
    try:
        answer = read(session, "GET", f"/api/v1/accounts/{session.identity['id']}/statuses", params=params)
    except (NotSent, Lost) as error:
        return CannotTell(reason=str(error))
    body = answer.json()
    if answer.status != 200 or not isinstance(body, list):
        return CannotTell(reason=f"{answer.status} {words(session, answer)}".strip())
    return list(_parsed(body)), answer


def _parsed(body: list[Any]) -> Iterator[OwnStatus]:
    for status in body:
        if isinstance(status, dict) and isinstance(status.get("id"), str):
            yield _own(status)


def _own(status: Mapping[str, Any]) -> OwnStatus:
    created = _string(status, "created_at")
    sources = (text_of(_string(status, "content")), _string(status, "text"))
    media = status.get("media_attachments")
    reblog = status.get("reblog")
    return OwnStatus(
        id=status["id"],
        url=_string(status, "url") or _string(status, "uri"),
        at=created,
        created=_instant(created),
        texts=frozenset({comparable(sources[0])} | ({comparable(sources[1])} if sources[1] else set())),
        spoiler=comparable(_string(status, "spoiler_text")),
        alts=tuple(comparable(_string(medium, "description")) for medium in media) if isinstance(media, list) else (),
        reply_to=_string(status, "in_reply_to_id") or None,
        reblog=_string(reblog, "id") if isinstance(reblog, dict) else None,
    )


def _is_past(status: OwnStatus, until: datetime | None, clock: datetime | None) -> bool:
    """Whether ``status`` is older than ``until``, by a server whose clock has reached it."""
    if until is None or clock is None or status.created is None:
        return False
    return clock >= until and status.created < until


def _instant(text: str) -> datetime | None:
    try:
        return parse_instant(text)
    except ValueError:
        return None


def _string(held: Any, name: str) -> str:
    value = held.get(name) if isinstance(held, dict) else None
    return value if isinstance(value, str) else ""
