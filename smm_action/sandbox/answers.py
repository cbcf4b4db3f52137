"""Answers as bytes, and error answers in the words of each platform."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Literal

from smm_action.model.post import EMPTY
from smm_action.sandbox.call import Refusal, Reply
from smm_action.sandbox.faults import Error, Garbling

Dialect = Literal["mastodon", "bluesky", "page"]
JSON = "application/json; charset=utf-8"
PROXY_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1><hr>nginx</body></html>"

MASTODON_ERRORS = {
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
BLUESKY_ERRORS = {
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes over the wire."""

    status: int
    body: bytes = field(default=b"", repr=False)
    mime: str = JSON
    headers: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    drop: Literal["reset", "half"] | None = None
    """``reset``: no answer, the connection is reset; ``half``: it ends in the middle of the body."""

    def with_headers(self, *more: Mapping[str, str]) -> Answer:
        """Return the answer with further headers; its own win."""
        merged: dict[str, str] = {}
        for headers in (*more, self.headers):
            merged |= headers
        return replace(self, headers=merged)


def dialect(path: str) -> Dialect:
    """Return whose words an error under ``path`` is told in."""
    if path.startswith("/xrpc/"):
        return "bluesky"
    return "mastodon" if path.startswith(("/api/", "/oauth/")) else "page"


def done(reply: Reply) -> Answer:
    """Return the answer of a handler."""
    body = json.dumps(reply.json, ensure_ascii=False).encode() if reply.content is None else reply.content
    return Answer(status=reply.status, body=body, mime=reply.mime, headers=reply.headers)


def refused(refusal: Refusal) -> Answer:
    """Return the answer of a refusal."""
    body = json.dumps(refusal.body, ensure_ascii=False).encode()
    return Answer(status=refusal.status, body=body, headers=refusal.headers)


def error(words: Dialect, fault: Error) -> Answer:
    """Return the platform's own answer of that status."""
    headers = {"retry-after": str(fault.retry_after)} if fault.retry_after is not None else {}
    return refused(Refusal(fault.status, error_body(words, fault.status), headers))


def error_body(words: Dialect, status: int, message: str = "") -> dict[str, Any]:
    """Return the JSON body of an error."""
    if words == "bluesky":
        name, usual = BLUESKY_ERRORS.get(status, ("InternalServerError", "Internal Server Error"))
        return {"error": name, "message": message or usual}
    return {"error": message or MASTODON_ERRORS.get(status, "This action could not be completed")}


def nowhere(words: Dialect) -> Answer:
    """Return the answer for a path that the sandbox does not know."""
    if words == "bluesky":
        return error(words, Error(501))
    if words == "mastodon":
        return error(words, Error(404))
    return Answer(status=404, body=b"<h1>Not found</h1>", mime="text/html; charset=utf-8")


def garbled(answer: Answer, how: Garbling) -> Answer:
    """Return a whole 200 answer whose body makes no sense."""
    match how:
        case "truncated":
            return replace(answer, status=200, body=answer.body[: len(answer.body) // 2])
        case "malformed":
            return replace(answer, status=200, body=PROXY_PAGE, mime="text/html")
        case "empty":
            return replace(answer, status=200, body=b"")
        case "error":
            body = {"error": "InternalServerError", "message": "Something went wrong", "status": 500}
            return replace(answer, status=200, body=json.dumps(body).encode())


def date(now: datetime) -> dict[str, str]:
    """Return the Date header of the sandbox's clock."""
    return {"date": format_datetime(now.astimezone(UTC), usegmt=True)}
