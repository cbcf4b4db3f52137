"""The real servers do what the platforms are written against."""

from __future__ import annotations

import io

import httpx
import pytest
from PIL import Image

from tests.servers.bluesky import POST, BlueskyAccount, BlueskyNetwork
from tests.servers.mastodon_mock import MastodonMock
from tests.servers.processes import wait_for
from tests.servers.snac import Snac

pytestmark = [pytest.mark.servers, pytest.mark.timeout(240)]
KEY = "3kaaaaaaaaa2a"


def post(text: str) -> dict[str, object]:
    return {"$type": POST, "text": text, "createdAt": "2026-11-24T10:00:00.000Z"}


def png() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (64, 48), (200, 30, 30)).save(data, "PNG")
    return data.getvalue()


def put(network: BlueskyNetwork, who: BlueskyAccount, **more: object) -> httpx.Response:
    body = {"repo": who.did, "collection": POST, "rkey": KEY, "record": post("once"), **more}
    return network.answer("POST", "com.atproto.repo.putRecord", who.token, json=body)


def test_another_bluesky_record_put_with_swap_null_on_a_taken_key_is_refused(bluesky_network: BlueskyNetwork) -> None:
    who = bluesky_network.new_account()
    first = put(bluesky_network, who, swapRecord=None)
    other = put(bluesky_network, who, swapRecord=None, record=post("twice"))
    assert first.status_code == 200
    assert "commit" in first.json()
    assert (other.status_code, other.json()) == (
        400,
        {"error": "InvalidSwap", "message": f"Record was at {first.json()['cid']}"},
    )


def test_the_same_bluesky_record_put_with_swap_null_twice_is_made_once(bluesky_network: BlueskyNetwork) -> None:
    who = bluesky_network.new_account()
    first, second = put(bluesky_network, who, swapRecord=None), put(bluesky_network, who, swapRecord=None)
    assert second.status_code == 200
    assert "commit" not in second.json()
    assert second.json()["cid"] == first.json()["cid"]


def test_a_bluesky_create_on_a_taken_key_looks_like_a_server_fault(bluesky_network: BlueskyNetwork) -> None:
    who = bluesky_network.new_account()
    body = {"repo": who.did, "collection": POST, "rkey": KEY, "record": post("once")}
    answers = [bluesky_network.answer("POST", "com.atproto.repo.createRecord", who.token, json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 500]


def test_a_bluesky_record_put_again_unchanged_writes_nothing(bluesky_network: BlueskyNetwork) -> None:
    who = bluesky_network.new_account()
    first, same, changed = (
        put(bluesky_network, who),
        put(bluesky_network, who),
        put(bluesky_network, who, record=post("edited")),
    )
    assert "commit" in first.json()
    assert "commit" not in same.json()
    assert same.json()["cid"] == first.json()["cid"]
    assert changed.json()["cid"] != first.json()["cid"]


@pytest.mark.parametrize(
    ("record", "rkey", "message"),
    [
        ({"text": "x" * 301}, KEY, "grapheme too big (maximum 300, got 301) at $.record.text"),
        ({"text": "x"}, "my-post", 'Invalid TID string (got "my-post")'),
    ],
)
def test_a_bluesky_record_that_breaks_the_lexicon_is_refused(
    bluesky_network: BlueskyNetwork, record: dict[str, str], rkey: str, message: str
) -> None:
    who = bluesky_network.new_account()
    answer = put(bluesky_network, who, rkey=rkey, record=post(record["text"]))
    assert answer.status_code == 400
    assert answer.json()["error"] == "InvalidRequest"
    assert message in answer.json()["message"]


def test_a_missing_bluesky_record_is_400_not_404(bluesky_network: BlueskyNetwork) -> None:
    who = bluesky_network.new_account()
    answer = bluesky_network.answer(
        "GET", "com.atproto.repo.getRecord", params={"repo": who.did, "collection": POST, "rkey": KEY}
    )
    assert (answer.status_code, answer.json()["error"]) == (400, "RecordNotFound")


def test_a_bluesky_record_can_be_deleted_twice(bluesky_network: BlueskyNetwork) -> None:
    who = bluesky_network.new_account()
    put(bluesky_network, who)
    body = {"repo": who.did, "collection": POST, "rkey": KEY}
    first, second = (
        bluesky_network.answer("POST", "com.atproto.repo.deleteRecord", who.token, json=body) for _ in range(2)
    )
    assert "commit" in first.json()
    assert (second.status_code, second.json()) == (200, {})


def test_a_wrong_bluesky_password_and_a_wrong_token_differ(bluesky_network: BlueskyNetwork) -> None:
    who = bluesky_network.new_account()
    wrong = {"identifier": who.handle, "password": "wrong"}
    password = bluesky_network.answer("POST", "com.atproto.server.createSession", json=wrong)
    token = bluesky_network.answer("GET", "com.atproto.server.getSession", "eyJhbGciOiJIUzI1NiJ9.e30.x")
    assert (password.status_code, password.json()["error"]) == (401, "AuthenticationRequired")
    assert (token.status_code, token.json()["error"]) == (400, "InvalidToken")


def test_an_app_password_opens_a_bluesky_session(bluesky_network: BlueskyNetwork) -> None:
    who = bluesky_network.new_account()
    session = bluesky_network.call(
        "com.atproto.server.createSession", json={"identifier": who.handle, "password": who.app_password}
    )
    assert session["did"] == who.did
    assert {"accessJwt", "refreshJwt", "handle"} <= session.keys()


def test_the_bluesky_appview_counts_what_others_do(bluesky_network: BlueskyNetwork) -> None:
    author, other = bluesky_network.new_account(), bluesky_network.new_account()
    made = bluesky_network.create(author, POST, {"text": "hello"})
    bluesky_network.create(other, "app.bsky.feed.like", {"subject": made})
    bluesky_network.create(other, POST, {"text": "yes", "reply": {"root": made, "parent": made}})

    def counted() -> tuple[int, int]:
        posts = bluesky_network.read("app.bsky.feed.getPosts", uris=made["uri"])["posts"]
        return (posts[0]["likeCount"], posts[0]["replyCount"]) if posts else (0, 0)

    wait_for(lambda: all(counted()), 20, "the AppView's count")
    assert counted() == (1, 1)


def test_snac_ignores_the_idempotency_key(snac: Snac) -> None:
    who = snac.new_account()
    answers = [
        snac.answer("POST", "/api/v1/statuses", who.token, json={"status": "twice"}, headers={"Idempotency-Key": "one"})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json()["id"] != answers[1].json()["id"]


def test_snac_knows_only_the_first_version_of_instance(snac: Snac) -> None:
    assert snac.answer("GET", "/api/v2/instance").status_code == 404
    first = snac.answer("GET", "/api/v1/instance")
    assert first.json()["configuration"]["statuses"]["max_characters"] == 100000


def test_snac_posts_at_once_what_was_to_be_scheduled(snac: Snac) -> None:
    who = snac.new_account()
    answer = snac.answer(
        "POST", "/api/v1/statuses", who.token, json={"status": "later", "scheduled_at": "2030-01-01T00:00:00Z"}
    )
    assert answer.status_code == 200
    assert answer.json()["url"].startswith(snac.url)


def test_snac_answers_a_wrong_token_with_an_empty_body(snac: Snac) -> None:
    answer = snac.answer("POST", "/api/v1/statuses", "bogus", json={"status": "x"})
    assert answer.status_code in {401, 422}
    assert answer.content == b""


def test_snac_keeps_the_description_of_an_image(snac: Snac) -> None:
    who = snac.new_account()
    made = snac.answer(
        "POST",
        "/api/v2/media",
        who.token,
        files={"file": ("a.png", png(), "image/png")},
        data={"description": "a red box"},
    )
    assert made.status_code == 200
    assert made.json()["description"] == "a red box"


def test_the_mock_remembers_the_idempotency_key(mastodon_mock: MastodonMock) -> None:
    answers = [
        mastodon_mock.answer(
            "POST",
            "/api/v1/statuses",
            mastodon_mock.tokens[0],
            json={"status": "once"},
            headers={"Idempotency-Key": "one"},
        ).json()
        for _ in range(2)
    ]
    assert answers[0]["id"] == answers[1]["id"]


@pytest.mark.parametrize("text", ["", "x" * 501])
def test_the_mock_refuses_empty_and_long_texts(mastodon_mock: MastodonMock, text: str) -> None:
    answer = mastodon_mock.answer("POST", "/api/v1/statuses", mastodon_mock.tokens[0], json={"status": text})
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("Validation failed")
