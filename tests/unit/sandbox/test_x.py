"""The sandbox's X: what it keeps, shows, counts, refuses, and how people act on it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from smm_action.sandbox.audience import react
from smm_action.sandbox.server import Sandbox
from tests.contract.payloads import IMAGES
from tests.unit.sandbox.conftest import Clock

OAUTH1 = 'OAuth oauth_consumer_key="k", oauth_token="sandbox-acme", oauth_signature="s%3D"'


@pytest.fixture
def client(sandbox: Sandbox) -> httpx.Client:
    return httpx.Client(base_url=sandbox.url, headers={"authorization": OAUTH1}, trust_env=False)


def posted(client: httpx.Client, text: str = "Hello", **fields: Any) -> str:
    answer = client.post("/2/tweets", json={"text": text, **fields})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["data"]["id"])


def me(client: httpx.Client) -> str:
    return str(client.get("/2/users/me").json()["data"]["id"])


def test_a_post_is_kept_read_and_shown(client: httpx.Client) -> None:
    key = posted(client, "Tea & <cake>: https://example.com/a")
    held = client.get(f"/2/tweets/{key}", params={"tweet.fields": "entities,created_at"}).json()["data"]
    (link,) = held["entities"]["urls"]
    assert held["text"] == f"Tea &amp; &lt;cake&gt;: {link['url']}"
    assert held["text"][link["start"] : link["end"]] == link["url"]
    assert link["url"].startswith("https://t.co/")
    assert link["expanded_url"] == "https://example.com/a"
    for path in ("/", "/timeline/acme", f"/x/acme/status/{key}"):
        assert "Tea &amp; &lt;cake&gt;" in client.get(path).text


@pytest.mark.parametrize("token", [OAUTH1, "Bearer sandbox-acme"])
def test_both_ways_to_sign_in_are_the_same_account(client: httpx.Client, token: str) -> None:
    assert client.get("/2/users/me", headers={"authorization": token}).json()["data"]["username"] == "acme"


@pytest.mark.parametrize("token", ["", "Bearer wrong", OAUTH1.replace("sandbox-", "")])
def test_a_stranger_is_told_so(client: httpx.Client, token: str) -> None:
    answer = client.get("/2/users/me", headers={"authorization": token})
    assert (answer.status_code, answer.json()["type"]) == (401, "about:blank")


@pytest.mark.parametrize(("spelling", "reposts"), [("tweet", "retweet_count"), ("post", "repost_count")])
def test_a_post_is_told_in_the_spelling_it_is_asked_in(client: httpx.Client, spelling: str, reposts: str) -> None:
    parent = posted(client)
    key = posted(client, "And more", reply={"in_reply_to_tweet_id": parent})
    asked = {f"{spelling}.fields": "public_metrics,referenced_tweets", "expansions": "referenced_posts"}
    held = client.get("/2/tweets", params={"ids": f"{key},5", **asked}).json()
    assert held["data"][0]["public_metrics"][reposts] == 0
    assert held["data"][0][f"referenced_{spelling}s"] == [{"type": "replied_to", "id": parent}]
    assert held["errors"][0]["type"].endswith("/resource-not-found")


def test_both_spellings_at_once_are_refused(client: httpx.Client) -> None:
    posted(client)
    answer = client.get(f"/2/users/{me(client)}/tweets", params={"tweet.fields": "id", "post.fields": "id"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"text": ""}, 400, "/invalid-request"),
        ({"text": "a" * 281}, 400, "/invalid-request"),
        ({"text": "x", "media": {"media_ids": ["1"]}}, 400, "/invalid-request"),
        ({"text": "x", "poll": {"options": ["one"], "duration_minutes": 5}}, 400, "/invalid-request"),
        ({"text": "x", "poll": {"options": ["1", "2"], "duration_minutes": 4}}, 400, "/invalid-request"),
        ({"text": "x", "poll": {"options": ["1", "2"], "duration_minutes": 5}, "quote_tweet_id": "1"}, 400, "/invalid-request"),
        ({"text": "x", "reply_settings": "nobody"}, 400, "/invalid-request"),
        ({"text": "x", "reply": {"in_reply_to_tweet_id": "5"}}, 403, "about:blank"),
        ({"text": "Hello"}, 403, "about:blank"),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_refused(client: httpx.Client, body: dict[str, Any], status: int, kind: str) -> None:
    posted(client, "Hello")
    answer = client.post("/2/tweets", json=body)
    assert answer.status_code == status
    assert answer.json()["type"].endswith(kind)


def test_a_deleted_post_may_be_said_again(client: httpx.Client) -> None:
    key = posted(client)
    assert client.delete(f"/2/tweets/{key}").json() == {"data": {"deleted": True}}
    assert client.delete(f"/2/tweets/{key}").status_code == 404
    posted(client)


def test_nobody_deletes_what_is_somebody_elses(client: httpx.Client) -> None:
    key = posted(client)
    answer = client.delete(f"/2/tweets/{key}", headers={"authorization": "Bearer sandbox-bob"})
    assert answer.status_code == 403


def test_a_timeline_has_pages_a_beginning_and_young_posts_that_hide(
    sandbox: Sandbox, client: httpx.Client, clock: Clock
) -> None:
    keys = [posted(client, f"Post {number}") for number in range(7)]
    path = f"/2/users/{me(client)}/tweets"
    first = client.get(path, params={"max_results": "5"}).json()
    second = client.get(path, params={"max_results": "5", "pagination_token": first["meta"]["next_token"]}).json()
    assert [one["id"] for one in first["data"] + second["data"]] == keys[::-1]
    assert "next_token" not in second["meta"]
    assert client.get(path, params={"max_results": "4"}).status_code == 400
    assert client.get(path, params={"start_time": "yesterday"}).status_code == 400
    sandbox.inject("x.find hide 3600")
    assert client.get(path).json() == {"meta": {"result_count": 0}}


def test_a_picture_is_described_attached_and_shown(client: httpx.Client) -> None:
    files = {"media": ("a.png", IMAGES[0], "image/png")}
    made = client.post("/2/media/upload", data={"media_category": "tweet_image"}, files=files).json()["data"]["id"]
    client.post("/2/media/metadata", json={"id": made, "metadata": {"alt_text": {"text": "Blue"}}})
    key = posted(client, "Look", media={"media_ids": [made]})
    asked = {
        "ids": key,
        "tweet.fields": "attachments,entities",
        "expansions": "attachments.media_keys",
        "media.fields": "alt_text,url",
    }
    held = client.get("/2/tweets", params=asked).json()
    (shown,) = held["includes"]["media"]
    assert (shown["alt_text"], shown["type"]) == ("Blue", "photo")
    assert client.get(shown["url"]).content == IMAGES[0]
    assert held["data"][0]["entities"]["urls"][0]["media_key"] == shown["media_key"]


@pytest.mark.parametrize(
    ("begin", "pieces", "status"),
    [
        ({"media_type": "video/mp4", "total_bytes": 9, "media_category": "tweet_video"}, [b"abcd", b"efghi"], 200),
        ({"media_type": "video/mp4", "total_bytes": 8, "media_category": "tweet_video"}, [b"abcd", b"efghi"], 400),
    ],
)
def test_pieces_are_put_together_and_have_to_be_all(
    client: httpx.Client, begin: dict[str, Any], pieces: list[bytes], status: int
) -> None:
    path = f"/2/media/upload/{client.post('/2/media/upload/initialize', json=begin).json()['data']['id']}"
    for number, piece in reversed(list(enumerate(pieces))):
        answer = client.post(f"{path}/append", data={"segment_index": str(number)}, files={"media": ("p", piece)})
        assert answer.status_code == 200, answer.text
    done = client.post(f"{path}/finalize")
    assert done.status_code == status
    if status == 200:
        assert done.json()["data"]["processing_info"]["state"] == "in_progress"


@pytest.mark.parametrize(
    "begin", [{}, {"media_type": "video/mp4", "total_bytes": 1, "media_category": "film"},
              {"media_type": "image/gif", "total_bytes": 15_000_001, "media_category": "tweet_gif"}],
)  # fmt: skip
def test_an_upload_that_can_not_be_is_not_begun(client: httpx.Client, begin: dict[str, Any]) -> None:
    assert client.post("/2/media/upload/initialize", json=begin).status_code == 400


def test_a_repost_counts_once_and_can_be_undone(client: httpx.Client) -> None:
    key, mine = posted(client), me(client)
    for _ in range(2):
        assert client.post(f"/2/users/{mine}/retweets", json={"tweet_id": key}).json()["data"]["retweeted"] is True
    asked = {"ids": key, "tweet.fields": "public_metrics"}
    assert client.get("/2/tweets", params=asked).json()["data"][0]["public_metrics"]["retweet_count"] == 1
    assert client.delete(f"/2/users/{mine}/retweets/{key}").json() == {"data": {"retweeted": False}}
    assert client.post("/2/users/5/retweets", json={"tweet_id": key}).status_code == 403
    assert client.post(f"/2/users/{mine}/retweets", json={"tweet_id": "5"}).status_code == 404


def test_people_like_repost_answer_and_follow(sandbox: Sandbox, client: httpx.Client, clock: Clock) -> None:
    keys = [posted(client, f"Post {number}") for number in range(6)]
    assert react(sandbox.store, clock())
    asked = {"ids": ",".join(keys), "post.fields": "public_metrics"}
    counted = [one["public_metrics"] for one in client.get("/2/tweets", params=asked).json()["data"]]
    answered = sum(one["reply_count"] for one in counted)
    assert sum(one["like_count"] for one in counted) > 0
    assert answered > 0
    assert len(client.get(f"/2/users/{me(client)}/mentions", params={"max_results": "100"}).json()["data"]) == answered
    owner = client.get("/2/users/me", params={"user.fields": "public_metrics"}).json()["data"]
    assert owner["public_metrics"]["followers_count"] > 0


def test_a_refresh_token_is_good_once(client: httpx.Client) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": "sandbox-acme", "client_id": "c"}
    renewed = client.post("/2/oauth2/token", data=form, headers={"authorization": ""}).json()
    assert renewed["expires_in"] == 7200
    assert client.post("/2/oauth2/token", data=form).json()["error"] == "invalid_request"
    following = {**form, "refresh_token": renewed["refresh_token"]}
    assert client.post("/2/oauth2/token", data=following).status_code == 200


def test_limits_are_told_in_seconds_since_1970(client: httpx.Client) -> None:
    headers = client.get("/2/users/me").headers
    assert headers["x-rate-limit-reset"].isdigit()
    assert int(headers["x-rate-limit-remaining"]) < int(headers["x-rate-limit-limit"])
    assert headers["x-access-level"] == "read-write"


def test_an_expired_token_is_refused(sandbox: Sandbox, client: httpx.Client) -> None:
    sandbox.inject("x.verify expire")
    assert client.get("/2/users/me").status_code == 401
