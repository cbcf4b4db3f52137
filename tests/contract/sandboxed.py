"""The sandbox in the test's own process: one server, one truth, and no socket."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from smm_action.sandbox.app import App, create_app
from smm_action.sandbox.contract import Contract
from smm_action.sandbox.faults import Scenario
from smm_action.sandbox.store import Store
from tests.contract.fake_server import FakeServer

NOW = datetime(2026, 12, 1, 8, 0, 30, tzinfo=UTC)


class SandboxedServer(FakeServer):
    """Obeys by asking the sandbox; ``now`` may be moved, ``scenario`` changed."""

    def __init__(self, contracts: Path | None = None) -> None:
        super().__init__()
        self.now = NOW
        self.store = Store()
        contract = Contract.read(contracts) if contracts else None
        self.app: App = create_app(self.store, now=lambda: self.now, contract=contract)

    def strike(self, faults: str) -> None:
        self.app.scenario = Scenario(faults)

    def violations(self) -> list[str]:
        return [f"{call.operation}: {one}" for call in self.store.calls() for one in call.violations]

    def obey(self, request: httpx.Request) -> httpx.Response:
        return asyncio.run(self._asked(request))

    async def _asked(self, request: httpx.Request) -> httpx.Response:
        sent: list[MutableMapping[str, Any]] = []
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": request.method,
            "scheme": request.url.scheme,
            "path": request.url.path,
            "raw_path": request.url.raw_path,
            "root_path": "",
            "query_string": request.url.query,
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "server": (request.url.host, request.url.port or 443),
            "client": ("127.0.0.1", 1),
        }

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": request.content, "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        return httpx.Response(sent[0]["status"], headers=sent[0]["headers"], content=sent[1]["body"])
