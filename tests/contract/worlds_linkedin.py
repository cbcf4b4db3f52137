"""Accounts on the sandbox's LinkedIn: an organisation, and a person."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx

from smm_action.platformkit.base import Session
from smm_action.platforms.linkedin import PLATFORM
from smm_action.sandbox.store import Record
from tests.contract.fake_server import body_of
from tests.contract.sandboxed import SandboxedServer
from tests.contract.suite import World
from tests.entering import enter

TOKEN = "sandbox-acme-linkedin"
ORIGIN = "https://api.linkedin.com"
ORGANIZATION = "urn:li:organization:123"


class LinkedInServer(SandboxedServer):
    def obey(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/rest/organizationalEntityShareStatistics":
            self.like()  # LinkedIn leaves out what nobody did anything with
        return super().obey(request)

    def like(self) -> None:
        for post in self.store.records("linkedin", "post"):
            fan = Record(platform="linkedin", account="fan", collection="like", key=post.key, value={}, at=self.now)
            self.store.put(fan, [("like", f"urn:li:share:{post.key}")])

    def is_create(self, request: httpx.Request) -> bool:
        path = request.url.path
        return request.method == "POST" and (path == "/rest/posts" or path.endswith("/comments"))


class LinkedInWorld(World):
    name, origin, handle = "linkedin", ORIGIN, "acme"
    credentials: Mapping[str, str] = MappingProxyType({"TOKEN": TOKEN})
    secrets = (TOKEN,)
    server: LinkedInServer
    options: Mapping[str, Any] = MappingProxyType({"organization": 123})

    def open(self, **credentials: str) -> Any:
        held = credentials or self.credentials
        return enter(self.platform, self.http(), "acme-linkedin", self.origin, self.handle, held, self.options)

    def records(self) -> list[Record]:
        return sorted(self.server.store.records("linkedin", "post"), key=lambda record: record.key)

    def posts(self) -> list[dict[str, Any]]:
        return [
            {"text": record.value["text"], "alts": alts(record), "reply": record.value.get("object")}
            for record in self.records()
        ]

    def body(self) -> dict[str, Any]:
        """Return the body of the newest post."""
        made: dict[str, Any] = body_of([one for one in self.server.requests if one.url.path == "/rest/posts"][-1])
        return made


class PersonWorld(LinkedInWorld):
    options: Mapping[str, Any] = MappingProxyType({})


def alts(record: Record) -> list[str]:
    content = record.value.get("body", {}).get("content") or {}
    held = [content["media"]] if "media" in content else content.get("multiImage", {}).get("images", [])
    return [one.get("altText", "") for one in held]


def new_world(contracts: Path | None = None) -> LinkedInWorld:
    return LinkedInWorld(PLATFORM, LinkedInServer(contracts))


def new_person(contracts: Path | None = None) -> PersonWorld:
    return PersonWorld(PLATFORM, LinkedInServer(contracts))


def commented(world: LinkedInWorld, name: str, text: str, urn: str) -> None:
    """Let somebody else comment on a post."""
    http = world.http()
    fan = enter(PLATFORM, http, name, world.origin, name, {"TOKEN": f"sandbox-{name}"})
    assert isinstance(fan, Session)
    body = {"actor": fan.identity["author"], "object": urn, "message": {"text": text}}
    http.create("POST", f"/rest/socialActions/{urn}/comments", headers=call_headers(fan), json=body)


def call_headers(session: Session) -> dict[str, str]:
    return {"authorization": f"Bearer {session.token}", "linkedin-version": "202609"}
