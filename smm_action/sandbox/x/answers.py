"""X's words: problems (RFC 7807), and headers that tell of limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smm_action.sandbox.call import Refusal
from smm_action.sandbox.simulation import Window

PROBLEMS = "https://api.x.com/2/problems/"
BLANK = "about:blank"
USUAL = {
    400: "Bad Request",
    401: "Unauthorized",
    402: "Payment Required",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Payload Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


def error_body(status: int, message: str) -> dict[str, Any]:
    """Return the body of an error that X says nothing more of than its status."""
    title = USUAL.get(status, "Error")
    return {"title": title, "detail": message or title, "type": BLANK, "status": status}


def problem(status: int, kind: str, title: str, detail: str) -> Refusal:
    """Return a problem of one of X's types: ``invalid-request``."""
    return Refusal(status, {"title": title, "detail": detail, "type": PROBLEMS + kind})


def blank(status: int, detail: str) -> Refusal:
    """Return a problem of no type, such as the refusal of a duplicate (recorded 2026-02-12 by others)."""
    return Refusal(status, error_body(status, detail))


def invalid(detail: str, **parameters: str) -> Refusal:
    """Return the answer for a request that breaks a rule of the API."""
    errors = [{"parameters": {name: [value] for name, value in parameters.items()}, "message": detail}]
    whole = "One or more parameters to your request was invalid."
    body = {"errors": errors, "title": "Invalid Request", "detail": whole, "type": f"{PROBLEMS}invalid-request"}
    return Refusal(400, body)


def missing(identifier: str) -> dict[str, str]:
    """Return what stands under ``errors`` for a post that does not exist."""
    return {
        "value": identifier,
        "resource_id": identifier,
        "resource_type": "tweet",
        "parameter": "ids",
        "title": "Not Found Error",
        "detail": f"Could not find tweet with ids: [{identifier}].",
        "type": f"{PROBLEMS}resource-not-found",
    }


def not_found(identifier: str) -> Refusal:
    """Return the answer for a post that does not exist."""
    told = missing(identifier)
    return problem(404, "resource-not-found", told["title"], told["detail"])


def rates(window: Window) -> Mapping[str, str]:
    """Return the rate-limit headers: the reset is in seconds since 1970."""
    return {
        "x-rate-limit-limit": str(window.limit),
        "x-rate-limit-remaining": str(window.left),
        "x-rate-limit-reset": str(int(window.ends.timestamp())),
    }
