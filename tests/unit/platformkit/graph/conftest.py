"""A Graph API that answers what a test puts in, and keeps what it was asked."""

from __future__ import annotations

from collections import deque
from typing import Any

import httpx
import pytest

from smm_action.core.http import Http
from smm_action.platformkit.base import Session
from smm_action.platformkit.graph import Graph
from smm_action.platformkit.graph.errors import read_graph_errors

TOKEN = "EAAB-secret"
DATE = "Tue, 01 Dec 2026 08:00:00 GMT"


class Scripted(httpx.BaseTransport):
    """Answers in order: ``(status, body)`` or ``(status, body, headers)``, or an exception."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.script: deque[Any] = deque()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        held = self.script.popleft()
        if isinstance(held, type):
            raise held("gone", request=request)
        status, body, *more = held
        headers = {"date": DATE, **(more[0] if more else {})}
        return (
            httpx.Response(status, html=body, headers=headers)
            if isinstance(body, str)
            else _json(status, body, headers)
        )


def _json(status: int, body: Any, headers: dict[str, str]) -> httpx.Response:
    return httpx.Response(status, json=body, headers=headers)


@pytest.fixture
def server() -> Scripted:
    return Scripted()


@pytest.fixture
def session(server: Scripted) -> Session:
    http = Http("https://graph.facebook.com", transport=server, sleep=lambda seconds: None)
    return Session(http=http, account="acme", server="https://graph.facebook.com", handle="acme", token=TOKEN)


@pytest.fixture
def graph() -> Graph:
    return Graph(version="v26.0", errors=read_graph_errors("smm_action.platformkit.graph"))
