"""With the contracts at hand, a request that breaks one is answered 400 and kept in the log."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from smm_action.sandbox.server import Sandbox, running
from tests.shared import shared
from tests.unit.sandbox.conftest import POST, Bluesky, Mastodon, png

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def strict() -> Iterator[Sandbox]:
    with running(contracts=shared("contracts")) as started:
        yield started


def test_what_clients_really_send_is_fine(strict: Sandbox) -> None:
    mastodon, bluesky = Mastodon(strict.url), Bluesky(strict.url).login()
    media = mastodon.upload(png(), description="red", focus="0.1,0.2").json()
    made = mastodon.post("x", media_ids=[media["id"]], language="en", visibility="unlisted", spoiler_text="cw")
    poll = {"options": ["a", "b"], "expires_in": 3600, "multiple": False}
    mastodon.post("y", in_reply_to_id=made["id"], poll=poll)
    assert mastodon("POST", "/api/v1/statuses", data={"status": "form", "sensitive": "true"}).status_code == 200
    image = {"alt": "red", "image": bluesky.upload(png()), "aspectRatio": {"width": 64, "height": 48}}
    made = bluesky.put({"text": "x", "embed": {"$type": "app.bsky.embed.images", "images": [image]}}, swapRecord=None)
    assert made.status_code == 200
    uris = [made.json()["uri"]] * 2
    assert bluesky("GET", "app.bsky.feed.getPosts", params={"uris": uris}).status_code == 200
    assert not any(call.violations for call in strict.store.calls())


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"status": "x", "visiblity": "public"}, "body/visiblity: no such field"),
        ({"status": 5}, "5 is not"),
        ({"status": "x", "visibility": "secret"}, "secret"),
    ],
)
def test_a_mastodon_request_that_breaks_the_contract_is_400(
    strict: Sandbox, body: dict[str, object], words: str
) -> None:
    answer = Mastodon(strict.url, "breaker")("POST", "/api/v1/statuses", json=body)
    assert answer.status_code == 400
    assert words in answer.json()["error"]
    assert strict.store.calls()[-1].violations


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"rkey": "not a key"}, "Invalid record key"),
        ({"swapRecord": 5}, "Expected string value type (got integer) at $.swapRecord"),
        ({"record": {"$type": POST, "text": "x"}}, 'Missing required key "createdAt"'),
    ],
)
def test_a_bluesky_request_that_breaks_a_lexicon_is_400(strict: Sandbox, more: dict[str, object], words: str) -> None:
    client = Bluesky(strict.url, "breaker", "breaker.test").login()
    record = {"$type": POST, "text": "x", "createdAt": "2026-12-01T08:00:00Z"}
    body = {"repo": client.did, "collection": POST, "rkey": "3kaaaaaaaaa2a", "record": record, **more}
    answer = client("POST", "com.atproto.repo.putRecord", json=body)
    assert answer.status_code == 400
    assert words in answer.json()["message"]
    assert strict.store.calls()[-1].violations


def test_a_parameter_out_of_range_is_400(strict: Sandbox) -> None:
    client = Bluesky(strict.url, "breaker", "breaker.test").login()
    asked = {"repo": client.did, "collection": POST, "limit": 500}
    assert client("GET", "com.atproto.repo.listRecords", params=asked).status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "content", "told"),
    [
        ("POST", "/2/tweets", {"json": {"text": "x", "colour": "red"}}, "body/colour: no such field"),
        ("POST", "/2/tweets", {"json": {"text": 5}}, "body/text: 5 is not"),
        (
            "POST",
            "/2/tweets",
            {"data": {"text": "x"}},
            "body: application/x-www-form-urlencoded is none of application/json",
        ),
        ("GET", "/2/users/me", {"params": {"colour": "red"}}, "query/colour: no such parameter"),
        ("GET", "/2/users/me", {"params": {"user.fields": "colour"}}, "query/user.fields/0: "),
        ("DELETE", "/2/tweets/1", {}, ""),
    ],
)
def test_an_x_request_that_breaks_both_documents_is_told(
    strict: Sandbox, method: str, path: str, content: dict[str, Any], told: str
) -> None:
    headers = {"authorization": "Bearer sandbox-breaker"}
    httpx.request(method, strict.url + path, headers=headers, trust_env=False, **content)
    broken = strict.store.calls()[-1].violations
    assert any(one.startswith(told) for one in broken) if told else broken == ()
