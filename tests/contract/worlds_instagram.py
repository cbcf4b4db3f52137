"""An account on the sandbox's Instagram, by either of its two doors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx

from smm_action.model.payload import Sealed
from smm_action.platformkit.base import Session
from smm_action.platforms.instagram import PLATFORM
from smm_action.sandbox.instagram.site import MEDIA, SITE
from smm_action.sandbox.store import Record
from tests.contract.media_host import MemoryHost
from tests.contract.payloads import medium
from tests.contract.sandboxed import SandboxedServer
from tests.contract.suite import World
from tests.contract.worlds_threads import form

ACCOUNT = "acme-instagram"
TOKEN = f"sandbox-{ACCOUNT}"
ORIGIN, DOOR = "https://graph.facebook.com", "https://graph.instagram.com"
NUMBER = SITE.user_number(ACCOUNT)
OURS = "A picture of this world's own"
"""Alt text of the picture that is added to a payload without any: Instagram takes none such."""


class InstagramServer(SandboxedServer):
    """One server for both doors. ``/me`` is the Page's on one and the account's on the other."""

    def is_create(self, request: httpx.Request) -> bool:
        return request.method == "POST" and request.url.path.endswith(("/media_publish", "/comments"))

    def obey(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "graph.instagram.com" and request.url.path == "/v26.0/me":
            request = httpx.Request(
                "GET", request.url.copy_with(path=f"/v26.0/{NUMBER}"), headers=request.headers.raw, content=b""
            )
        return super().obey(request)


class InstagramWorld(World):
    name, origin, handle = "instagram", ORIGIN, "acmeinstagram"
    credentials: Mapping[str, str] = MappingProxyType({"TOKEN": TOKEN})
    secrets = (TOKEN,)
    server: InstagramServer

    def __init__(self, server: InstagramServer) -> None:
        super().__init__(PLATFORM, server)
        self.host = MemoryHost()

    def session(self) -> Session:
        session = super().session()
        session.host = self.host
        return session

    def seal(self, *texts: str, **fields: Any) -> Sealed:
        return self.pictured(super().seal(*texts, **fields))

    def pictured(self, sealed: Sealed) -> Sealed:
        """Return a delivery as Instagram takes it: with a picture, which lint asks for."""
        parts = sealed.payload.parts
        if not parts or parts[0].media:
            return sealed
        first = replace(parts[0], media=(medium(alt=OURS),))
        return replace(sealed, payload=replace(sealed.payload, parts=(first, *parts[1:])))

    def send(self, session: Session, sealed: Sealed, *more: Any, **named: Any) -> Any:
        return super().send(session, self.pictured(sealed), *more, **named)

    def records(self) -> list[Record]:
        return sorted(self.server.store.records("instagram", MEDIA, ACCOUNT), key=lambda record: record.key)

    def posts(self) -> list[dict[str, Any]]:
        return [
            {
                "text": record.value["text"],
                "alts": [one["alt"] for one in record.value["media"] if one["alt"] != OURS],
                "reply": record.value.get("reply_to") or None,
            }
            for record in self.records()
        ]

    def containers(self) -> list[dict[str, str]]:
        """Return the fields of each container that was asked for, oldest first."""
        return [form(one) for one in self.server.requests if one.method == "POST" and one.url.path.endswith("/media")]

    def asked(self, end: str) -> list[httpx.Request]:
        return [one for one in self.server.requests if one.url.path.endswith(end)]


class LoginWorld(InstagramWorld):
    """Without a Facebook Page."""

    credentials: Mapping[str, str] = MappingProxyType({"LOGIN_TOKEN": TOKEN})


def new_world(contracts: Path | None = None) -> InstagramWorld:
    return InstagramWorld(InstagramServer(contracts))


def new_login(contracts: Path | None = None) -> LoginWorld:
    return LoginWorld(InstagramServer(contracts))
