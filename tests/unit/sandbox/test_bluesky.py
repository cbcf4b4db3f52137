"""The Bluesky side answers as a PDS 0.5.35 with its AppView does."""

from __future__ import annotations

import httpx
import pytest

from smm_action.sandbox.call import Settings
from smm_action.sandbox.server import Sandbox, running
from tests.unit.sandbox.conftest import POST, RKEY, Bluesky, Clock, png


def test_a_session_has_tokens_did_and_handle(bluesky: Bluesky) -> None:
    assert bluesky.session["handle"] == "acme.bsky.social"
    assert bluesky.did.startswith("did:plc:")
    assert len(bluesky.did) == 32
    assert bluesky("GET", "com.atproto.server.getSession").json()["did"] == bluesky.did


@pytest.mark.parametrize("password", ["", "secret", "sandbox-"])
def test_another_password_is_401(sandbox: Sandbox, password: str) -> None:
    body = {"identifier": "acme.bsky.social", "password": password}
    answer = httpx.post(f"{sandbox.url}/xrpc/com.atproto.server.createSession", json=body)
    assert (answer.status_code, answer.json()["error"]) == (401, "AuthenticationRequired")


@pytest.mark.parametrize(
    ("token", "status", "error"),
    [("", 401, "AuthMissing"), ("bogus", 400, "InvalidToken"), ("sandbox-acme-bluesky", 400, "InvalidToken")],
)
def test_a_wrong_token_is_told_apart(bluesky: Bluesky, token: str, status: int, error: str) -> None:
    answer = bluesky("GET", "com.atproto.server.getSession", token=token)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_an_access_token_expires_and_the_refresh_token_renews_it(bluesky: Bluesky, clock: Clock) -> None:
    clock.move(hours=2)
    expired = bluesky.put({"text": "late"})
    assert (expired.status_code, expired.json()) == (400, {"error": "ExpiredToken", "message": "Token has expired"})
    wrong = bluesky("POST", "com.atproto.server.refreshSession")
    assert wrong.json()["error"] == "InvalidToken"
    renewed = bluesky("POST", "com.atproto.server.refreshSession", token=bluesky.session["refreshJwt"])
    bluesky.session = renewed.json()
    assert bluesky.put({"text": "late"}).status_code == 200


def test_a_record_is_made_once_under_its_key(sandbox: Sandbox, bluesky: Bluesky) -> None:
    first = bluesky.put({"text": "once"}, swapRecord=None)
    same = bluesky.put({"text": "once"}, swapRecord=None)
    other = bluesky.put({"text": "twice"}, swapRecord=None)
    assert first.json()["uri"] == f"at://{bluesky.did}/{POST}/{RKEY}"
    assert "commit" in first.json()
    assert (same.status_code, "commit" in same.json(), same.json()["cid"]) == (200, False, first.json()["cid"])
    assert (other.status_code, other.json()["error"]) == (400, "InvalidSwap")
    assert other.json()["message"] == f"Record was at {first.json()['cid']}"
    assert sandbox.store.created("bluesky", POST) == 1


def test_a_record_can_be_replaced_by_who_knows_its_cid(bluesky: Bluesky) -> None:
    first = bluesky.put({"text": "one"}).json()["cid"]
    assert bluesky.put({"text": "two"}, swapRecord=first).status_code == 200
    assert bluesky.put({"text": "three"}, swapRecord=first).json()["error"] == "InvalidSwap"
    assert bluesky.put({"text": "three"}).status_code == 200


def test_creating_on_a_taken_key_is_500_as_it_really_is(bluesky: Bluesky) -> None:
    bluesky.put({"text": "one"})
    record = {"$type": POST, "text": "one", "createdAt": "2026-12-01T08:00:00Z"}
    body = {"repo": bluesky.did, "collection": POST, "rkey": RKEY, "record": record}
    assert bluesky("POST", "com.atproto.repo.createRecord", json=body).status_code == 500


def test_somebody_elses_repository_is_closed(bluesky: Bluesky) -> None:
    body = {"repo": "other.test", "collection": POST, "rkey": RKEY, "record": {"text": "x"}}
    assert bluesky("POST", "com.atproto.repo.putRecord", json=body).status_code == 401


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"text": "x" * 301}, "grapheme too big (maximum 300, got 301) at $.record.text"),
        ({"text": "👨‍👩‍👧‍👧" * 121}, "string too big (maximum 3000, got 3025) at $.record.text"),
        ({"text": "x", "createdAt": "2026-12-01 08:00"}, 'Invalid datetime (got "2026-12-01 08:00")'),
        ({"text": "x", "langs": ["en", "de", "fr", "it"]}, "array too big (maximum 3, got 4) at $.record.langs"),
        ({}, 'Missing required key "text"'),
        ({"text": 1}, "Expected string value type (got integer) at $.record.text"),
        ({"text": "x", "$type": "app.bsky.feed.like"}, "Invalid $type: expected app.bsky.feed.post"),
    ],
)
def test_a_record_that_breaks_its_lexicon_is_refused(bluesky: Bluesky, record: dict[str, object], message: str) -> None:
    answer = bluesky.put(record)
    assert (answer.status_code, answer.json()["error"]) == (400, "InvalidRequest")
    assert message in answer.json()["message"]


def test_a_key_that_is_no_tid_is_refused(bluesky: Bluesky) -> None:
    answer = bluesky.put({"text": "x"}, rkey="my-post-2026")
    assert answer.json()["message"] == (
        'Invalid record key for app.bsky.feed.post: Invalid TID string (got "my-post-2026") at $'
    )


def test_an_image_is_uploaded_and_shown(bluesky: Bluesky) -> None:
    blob = bluesky.upload(png())
    assert (blob["mimeType"], blob["size"]) == ("image/png", len(png()))
    image = {"alt": "a red box", "image": blob, "aspectRatio": {"width": 64, "height": 48}}
    made = bluesky.put({"text": "", "embed": {"$type": "app.bsky.embed.images", "images": [image]}}).json()
    (post,) = bluesky("GET", "app.bsky.feed.getPosts", params={"uris": made["uri"]}).json()["posts"]
    (shown,) = post["embed"]["images"]
    assert (shown["alt"], shown["aspectRatio"]) == ("a red box", {"width": 64, "height": 48})
    assert httpx.get(shown["fullsize"]).content == png()


def test_a_blob_nobody_uploaded_is_not_found(bluesky: Bluesky) -> None:
    link = "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"
    blob = {"$type": "blob", "ref": {"$link": link}, "mimeType": "image/png", "size": 1}
    embed = {"$type": "app.bsky.embed.images", "images": [{"alt": "", "image": blob}]}
    assert bluesky.put({"text": "x", "embed": embed}).json()["error"] == "BlobNotFound"


def test_an_image_of_more_than_two_million_bytes_cannot_be_embedded(bluesky: Bluesky) -> None:
    blob = bluesky.upload(png() + b"\0" * 2_000_000)
    embed = {"$type": "app.bsky.embed.images", "images": [{"alt": "", "image": blob}]}
    assert "blob too big (maximum 2000000" in bluesky.put({"text": "x", "embed": embed}).json()["message"]


def test_an_upload_that_is_too_large_is_413() -> None:
    with running(settings=Settings(blob_bytes=10)) as sandbox:
        client = Bluesky(sandbox.url).login()
        answer = client("POST", "com.atproto.repo.uploadBlob", content=b"x" * 11, headers={"content-type": "image/png"})
        assert answer.status_code == 413


def test_records_are_read_back_one_by_one_and_in_pages(bluesky: Bluesky) -> None:
    keys = [f"3kaaaaaaaaa2{letter}" for letter in "bcdef"]
    for key in keys:
        bluesky.put({"text": key}, rkey=key)
    asked = {"repo": bluesky.did, "collection": POST}
    one = bluesky("GET", "com.atproto.repo.getRecord", params={**asked, "rkey": keys[0]}, token="").json()
    assert one["value"]["text"] == keys[0]
    first = bluesky("GET", "com.atproto.repo.listRecords", params={**asked, "limit": 3}).json()
    second = bluesky("GET", "com.atproto.repo.listRecords", params={**asked, "cursor": first["cursor"]}).json()
    listed = [record["value"]["text"] for record in first["records"] + second["records"]]
    assert listed == keys[::-1]
    turned = bluesky("GET", "com.atproto.repo.listRecords", params={**asked, "reverse": "true"}).json()
    assert [record["value"]["text"] for record in turned["records"]] == keys


def test_a_record_is_deleted_twice_without_complaint(bluesky: Bluesky) -> None:
    bluesky.put({"text": "x"})
    place = {"repo": bluesky.did, "collection": POST, "rkey": RKEY}
    first, second = (bluesky("POST", "com.atproto.repo.deleteRecord", json=place).json() for _ in range(2))
    assert "commit" in first
    assert second == {}
    missing = bluesky("GET", "com.atproto.repo.getRecord", params=place)
    assert (missing.status_code, missing.json()["error"]) == (400, "RecordNotFound")


def test_several_writes_happen_all_or_not_at_all(sandbox: Sandbox, bluesky: Bluesky) -> None:
    def create(text: str) -> dict[str, object]:
        value = {"$type": POST, "text": text, "createdAt": "2026-12-01T08:00:00Z"}
        return {"$type": "com.atproto.repo.applyWrites#create", "collection": POST, "value": value}

    good = bluesky(
        "POST", "com.atproto.repo.applyWrites", json={"repo": bluesky.did, "writes": [create("1"), create("2")]}
    )
    assert [result["validationStatus"] for result in good.json()["results"]] == ["valid", "valid"]
    bad = bluesky(
        "POST", "com.atproto.repo.applyWrites", json={"repo": bluesky.did, "writes": [create("3"), create("x" * 301)]}
    )
    assert bad.status_code == 400
    assert len(sandbox.store.records("bluesky", POST)) == 2


def test_others_count(sandbox: Sandbox, bluesky: Bluesky) -> None:
    other = Bluesky(sandbox.url, "somebody", "somebody.test").login()
    made = bluesky.create(POST, {"text": "hello"})
    other.create("app.bsky.feed.like", {"subject": made})
    other.create("app.bsky.feed.repost", {"subject": made})
    answer = other.create(POST, {"text": "yes", "reply": {"root": made, "parent": made}})
    other.create(POST, {"text": "look", "embed": {"$type": "app.bsky.embed.record", "record": made}})
    other.create("app.bsky.graph.follow", {"subject": bluesky.did})
    (post,) = bluesky("GET", "app.bsky.feed.getPosts", params={"uris": made["uri"]}, token="").json()["posts"]
    assert [post[name] for name in ("likeCount", "repostCount", "replyCount", "quoteCount")] == [1, 1, 1, 1]
    profile = bluesky("GET", "app.bsky.actor.getProfile", params={"actor": "acme.bsky.social"}).json()
    assert (profile["followersCount"], profile["postsCount"]) == (1, 1)
    thread = bluesky("GET", "app.bsky.feed.getPostThread", params={"uri": answer["uri"]}).json()["thread"]
    assert thread["parent"]["post"]["uri"] == made["uri"]
    down = bluesky("GET", "app.bsky.feed.getPostThread", params={"uri": made["uri"]}).json()["thread"]
    assert [reply["post"]["uri"] for reply in down["replies"]] == [answer["uri"]]
    likes = bluesky("GET", "app.bsky.feed.getLikes", params={"uri": made["uri"]}).json()["likes"]
    assert [like["actor"]["handle"] for like in likes] == ["somebody.test"]
    assert len(bluesky("GET", "app.bsky.feed.getRepostedBy", params={"uri": made["uri"]}).json()["repostedBy"]) == 1
    assert len(bluesky("GET", "app.bsky.feed.getQuotes", params={"uri": made["uri"]}).json()["posts"]) == 1


def test_a_card_and_a_quote_are_shown_as_views(bluesky: Bluesky) -> None:
    blob = bluesky.upload(png())
    external = {"uri": "https://example.com/", "title": "T", "description": "D", "thumb": blob}
    card = bluesky.create(POST, {"text": "card", "embed": {"$type": "app.bsky.embed.external", "external": external}})
    quoting = {"$type": "app.bsky.embed.recordWithMedia", "record": {"$type": "app.bsky.embed.record", "record": card}}
    media = {"$type": "app.bsky.embed.images", "images": [{"alt": "a", "image": blob}]}
    quote = bluesky.create(POST, {"text": "quote", "embed": {**quoting, "media": media}})
    feed = bluesky("GET", "app.bsky.feed.getAuthorFeed", params={"actor": bluesky.did}).json()["feed"]
    views = {item["post"]["uri"]: item["post"]["embed"] for item in feed}
    assert views[card["uri"]]["external"]["thumb"].startswith("http://127.0.0.1")
    assert views[quote["uri"]]["record"]["record"]["uri"] == card["uri"]
    assert views[quote["uri"]]["media"]["images"][0]["alt"] == "a"


def test_handles_resolve_unless_they_are_invalid(bluesky: Bluesky) -> None:
    def resolve(handle: str) -> httpx.Response:
        return bluesky("GET", "com.atproto.identity.resolveHandle", params={"handle": handle})

    assert resolve("acme.bsky.social").json()["did"] == bluesky.did
    assert resolve("stranger.bsky.social").json()["did"] == resolve("stranger.bsky.social").json()["did"]
    nobody = resolve("nobody.invalid")
    assert (nobody.status_code, nobody.json()["message"]) == (400, "Unable to resolve handle")
    assert resolve("no handle").status_code == 400


def test_more_than_25_posts_at_once_are_refused(bluesky: Bluesky) -> None:
    uris = [f"at://{bluesky.did}/{POST}/{RKEY}"] * 26
    assert bluesky("GET", "app.bsky.feed.getPosts", params={"uris": uris}).status_code == 400


def test_rate_limit_headers_are_epochs_here(bluesky: Bluesky) -> None:
    answer = bluesky.put({"text": "x"})
    assert answer.headers["ratelimit-policy"] == "300;w=300"
    assert answer.headers["ratelimit-reset"] == "1796112300"


@pytest.mark.parametrize(
    ("nsid", "status", "error"),
    [
        ("app.bsky.actor.getProfile?actor=nobody.test", 400, "InvalidRequest"),
        ("app.bsky.feed.getAuthorFeed?actor=nobody.test", 400, "InvalidRequest"),
        ("app.bsky.feed.getPostThread?uri=at://nobody.test/app.bsky.feed.post/x", 400, "NotFound"),
        ("com.atproto.repo.listRecords?repo=nobody.test&collection=x", 400, "RepoNotFound"),
        ("chat.bsky.convo.listConvos", 501, "MethodNotImplemented"),
    ],
)
def test_what_is_not_there_is_told_as_a_real_server_does(bluesky: Bluesky, nsid: str, status: int, error: str) -> None:
    answer = bluesky("GET", nsid)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
