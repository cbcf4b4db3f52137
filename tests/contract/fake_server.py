"""A server in the test's own process: records every request, obeys it, and answers as the test wants."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

DATE = "Tue, 01 Dec 2026 08:00:30 GMT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens to one create call."""

    obeyed: bool
    answer: httpx.Response | None = None
    error: Callable[[httpx.Request], Exception] | None = None


LOST = Fault(obeyed=True, error=lambda request: httpx.ReadError("connection reset", request=request))
UNREACHED = Fault(obeyed=False, error=lambda request: httpx.ConnectError("refused", request=request))


def answered(status: int, body: Any = None, *, obeyed: bool = False, headers: dict[str, str] | None = None) -> Fault:
    """Return a fault that answers ``status``; a str body is sent as HTML."""
    given = {"date": DATE, **(headers or {})}
    if isinstance(body, str):
        return Fault(obeyed=obeyed, answer=httpx.Response(status, html=body, headers=given))
    if body is None:
        return Fault(obeyed=obeyed, answer=httpx.Response(status, headers=given))
    return Fault(obeyed=obeyed, answer=httpx.Response(status, json=body, headers=given))


class FakeServer(httpx.BaseTransport):
    """Base of the fakes. ``faults`` are taken by the next create calls, in order."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.answers: list[tuple[httpx.Request, httpx.Response]] = []
        self.faults: deque[Fault] = deque()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        fault = self.faults.popleft() if self.faults and self.is_create(request) else None
        if fault is None:
            response = self.obey(request)
            response.headers["date"] = DATE
            self.answers.append((request, response))
            return response
        if fault.obeyed:
            self.obey(request)
        if fault.error is not None:
            raise fault.error(request)
        assert fault.answer is not None
        return fault.answer

    def is_create(self, request: httpx.Request) -> bool:
        raise NotImplementedError

    def obey(self, request: httpx.Request) -> httpx.Response:
        raise NotImplementedError


def body_of(request: httpx.Request) -> Any:
    return json.loads(request.content)


def form_of(request: httpx.Request) -> dict[str, tuple[str, bytes]]:
    """Return the parts of a multipart body: name → (content type or "", bytes)."""
    boundary = request.headers["content-type"].partition("boundary=")[2].encode()
    found: dict[str, tuple[str, bytes]] = {}
    for piece in request.content.split(b"--" + boundary)[1:-1]:
        head, _, data = piece.strip(b"\r\n").partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        lowered = {name.lower(): value for name, value in headers.items()}
        name = lowered["content-disposition"].partition('name="')[2].partition('"')[0]
        found[name] = (lowered.get("content-type", ""), data)
    return found
