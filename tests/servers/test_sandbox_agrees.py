"""The sandbox answers as the real Bluesky network does: status, error, message and the names in the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from smm_action.sandbox.server import Sandbox, running
from tests.servers.bluesky import POST, BlueskyNetwork
from tests.servers.deliveries import picture

pytestmark = [pytest.mark.servers, pytest.mark.timeout(240)]
KEYS = [f"3kaaaaaaaaa2{letter}" for letter in "abcdefgh"]
MORE = frozenset({"didDoc", "email", "emailConfirmed", "emailAuthFactor", "viewer", "threadgate"})
"""Names that only one of the two tells and no client of ours reads."""
UNKNOWN_BLOB = {
    "$type": "blob",
    "ref": {"$link": "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"},
    "mimeType": "image/png",
    "size": 5,
}


@dataclass
class Side:
    """One server with one account signed in."""

    url: str
    handle: str
    password: str
    token: str = ""
    did: str = ""

    def __call__(self, method: str, nsid: str, token: str | None = None, **content: Any) -> httpx.Response:
        bearer = self.token if token is None else token
        headers = {**({"authorization": f"Bearer {bearer}"} if bearer else {}), **content.pop("headers", {})}
        return httpx.request(method, f"{self.url}/xrpc/{nsid}", headers=headers, timeout=30, **content)

    def login(self) -> httpx.Response:
        body = {"identifier": self.handle, "password": self.password}
        answer = self("POST", "com.atproto.server.createSession", "", json=body)
        self.token, self.did = answer.json()["accessJwt"], answer.json()["did"]
        return answer

    def write(self, how: str, key: str, record: dict[str, Any], **more: Any) -> httpx.Response:
        full = {"$type": POST, "createdAt": "2026-11-24T10:00:00.000Z", **record}
        body = {"repo": self.did, "collection": POST, "rkey": key, "record": full, **more}
        return self("POST", f"com.atproto.repo.{how}", json={k: v for k, v in body.items() if v != "left out"})


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with running() as started:
        yield started


@pytest.fixture(scope="module")
def sides(bluesky_network: BlueskyNetwork, sandbox: Sandbox) -> tuple[Side, Side]:
    who = bluesky_network.new_account()
    real = Side(bluesky_network.pds, who.handle, who.app_password)
    ours = Side(sandbox.url, who.handle, "sandbox-acme")
    for side in (real, ours):
        side.login()
    return real, ours


Ask = Callable[[Side], httpx.Response]


def image(blob: dict[str, Any], count: int = 1) -> dict[str, Any]:
    return {"text": "x", "embed": {"$type": "app.bsky.embed.images", "images": [{"alt": "a", "image": blob}] * count}}


def blob(side: Side) -> dict[str, Any]:
    headers = {"content-type": "image/png"}
    return side("POST", "com.atproto.repo.uploadBlob", content=picture("red"), headers=headers).json()["blob"]


def deleted(side: Side, key: str) -> httpx.Response:
    body = {"repo": side.did, "collection": POST, "rkey": key}
    return side("POST", "com.atproto.repo.deleteRecord", json=body)


def got(side: Side, key: str) -> httpx.Response:
    return side("GET", "com.atproto.repo.getRecord", params={"repo": side.did, "collection": POST, "rkey": key})


CALLS: list[tuple[str, Ask]] = [
    ("sign in", lambda side: side.login()),
    (
        "a wrong password",
        lambda side: side(
            "POST", "com.atproto.server.createSession", "", json={"identifier": side.handle, "password": "wrong"}
        ),
    ),
    ("whose token", lambda side: side("GET", "com.atproto.server.getSession")),
    ("no token", lambda side: side("GET", "com.atproto.server.getSession", "")),
    ("a bogus token", lambda side: side("GET", "com.atproto.server.getSession", "eyJhbGciOiJIUzI1NiJ9.e30.x")),
    ("put", lambda side: side.write("putRecord", KEYS[0], {"text": "one"}, swapRecord=None)),
    ("put the same", lambda side: side.write("putRecord", KEYS[0], {"text": "one"}, swapRecord=None)),
    ("put the same openly", lambda side: side.write("putRecord", KEYS[0], {"text": "one"})),
    ("put another", lambda side: side.write("putRecord", KEYS[0], {"text": "two"}, swapRecord=None)),
    ("replace", lambda side: side.write("putRecord", KEYS[0], {"text": "three"})),
    ("create on a taken key", lambda side: side.write("createRecord", KEYS[0], {"text": "x"})),
    ("create", lambda side: side.write("createRecord", KEYS[1], {"text": "x"})),
    ("create without a key", lambda side: side.write("createRecord", "left out", {"text": "x"})),
    ("a long text", lambda side: side.write("putRecord", KEYS[2], {"text": "x" * 301})),
    ("many bytes", lambda side: side.write("putRecord", KEYS[2], {"text": "👨‍👩‍👧‍👧" * 121})),
    ("no text", lambda side: side.write("putRecord", KEYS[2], {})),
    ("a bad time", lambda side: side.write("putRecord", KEYS[2], {"text": "x", "createdAt": "2026-11-24 10:00"})),
    ("four languages", lambda side: side.write("putRecord", KEYS[2], {"text": "x", "langs": ["en", "de", "fr", "it"]})),
    ("a bad key", lambda side: side.write("putRecord", "my-post-2026", {"text": "x"})),
    ("the wrong type", lambda side: side.write("putRecord", KEYS[2], {"text": "x", "$type": "app.bsky.feed.like"})),
    ("no such blob", lambda side: side.write("putRecord", KEYS[2], image(UNKNOWN_BLOB))),
    ("an image", lambda side: side.write("putRecord", KEYS[3], image(blob(side)))),
    ("five images", lambda side: side.write("putRecord", KEYS[4], image(blob(side), 5))),
    ("read", lambda side: got(side, KEYS[0])),
    ("read nothing", lambda side: got(side, KEYS[7])),
    (
        "list",
        lambda side: side(
            "GET", "com.atproto.repo.listRecords", params={"repo": side.did, "collection": POST, "limit": 2}
        ),
    ),
    ("delete", lambda side: deleted(side, KEYS[0])),
    ("delete again", lambda side: deleted(side, KEYS[0])),
    (
        "resolve",
        lambda side: side("GET", "com.atproto.identity.resolveHandle", params={"handle": side.handle}),
    ),
    (
        "resolve nobody",
        lambda side: side("GET", "com.atproto.identity.resolveHandle", params={"handle": "nobody.invalid"}),
    ),
    ("no such method", lambda side: side("GET", "com.atproto.repo.noSuchMethod")),
]


def told(answer: httpx.Response, side: Side) -> dict[str, Any]:
    body = answer.json()
    if "error" in body:
        message = str(body.get("message", "")).replace(side.did, "DID")
        return {"status": answer.status_code, "error": body["error"], "message": message}
    return {"status": answer.status_code, "names": sorted(set(names(body)) - MORE)}


def names(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name not in MORE:
                yield f"{path}.{name}"
                yield from names(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from names(inner, f"{path}[]")


@pytest.mark.xdist_group("agrees")
@pytest.mark.parametrize(("what", "ask"), CALLS, ids=[what for what, _ in CALLS])
def test_both_answer_alike(sides: tuple[Side, Side], what: str, ask: Ask) -> None:
    real, ours = (told(ask(side), side) for side in sides)
    if "Record was at" in real.get("message", ""):  # the CIDs agree as well: the records are the same
        assert ours["message"] == real["message"]
    assert ours == real
