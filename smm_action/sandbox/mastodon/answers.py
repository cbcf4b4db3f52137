"""Mastodon's words: errors, and headers that tell of limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smm_action.sandbox.answers import instant
from smm_action.sandbox.simulation import Window

USUAL = {
    400: "Bad request",
    401: "The access token is invalid",
    403: "This action is outside the authorized scopes",
    404: "Record not found",
    410: "Gone",
    413: "Request Entity Too Large",
    422: "Validation failed: Text can't be blank",
    429: "Too many requests",
    500: "An unexpected error occurred",
    503: "Remote data could not be fetched",
}


def error_body(status: int, message: str) -> dict[str, Any]:
    """Return the JSON body of an error."""
    return {"error": message or USUAL.get(status, "This action could not be completed")}


def rates(window: Window) -> Mapping[str, str]:
    """Return the rate-limit headers: the reset is an instant."""
    return {
        "x-ratelimit-limit": str(window.limit),
        "x-ratelimit-remaining": str(window.left),
        "x-ratelimit-reset": instant(window.ends),
    }
