"""An account on the sandbox's X, signed in by OAuth 1.0a, or by OAuth 2."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

import httpx

from smm_action.platforms.x import PLATFORM
from smm_action.sandbox.store import Record
from tests.contract.fake_server import answered, body_of
from tests.contract.sandboxed import SandboxedServer
from tests.contract.suite import World

ORIGIN = "https://api.x.com"
TOKEN = "sandbox-acme-x"
THEIRS = "https://x.com/bob/status/1228393702244134912"
OAUTH1 = MappingProxyType(
    {"API_KEY": "key-1f0c", "API_SECRET": "hush-77ab", "ACCESS_TOKEN": TOKEN, "ACCESS_SECRET": "hush-93cd"}
)
OAUTH2 = MappingProxyType({"CLIENT_ID": "client-4e", "REFRESH_TOKEN": TOKEN, "USER_TOKEN": TOKEN})


class XServer(SandboxedServer):
    """Takes one spelling of field parameters alone when ``spelling`` says so, as X itself does."""

    spelling: str | None = None

    def is_create(self, request: httpx.Request) -> bool:
        path = request.url.path
        return request.method == "POST" and (path == "/2/tweets" or path.endswith("/retweets"))

    def obey(self, request: httpx.Request) -> httpx.Response:
        other = {"tweet": "post.fields", "post": "tweet.fields"}.get(self.spelling or "")
        if other is not None and other in request.url.params:
            refused = answered(
                400, {"type": "https://api.x.com/2/problems/invalid-request", "title": "Invalid Request"}
            )
            assert refused.answer is not None
            return refused.answer
        return super().obey(request)


class XWorld(World):
    name, origin, handle = "x", ORIGIN, "acme"
    credentials: Mapping[str, str] = OAUTH1
    secrets = (TOKEN, "key-1f0c", "hush-77ab", "hush-93cd")
    server: XServer

    def records(self) -> list[Record]:
        return sorted(self.server.store.records("x", "post"), key=lambda record: record.key)

    def posts(self) -> list[dict[str, Any]]:
        return [
            {"text": one.value["text"], "alts": self.alts(one), "reply": one.value.get("reply_to")}
            for one in self.records()
        ]

    def alts(self, record: Record) -> list[str]:
        blobs = [self.server.store.blob("x", key) for key in record.value.get("media_ids", ())]
        return [blob.meta.get("alt", "") for blob in blobs if blob is not None]

    def bodies(self) -> list[dict[str, Any]]:
        return [body_of(one) for one in self.server.requests if self.server.is_create(one)]

    def asked(self, path: str, method: str = "GET") -> list[httpx.Request]:
        return [one for one in self.server.requests if one.url.path == path and one.method == method]

    def somebody_posts(self, text: str, **value: Any) -> str:
        """Return the id of a post by another account."""
        from smm_action.sandbox.store import Resident

        self.server.store.settle(Resident(platform="x", name="bob", handle="bob", at=self.server.now))
        key = str(1228393702244134912 + len(self.server.store.records("x", "post", "bob")))
        held = {"text": text, **value}
        links: list[Any] = [("reply", value["reply_to"])] if "reply_to" in value else []
        self.server.store.put(
            Record(platform="x", account="bob", collection="post", key=key, value=held, at=self.server.now), links
        )
        return key


class OAuth2World(XWorld):
    credentials = OAUTH2
    secrets = (TOKEN,)


def new_world(contracts: Path | None = None) -> XWorld:
    return XWorld(PLATFORM, XServer(contracts))


def new_oauth2_world() -> OAuth2World:
    return OAuth2World(PLATFORM, XServer())


def signature_of(request: httpx.Request) -> tuple[str, str]:
    """Return the signature in a request, and the one that its method, address and query have by RFC 5849.

    Written from https://docs.x.com/fundamentals/authentication/oauth-1-0a/creating-a-signature, without the library.
    """
    header = request.headers["authorization"]
    given = {name: unquote(value) for name, value in re.findall(r'(oauth_\w+)="([^"]*)"', header)}
    signature = given.pop("oauth_signature")
    pairs = [*given.items(), *parse_qsl(request.url.query.decode(), keep_blank_values=True)]

    def escaped(text: str) -> str:
        return quote(text, safe="~-._")

    listed = "&".join(f"{escaped(name)}={escaped(value)}" for name, value in sorted(pairs))
    address = f"{request.url.scheme}://{request.url.host}{request.url.path}"
    base = "&".join((request.method, escaped(address), escaped(listed)))
    key = f"{escaped(OAUTH1['API_SECRET'])}&{escaped(OAUTH1['ACCESS_SECRET'])}"
    made = hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()
    return signature, base64.b64encode(made).decode()
