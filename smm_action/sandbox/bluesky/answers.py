"""A PDS's words: errors, and headers that tell of limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smm_action.sandbox.simulation import Window

USUAL = {
    400: ("InvalidRequest", "Invalid request"),
    401: ("AuthenticationRequired", "Authentication Required"),
    403: ("Forbidden", "Forbidden"),
    404: ("XRPCNotSupported", "XRPCNotSupported"),
    413: ("PayloadTooLarge", "request entity too large"),
    429: ("RateLimitExceeded", "Rate Limit Exceeded"),
    500: ("InternalServerError", "Internal Server Error"),
    501: ("MethodNotImplemented", "Method Not Implemented"),
    502: ("UpstreamFailure", "Upstream Failure"),
    503: ("NotEnoughResources", "Not Enough Resources"),
}


def error_body(status: int, message: str) -> dict[str, Any]:
    """Return the JSON body of an error."""
    name, usual = USUAL.get(status, ("InternalServerError", "Internal Server Error"))
    return {"error": name, "message": message or usual}


def rates(window: Window) -> Mapping[str, str]:
    """Return the rate-limit headers: the reset is in seconds since 1970."""
    return {
        "ratelimit-limit": str(window.limit),
        "ratelimit-remaining": str(window.left),
        "ratelimit-reset": str(int(window.ends.timestamp())),
        "ratelimit-policy": f"{window.limit};w={window.seconds}",
    }
