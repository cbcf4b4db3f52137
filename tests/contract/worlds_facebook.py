"""A Page on the sandbox's Facebook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx

from smm_action.platforms.facebook import PLATFORM
from smm_action.sandbox.facebook.answers import page_number
from smm_action.sandbox.store import Record
from tests.contract.fake_server import form_of
from tests.contract.sandboxed import SandboxedServer
from tests.contract.suite import World

TOKEN = "sandbox-acme-facebook"
ORIGIN = "https://graph.facebook.com"
PAGE = page_number("acme-facebook")


class FacebookServer(SandboxedServer):
    def is_create(self, request: httpx.Request) -> bool:
        path = request.url.path
        made = path.endswith(("/feed", "/comments")) or b"upload_phase=finish" in request.content
        return request.method == "POST" and made

    def asked(self, ending: str) -> list[httpx.Request]:
        """Return the POSTs to paths that end so, oldest first."""
        return [one for one in self.requests if one.method == "POST" and one.url.path.endswith(ending)]


class FacebookWorld(World):
    name, origin, handle = "facebook", ORIGIN, "acme"
    credentials: Mapping[str, str] = MappingProxyType({"TOKEN": TOKEN})
    secrets = (TOKEN,)
    server: FacebookServer

    def records(self) -> list[Record]:
        return sorted(self.server.store.records("facebook", "post"), key=lambda record: record.key[-18:])

    def posts(self) -> list[dict[str, Any]]:
        return [
            {"text": one.value["text"], "alts": self.alts(one), "reply": one.value.get("on")} for one in self.records()
        ]

    def alts(self, record: Record) -> list[str]:
        photos = [self.server.store.blob("facebook", number) for number in record.value.get("photos") or ()]
        return [str(photo.meta["alt"]) for photo in photos if photo is not None]


def new_world(contracts: Path | None = None) -> FacebookWorld:
    return FacebookWorld(PLATFORM, FacebookServer(contracts))


def fields_of(request: httpx.Request) -> dict[str, str]:
    """Return the fields of a form, whichever way it is encoded, without its files."""
    if request.headers["content-type"].startswith("multipart/"):
        return {name: data.decode() for name, (mime, data) in form_of(request).items() if not mime}
    return dict(httpx.QueryParams(request.content.decode()))
