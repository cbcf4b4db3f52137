"""Graph API errors and instants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from smm_action.sandbox.call import Refusal

CODES = {400: 100, 401: 190, 403: 200, 404: 100, 429: 4, 500: 1, 503: 2}
"""Status → the code that goes with it (https://developers.facebook.com/docs/graph-api/guides/error-handling,
read 2026-11-24)."""
USUAL = {
    1: "An unknown error occurred",
    2: "Service temporarily unavailable",
    4: "(#4) Application request limit reached",
    100: "(#100) Invalid parameter",
    190: "Error validating access token: The session is invalid",
    200: "(#200) Permissions error",
}


def error_body(status: int, message: str) -> dict[str, Any]:
    """Return the JSON body of an error of that status."""
    code = CODES.get(status, 1 if status >= 500 else 100)
    return body(code, message or USUAL[code], transient=status in {429, 503})


def body(code: int, message: str, *, subcode: int | None = None, transient: bool = False) -> dict[str, Any]:
    """Return the JSON body of an error."""
    error = {"message": message, "type": "OAuthException", "code": code, "is_transient": transient}
    return {"error": {**error, **({"error_subcode": subcode} if subcode else {}), "fbtrace_id": "Asandbox"}}


def invalid(message: str, *, code: int = 100, subcode: int | None = None, status: int = 400) -> Refusal:
    """Return the answer for a request that breaks a rule."""
    return Refusal(status, body(code, message, subcode=subcode))


def missing(number: str) -> Refusal:
    """Return the answer for an object that does not exist, or that the token may not see."""
    return invalid(f"Unsupported request. Object with ID '{number}' does not exist", subcode=33)


def nobody() -> Refusal:
    """Return the answer to a call without a token that is known."""
    return Refusal(401, error_body(401, ""))


def written(at: datetime) -> str:
    """Return an instant as Meta writes it: ``2026-12-01T08:00:00+0000``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def listed(items: list[Any], limit: int, after: str, key: str = "id") -> Mapping[str, Any]:
    """Return one page of an edge: ``items`` are all of it, ``after`` is the cursor that the page begins behind."""
    begin = next((at + 1 for at, item in enumerate(items) if item[key] == after), 0) if after else 0
    page = items[begin : begin + limit]
    if not page:
        return {"data": []}
    cursors = {"before": page[0][key], "after": page[-1][key]}
    more = {"next": "https://graph.invalid/next"} if begin + limit < len(items) else {}
    return {"data": page, "paging": {"cursors": cursors, **more}}
