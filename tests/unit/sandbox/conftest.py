"""A sandbox whose clock the test moves, and small clients for both platforms."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from PIL import Image

from smm_action.sandbox.server import Sandbox, running

CLIENT = httpx.Client(trust_env=False, timeout=10)
START = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
POST = "app.bsky.feed.post"
RKEY = "3kaaaaaaaaa2a"


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Mastodon:
    """One account's calls to the Mastodon side."""

    url: str
    account: str = "acme-mastodon"

    def __call__(self, method: str, path: str, **content: Any) -> httpx.Response:
        headers = {"authorization": f"Bearer sandbox-{self.account}", **content.pop("headers", {})}
        return CLIENT.request(method, self.url + path, headers=headers, **content)

    def post(self, text: str, **fields: Any) -> dict[str, Any]:
        answer = self("POST", "/api/v1/statuses", json={"status": text, **fields})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def upload(self, data: bytes, **fields: str) -> httpx.Response:
        return self("POST", "/api/v2/media", files={"file": ("a.png", data, "image/png")}, data=fields)


@dataclass
class Bluesky:
    """One account's calls to the Bluesky side."""

    url: str
    account: str = "acme-bluesky"
    handle: str = "acme.bsky.social"
    session: dict[str, Any] = field(default_factory=dict)

    def login(self) -> Bluesky:
        body = {"identifier": self.handle, "password": f"sandbox-{self.account}"}
        self.session = self("POST", "com.atproto.server.createSession", json=body).json()
        return self

    @property
    def did(self) -> str:
        return str(self.session["did"])

    def __call__(self, method: str, nsid: str, **content: Any) -> httpx.Response:
        token = content.pop("token", self.session.get("accessJwt"))
        headers = {**({"authorization": f"Bearer {token}"} if token else {}), **content.pop("headers", {})}
        return CLIENT.request(method, f"{self.url}/xrpc/{nsid}", headers=headers, **content)

    def put(self, record: dict[str, Any], rkey: str = RKEY, **more: Any) -> httpx.Response:
        full = {"$type": POST, "createdAt": "2026-12-01T08:00:00.000Z", **record}
        body = {"repo": self.did, "collection": POST, "rkey": rkey, "record": full, **more}
        return self("POST", "com.atproto.repo.putRecord", json=body)

    def create(self, collection: str, record: dict[str, Any]) -> dict[str, Any]:
        full = {"$type": collection, "createdAt": "2026-12-01T08:00:00.000Z", **record}
        body = {"repo": self.did, "collection": collection, "record": full}
        answer = self("POST", "com.atproto.repo.createRecord", json=body)
        assert answer.status_code == 200, answer.text
        return {"uri": answer.json()["uri"], "cid": answer.json()["cid"]}

    def upload(self, data: bytes) -> dict[str, Any]:
        answer = self("POST", "com.atproto.repo.uploadBlob", content=data, headers={"content-type": "image/png"})
        assert answer.status_code == 200, answer.text
        return answer.json()["blob"]


def png(width: int = 64, height: int = 48, colour: tuple[int, int, int] = (200, 30, 30)) -> bytes:
    """Return a picture."""
    data = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sandbox(clock: Clock) -> Iterator[Sandbox]:
    with running(now=clock) as started:
        yield started


@pytest.fixture
def mastodon(sandbox: Sandbox) -> Mastodon:
    return Mastodon(sandbox.url)


@pytest.fixture
def bluesky(sandbox: Sandbox) -> Bluesky:
    return Bluesky(sandbox.url).login()
