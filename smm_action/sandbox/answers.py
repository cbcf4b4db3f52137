"""Answers as bytes, and error answers in the words of each platform."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Literal

from smm_action.model.post import EMPTY
from smm_action.sandbox.call import Refusal, Reply
from smm_action.sandbox.faults import Error, Garbling

if TYPE_CHECKING:
    from smm_action.sandbox.simulation import Simulation

JSON = "application/json; charset=utf-8"
PROXY_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1><hr>nginx</body></html>"


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


def done(reply: Reply) -> Answer:
    """Return the answer of a handler."""
    body = json.dumps(reply.json, ensure_ascii=False).encode() if reply.content is None else reply.content
    return Answer(status=reply.status, body=body, mime=reply.mime, headers=reply.headers)


def refused(refusal: Refusal) -> Answer:
    """Return the answer of a refusal."""
    body = json.dumps(refusal.body, ensure_ascii=False).encode()
    return Answer(status=refusal.status, body=body, headers=refusal.headers)


def error(words: Simulation | None, fault: Error) -> Answer:
    """Return the platform's own answer of that status."""
    headers = {"retry-after": str(fault.retry_after)} if fault.retry_after is not None else {}
    return refused(Refusal(fault.status, error_body(words, fault.status), headers))


def error_body(words: Simulation | None, status: int, message: str = "") -> dict[str, Any]:
    """Return the JSON body of an error in a platform's words; None: of a page."""
    return {"error": message or "Not found"} if words is None else words.error_body(status, message)


def nowhere(words: Simulation | None) -> Answer:
    """Return the answer for a path that the sandbox does not know."""
    if words is None:
        return Answer(status=404, body=b"<h1>Not found</h1>", mime="text/html; charset=utf-8")
    return error(words, Error(words.nowhere))


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


def instant(at: datetime) -> str:
    """Return an instant as Mastodon and Bluesky write it: milliseconds and Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
