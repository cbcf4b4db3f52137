"""The status a URL stands for, on this server: a reply, a quote and a repost name it by the server's own id."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

from smm_action.model.delivery import Rejected
from smm_action.platformkit.base import Session
from smm_action.platformkit.errors import Refusal
from smm_action.platforms.mastodon.calls import read_object


def status_id(session: Session, url: str) -> str | Refusal:
    """Return the id of the status at ``url``; the server fetches it from another server when it must.

    Needs the scope ``read:search``.
    """
    resolved: dict[str, str] = session.memory.setdefault("resolved", {})
    if url not in resolved:
        found = _by_id(session, url) or _by_search(session, url)
        if not isinstance(found, str):
            return found
        resolved[url] = found
    return resolved[url]


def _by_search(session: Session, url: str) -> str | Refusal:
    answer = read_object(
        session, "/api/v2/search", params={"q": url, "resolve": "true", "type": "statuses", "limit": "1"}
    )
    if not isinstance(answer, dict):
        return answer
    statuses = answer.get("statuses")
    held = statuses[0] if isinstance(statuses, list) and len(statuses) == 1 else None
    made = held.get("id") if isinstance(held, dict) else None
    if isinstance(made, str) and made:
        return made
    return Rejected(reason="the server does not find the post that is replied to, quoted or reposted", code="target")


def _by_id(session: Session, url: str) -> str | None:
    """A URL of this very server mostly ends in the id: that saves a search, and works where nothing is found."""
    if _origin(url) != _origin(session.server):
        return None
    last = urlsplit(url).path.rstrip("/").rpartition("/")[2]
    status = read_object(session, f"/api/v1/statuses/{quote(last, safe='')}") if last else None
    if isinstance(status, dict) and url in {status.get("url"), status.get("uri")}:
        return _text(status.get("id"))
    return None


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
