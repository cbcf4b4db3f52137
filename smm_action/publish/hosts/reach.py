"""What anybody gets from an address: fetched as a stranger would, without credentials."""

from __future__ import annotations

from urllib.parse import urlsplit

from smm_action.core.http import Http, Lost, NotSent, checked_origin, is_loopback
from smm_action.core.visit import Unvisited, Visitor

SECONDS = 30.0
"""For one look, redirects included."""


def fetch(url: str, most: int) -> bytes | None:
    """Return the first ``most`` bytes at ``url``, None when there is nothing (yet)."""
    if is_loopback(urlsplit(url).hostname or ""):
        found = _here(url)
        return found[:most] if found is not None else None
    try:
        return Visitor(seconds=SECONDS).get(url, most=most).body
    except Unvisited:
        return None


def _here(url: str) -> bytes | None:
    """Fetch from a sandbox on this machine."""
    http = Http(checked_origin(url), timeout=SECONDS)
    try:
        answer = http.read("GET", urlsplit(url).path)
    except (NotSent, Lost):
        return None
    finally:
        http.close()
    return answer.body if answer.status == 200 else None
