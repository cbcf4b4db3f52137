"""An account on the sandbox's Threads."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs

import httpx

from smm_action.platformkit.base import Session
from smm_action.platforms.threads import PLATFORM
from smm_action.sandbox.store import Record
from smm_action.sandbox.threads.site import POST, SITE
from tests.contract.media_host import MemoryHost
from tests.contract.sandboxed import SandboxedServer
from tests.contract.suite import World

ACCOUNT = "acme-threads"
TOKEN = f"sandbox-{ACCOUNT}"
ORIGIN = "https://graph.threads.net"
NUMBER = SITE.user_number(ACCOUNT)


def form(request: httpx.Request) -> dict[str, str]:
    """Return the fields of a form."""
    return {name: values[0] for name, values in parse_qs(request.content.decode(), keep_blank_values=True).items()}


class ThreadsServer(SandboxedServer):
    def is_create(self, request: httpx.Request) -> bool:
        return request.method == "POST" and request.url.path.endswith(("/threads_publish", "/repost"))


class ThreadsWorld(World):
    name, origin, handle = "threads", ORIGIN, "acme"
    credentials = MappingProxyType({"TOKEN": TOKEN})
    secrets = (TOKEN,)
    server: ThreadsServer

    def __init__(self, server: ThreadsServer) -> None:
        super().__init__(PLATFORM, server)
        self.host = MemoryHost()

    def session(self) -> Session:
        session = super().session()
        session.host = self.host
        return session

    def records(self) -> list[Record]:
        return sorted(self.server.store.records("threads", POST, ACCOUNT), key=lambda record: record.key)

    def posts(self) -> list[dict[str, Any]]:
        return [
            {
                "text": record.value["text"],
                "alts": [medium["alt"] for medium in record.value["media"]],
                "reply": record.value.get("reply_to") or None,
            }
            for record in self.records()
        ]

    def containers(self) -> list[dict[str, str]]:
        """Return the fields of each container that was asked for, oldest first."""
        return [form(one) for one in self.server.requests if one.method == "POST" and one.url.path.endswith("/threads")]

    def asked(self, end: str) -> list[httpx.Request]:
        return [one for one in self.server.requests if one.url.path.endswith(end)]


def new_world(contracts: Path | None = None) -> ThreadsWorld:
    return ThreadsWorld(ThreadsServer(contracts))
