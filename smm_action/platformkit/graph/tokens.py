"""What a token may do and how long it lives."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from smm_action.core.clock import format_instant
from smm_action.platformkit.base import Inspection, Session
from smm_action.platformkit.graph.api import Graph

UNSAID = "Meta does not say what this token may do and how long it lives: look at it in the Access Token Debugger."


def inspect_token(graph: Graph, session: Session, needed: Iterable[str]) -> Inspection:
    """Return what ``/debug_token`` says of the session's own token; ``needed`` are the permissions it should have.

    The token to look at is a parameter, so the call is a POST with ``method=get``, which keeps it out of the address
    (https://developers.facebook.com/docs/graph-api/reference/debug_token, read 2026-11-24).
    """
    answer = graph.repeat(session, "POST", "/debug_token", data={"method": "get", "input_token": session.token})
    held = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(held, dict) or not isinstance(held.get("scopes"), list):
        return Inspection(said=(UNSAID,))
    scopes = frozenset(scope for scope in held["scopes"] if isinstance(scope, str))
    expires, data_access = _instant(held.get("expires_at")), _instant(held.get("data_access_expires_at"))
    session.scopes, session.expires = scopes, expires
    said = (
        (f"Meta stops giving data for this token on {data_access[:10]}: sign in to the app again before.",)
        if data_access
        else ()
    )
    return Inspection(missing_scopes=tuple(sorted(set(needed) - scopes)), expires=expires, said=said)


def _instant(seconds: Any) -> str | None:
    """Return a number of seconds since 1970 as an instant; 0 means never."""
    if not isinstance(seconds, int) or isinstance(seconds, bool) or seconds <= 0:
        return None
    try:
        return format_instant(datetime.fromtimestamp(seconds, UTC))
    except (ValueError, OverflowError, OSError):
        return None
