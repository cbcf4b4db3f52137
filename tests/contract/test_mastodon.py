"""Mastodon: the suite, its own answers as recorded, and every request against its OpenAPI document."""

from __future__ import annotations

import json
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
import pytest

from smm_action.core.http import Answer
from smm_action.model.delivery import Pending, Receipt, Rejected, Retry, Sent, Unauthorized, Unknown, part_key
from smm_action.platformkit.base import Absent, CannotTell, Found, Target
from smm_action.platforms.mastodon import PLATFORM
from smm_action.platforms.mastodon.calls import create_refusal, refusal
from smm_action.platforms.mastodon.rewriting import comparable, text_of
from tests.contract.fake_mastodon import ORIGIN, TOKEN, FakeMastodon
from tests.contract.fake_server import LOST, answered, body_of
from tests.contract.openapi import OpenApi
from tests.contract.payloads import LONG_URL, blobs, medium, menagerie, part, payload, seal
from tests.contract.suite import PlatformContract, World
from tests.shared import shared

THEIRS = "https://other.example/@bob/9"


class MastodonWorld(World):
    name, origin, handle = "mastodon", ORIGIN, "acme"
    credentials = MappingProxyType({"TOKEN": TOKEN})
    secrets = (TOKEN,)
    server: FakeMastodon

    def posts(self) -> list[dict[str, Any]]:
        return [
            {
                "text": self.authored(status),
                "alts": [medium["description"] or "" for medium in status["media_attachments"]],
                "reply": status["in_reply_to_id"],
            }
            for status in reversed(self.server.statuses)
        ]

    def authored(self, status: dict[str, Any]) -> str:
        """Return the text whose create made ``status``."""
        for request in self.server.requests:
            if self.server.is_create(request) and request.content:
                text: str = body_of(request)["status"]
                if comparable(text) == comparable(text_of(status["content"])):
                    return text
        return "?"


@pytest.fixture
def world() -> MastodonWorld:
    return MastodonWorld(PLATFORM, FakeMastodon())


class TestMastodon(PlatformContract):
    def key_of(self, request: httpx.Request) -> str:
        return request.headers["idempotency-key"]

    def check_uploads(self, world: World, sent: list[bytes]) -> None:
        assert [held["data"] for held in world.server.media.values()] == sent
        assert {held["mime"] for held in world.server.media.values()} == {"image/png"}

    def gone(self, receipt: Receipt) -> str:
        return "999999"

    def counters(self) -> dict[str, int]:
        return {"likes": 3, "reposts": 2, "replies": 1}


def created(world: MastodonWorld) -> list[dict[str, Any]]:
    return [body_of(r) for r in world.server.requests if r.url.path == "/api/v1/statuses" and r.method == "POST"]


def test_the_key_of_a_part_is_its_idempotency_key(world: MastodonWorld) -> None:
    sealed = world.seal("One", "Two")
    world.send_all(world.session(), sealed)
    keys = [r.headers["idempotency-key"] for r in world.server.requests if world.server.is_create(r)]
    assert keys == [part_key(sealed.key, 0), part_key(sealed.key, 1)]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("public", "public"), ("unlisted", "unlisted"), ("followers", "private"), ("direct", "direct")],
)
def test_visibility_is_said_in_mastodons_words(world: MastodonWorld, ours: str, theirs: str) -> None:
    world.send_all(world.session(), world.seal("Hi", visibility=ours))
    assert created(world)[0]["visibility"] == theirs


def test_language_warning_and_poll_are_sent(world: MastodonWorld) -> None:
    held = menagerie("mastodon")["poll"]
    world.send_all(world.session(), seal(held))
    world.send_all(world.session(), world.seal("Hi", language="de", content_warning="Spoilers", post="b"))
    world.send_all(world.session(), world.seal("Hi!", options={"sensitive": True}, post="c"))
    first, second, third = created(world)
    assert first["poll"] == {"options": ["Yes", "No"], "expires_in": 86400, "multiple": False}
    assert (second["language"], second["spoiler_text"], second["sensitive"]) == ("de", "Spoilers", True)
    assert third["sensitive"] is True
    assert "spoiler_text" not in third


def test_a_poll_belongs_to_the_first_part_alone(world: MastodonWorld) -> None:
    poll = menagerie("mastodon")["poll"].poll
    world.send_all(world.session(), world.seal("One", "Two", poll=poll))
    assert ["poll" in body for body in created(world)] == [True, False]


def test_focus_is_turned_into_mastodons_coordinates(world: MastodonWorld) -> None:
    world.send_all(world.session(), seal(menagerie("mastodon")["focus"]))
    assert world.server.media["1"]["focus"] == "-0.500,0.500"


def test_a_decorative_image_has_no_description(world: MastodonWorld) -> None:
    world.send_all(world.session(), seal(menagerie("mastodon")["decorative"]))
    assert world.server.media["1"]["description"] is None


def test_the_file_name_of_an_upload_is_nobodys_business(world: MastodonWorld) -> None:
    world.send_all(world.session(), seal(menagerie("mastodon")["one-image"]))
    upload = next(request for request in world.server.requests if request.url.path == "/api/v2/media")
    assert b"media/0.png" not in upload.content


def test_media_that_are_worked_on_are_waited_for_and_never_sent_again(world: MastodonWorld) -> None:
    world.server.looks_until_ready = 2
    session, sealed = world.session(), seal(menagerie("mastodon")["one-image"])
    outcomes = [world.platform.prepare(session, sealed, 0, blobs) for _ in range(3)]
    assert [type(outcome) for outcome in outcomes[:2]] == [Pending, Pending]
    assert outcomes[2].data == {"media_ids": ["1"]}
    assert sum(request.url.path == "/api/v2/media" for request in world.server.requests) == 1


def test_servers_without_v2_get_their_media_by_v1(world: MastodonWorld) -> None:
    world.server.has_v2 = False
    world.send_all(world.session(), seal(menagerie("mastodon")["one-image"]))
    assert created(world)[0]["media_ids"] == ["1"]


def test_a_medium_over_the_servers_own_limit_is_not_uploaded(world: MastodonWorld, monkeypatch: Any) -> None:
    configuration = {"configuration": {"media_attachments": {"image_size_limit": 10}}}
    monkeypatch.setattr(world.server, "instance", lambda request: httpx.Response(200, json=configuration))
    outcome = world.send(world.session(), seal(menagerie("mastodon")["one-image"]))
    assert isinstance(outcome, Rejected)
    assert outcome.code == "media-too-large"


@pytest.mark.parametrize(("kind", "mime"), [("gif", "image/gif"), ("video", "video/mp4"), ("image", "image/webp")])
def test_every_kind_of_medium_is_sent_as_what_it_is(world: MastodonWorld, kind: str, mime: str) -> None:
    held = payload(part("Look", medium(kind=kind, mime=mime)), platform="mastodon")
    world.send_all(world.session(), seal(held))
    assert world.server.media["1"]["mime"] == mime


def test_a_video_is_held_against_the_limit_of_videos(world: MastodonWorld, monkeypatch: Any) -> None:
    stated = {"configuration": {"media_attachments": {"image_size_limit": 10, "video_size_limit": 10_000}}}
    monkeypatch.setattr(world.server, "instance", lambda request: httpx.Response(200, json=stated))
    held = payload(part("Look", medium(kind="video", mime="video/mp4")), platform="mastodon")
    assert isinstance(world.send(world.session(), seal(held)), Sent)


def test_a_reply_and_a_quote_are_named_by_this_servers_ids(world: MastodonWorld) -> None:
    world.server.searchable = {THEIRS: "55"}
    session = world.session()
    world.send_all(session, world.seal("Yes"), Target(reply_to=THEIRS))
    world.send_all(session, world.seal("Look", post="b"), Target(quote=THEIRS))
    assert created(world)[0]["in_reply_to_id"] == "55"
    assert created(world)[1]["quoted_status_id"] == "55"
    searches = [request for request in world.server.requests if request.url.path == "/api/v2/search"]
    assert len(searches) == 1
    assert searches[0].url.params["resolve"] == "true"


def test_a_reply_to_a_post_of_this_server_needs_no_search(world: MastodonWorld) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal("Hello"))
    world.send_all(session, world.seal("And more", post="b"), Target(reply_to=receipt.url))
    assert created(world)[1]["in_reply_to_id"] == receipt.id
    assert not any(request.url.path == "/api/v2/search" for request in world.server.requests)


def test_a_reply_to_nothing_is_rejected_and_nothing_is_posted(world: MastodonWorld) -> None:
    outcome = world.send(world.session(), world.seal("Yes"), target=Target(reply_to=THEIRS))
    assert isinstance(outcome, Rejected)
    assert not world.server.statuses


@pytest.mark.parametrize("version", [None, 6])
def test_a_server_without_quotes_is_not_given_one(world: MastodonWorld, version: int | None) -> None:
    world.server.api_version, world.server.searchable = version, {THEIRS: "55"}
    outcome = world.send(world.session(), world.seal("Look"), target=Target(quote=THEIRS))
    assert isinstance(outcome, Rejected)
    assert outcome.code == "no-quotes"
    assert not world.server.statuses


def test_a_repost_done_twice_is_one_repost_and_can_be_undone(world: MastodonWorld) -> None:
    world.server.searchable = {THEIRS: "55"}
    session, sealed = world.session(), seal(payload(platform="mastodon", repost=THEIRS))
    first = world.send(session, sealed, target=Target(repost=THEIRS))
    second = world.send(session, sealed, target=Target(repost=THEIRS))
    assert isinstance(first, Sent)
    assert isinstance(second, Sent)
    assert first.receipt.id == second.receipt.id
    found = world.platform.find(session, sealed, 0, ())
    assert isinstance(found, Found)
    assert found.receipt.extra == {"reposted": "55"}
    assert world.platform.metrics(session, [first.receipt]) == {}
    assert world.platform.delete(session, first.receipt) == first.receipt
    assert not world.server.statuses


def test_a_repost_whose_target_the_claim_only_knows_by_id_cannot_be_searched(world: MastodonWorld) -> None:
    sealed = seal(payload(platform="mastodon", repost="post:teaser"))
    assert isinstance(world.platform.find(world.session(), sealed, 0, ()), CannotTell)


def test_what_the_server_did_otherwise_is_told_and_the_post_is_out(world: MastodonWorld) -> None:
    body = {"id": "1", "url": f"{ORIGIN}/@acme/1", "visibility": "public", "poll": None, "created_at": "2026-12-01"}
    world.server.faults.append(answered(200, body, obeyed=True))
    poll = menagerie("mastodon")["poll"].poll
    sent = world.send(world.session(), world.seal("Hi", visibility="unlisted", poll=poll))
    assert isinstance(sent, Sent)
    assert sent.receipt.extra == {"visibility": "public", "poll": "dropped by the server"}


def test_a_post_that_the_server_scheduled_is_not_taken_for_published(world: MastodonWorld) -> None:
    body = {"id": "1", "scheduled_at": "2026-12-02T00:00:00Z", "params": {"text": "Hi"}, "media_attachments": []}
    world.server.faults.append(answered(200, body, obeyed=True))
    assert isinstance(world.send(world.session(), world.seal()), Unknown)


def test_a_token_that_snac_does_not_know_is_unauthorized(world: MastodonWorld) -> None:
    world.server.faults.append(answered(422))
    assert isinstance(world.send(world.session(), world.seal()), Unauthorized)


@pytest.mark.parametrize("reset", ["2026-12-01T08:05:30.000Z", "1796112330"])
def test_the_reset_of_a_rate_limit_is_read_as_iso_and_as_seconds(world: MastodonWorld, reset: str) -> None:
    headers = {"x-ratelimit-reset": reset}
    world.server.faults.append(answered(429, {"error": "rate limit reached"}, headers=headers))
    outcome = world.send(world.session(), world.seal())
    assert isinstance(outcome, Retry)
    assert outcome.after == 300


def test_find_sees_through_what_mastodon_does_to_a_text(world: MastodonWorld) -> None:
    text = f"@bob@other.example read {LONG_URL}\n\nNext & <b>last</b>\nline #tag 🏳️‍🌈"
    session, sealed = world.session(), world.seal(text)
    world.server.faults.append(LOST)
    world.send(session, sealed)
    assert 'class="invisible"' in world.server.statuses[0]["content"]
    assert isinstance(world.platform.find(session, sealed, 0, ()), Found)


def test_find_pages_until_it_is_older_than_the_delivery_can_be(world: MastodonWorld) -> None:
    session, sealed = world.session(), world.seal("Hello")
    (receipt,) = world.send_all(session, sealed)
    for number in range(90):
        world.send_all(session, world.seal(f"Later {number}", post=f"later-{number}"))
    assert isinstance(world.platform.find(world.session(), sealed, 0, ()), Found)
    world.platform.delete(session, receipt)
    world.server.requests.clear()
    assert world.platform.find(world.session(), sealed, 0, ()) == Absent()


def test_an_old_twin_is_not_the_post_that_was_due_today(world: MastodonWorld) -> None:
    session = world.session()
    world.server.clock = "2025-12-01T08:00:00.000Z"
    world.send_all(session, world.seal("Happy new year", post="last-year"))
    world.server.clock = "2026-12-01T08:00:30.000Z"
    assert world.platform.find(session, world.seal("Happy new year"), 0, ()) == Absent()


def test_find_reads_what_is_old_only_once_a_run(world: MastodonWorld) -> None:
    session = world.session()
    for number in range(90):
        world.send_all(session, world.seal(f"Post {number}", post=f"post-{number}"))
    world.platform.find(session, world.seal("Never", post="never"), 0, ())
    world.server.requests.clear()
    world.send_all(session, world.seal("Fresh", post="fresh"))
    assert isinstance(world.platform.find(session, world.seal("Fresh", post="fresh"), 0, ()), Found)
    assert sum("/accounts/" in request.url.path for request in world.server.requests) == 1


def test_a_server_that_ignores_paging_is_believed_while_its_page_is_short(world: MastodonWorld) -> None:
    world.server.pages = False
    session = world.session()
    world.send_all(session, world.seal("Other", post="other"))
    assert world.platform.find(session, world.seal("Hello"), 0, ()) == Absent()
    world.server.statuses = [{**world.server.statuses[0], "id": str(number)} for number in range(256)]
    assert isinstance(world.platform.find(world.session(), world.seal("Hello"), 0, ()), CannotTell)


def test_an_account_with_too_many_posts_is_not_said_to_lack_one(world: MastodonWorld) -> None:
    session = world.session()
    world.send_all(session, world.seal("Other", post="other"))
    world.server.statuses = [{**world.server.statuses[0], "id": str(9000 - number)} for number in range(4100)]
    assert isinstance(world.platform.find(session, world.seal("Hello"), 0, ()), CannotTell)


@pytest.mark.parametrize("visibility", ["followers", "direct"])
def test_private_posts_are_only_surely_absent_on_mastodon_itself(world: MastodonWorld, visibility: str) -> None:
    sealed = world.seal("Hello", visibility=visibility)
    assert world.platform.find(world.session(), sealed, 0, ()) == Absent()
    world.server.api_version = None
    assert isinstance(world.platform.find(world.session(), sealed, 0, ()), CannotTell)


def test_a_visibility_the_server_changed_does_not_hide_the_post(world: MastodonWorld) -> None:
    session, sealed = world.session(), world.seal("Hello", visibility="unlisted")
    world.send_all(session, sealed)
    world.server.statuses[0]["visibility"] = "public"
    assert isinstance(world.platform.find(session, sealed, 0, ()), Found)


def test_a_reply_is_not_the_post_it_repeats(world: MastodonWorld) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal("Hello", post="first"))
    world.send_all(session, world.seal("Hello", post="b", reply_to="x"), Target(reply_to=receipt.url))
    world.platform.delete(session, receipt)
    assert world.platform.find(session, world.seal("Hello", post="first"), 0, ()) == Absent()


def test_a_deletion_that_only_looks_done_is_rejected(world: MastodonWorld, monkeypatch: Any) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal())
    monkeypatch.setattr(world.server, "delete", lambda request, key: httpx.Response(404, html="<h1>404</h1>"))
    assert isinstance(world.platform.delete(session, receipt), Rejected)


def test_quotes_are_counted_where_the_server_counts_them(world: MastodonWorld) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal())
    world.server.statuses[0] |= {"quotes_count": 4, "reblogs_count": None}
    assert world.platform.metrics(session, [receipt]) == {receipt.id: {"likes": 3, "replies": 1, "quotes": 4}}
    assert world.platform.account_counters(session) == {"followers": 12}


@pytest.mark.parametrize("has_v2", [True, False])
def test_limits_are_the_servers_own(world: MastodonWorld, has_v2: bool) -> None:
    world.server.has_v2 = has_v2
    limits = world.platform.server_limits(world.session())
    assert limits["characters"] == 500
    assert limits["media"] == 4
    assert limits["alt_text"] == 1500
    assert limits["url"] == 23


def test_an_instance_that_says_nothing_states_no_limits(world: MastodonWorld, monkeypatch: Any) -> None:
    monkeypatch.setattr(world.server, "instance", lambda request: httpx.Response(200, json={"configuration": []}))
    assert world.platform.server_limits(world.session()) == {}


@pytest.mark.shared
def test_every_request_is_as_the_openapi_document_says(world: MastodonWorld) -> None:
    document = OpenApi(shared("contracts/mastodon/openapi-4.7.0.extract.json"))
    world.server.searchable, world.server.looks_until_ready = {THEIRS: "55"}, 1
    session = world.session()
    receipts = []
    for name, held in menagerie("mastodon").items():
        sealed = seal(held, key=name)
        world.platform.prepare(session, sealed, 0, blobs)
        receipts += world.send_all(session, sealed)
    world.send_all(session, world.seal("Yes"), Target(reply_to=THEIRS, quote=THEIRS))
    world.send_all(session, seal(payload(platform="mastodon", repost=THEIRS)), Target(repost=THEIRS))
    world.platform.find(session, world.seal("Nothing"), 0, ())
    world.platform.metrics(session, receipts)
    world.platform.account_counters(session)
    world.platform.delete(session, receipts[0])
    known = [request for request in world.server.requests if not request.url.path.startswith("/api/v1/instance")]
    assert {request.url.path for request in known} >= {"/api/v1/statuses", "/api/v2/media", "/api/v2/search"}
    assert [(request.url.path, fault) for request in known for fault in document.faults(request)] == []


@pytest.mark.shared
@pytest.mark.parametrize(
    "request_",
    [
        httpx.Request("POST", f"{ORIGIN}/api/v1/statuses", json={"status": "x", "visiblity": "public"}),
        httpx.Request("POST", f"{ORIGIN}/api/v1/statuses", json={"status": 5}),
        httpx.Request("GET", f"{ORIGIN}/api/v2/search", params={"querry": "x"}),
        httpx.Request("POST", f"{ORIGIN}/api/v1/toots", json={}),
        httpx.Request("GET", f"{ORIGIN}/api/v2/instance", headers={"x-mine": "1"}),
    ],
)
def test_the_checker_finds_what_breaks_the_document(request_: httpx.Request) -> None:
    request_.read()
    assert OpenApi(shared("contracts/mastodon/openapi-4.7.0.extract.json")).faults(request_)


def exchanges(folder: Path) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    return [
        (path.stem, held["request"], held["response"])
        for path in sorted(folder.glob("*.json"))
        for held in json.loads(path.read_text("utf-8"))
    ]


def answer_of(response: dict[str, Any]) -> Answer:
    body = b"" if "json" not in response else json.dumps(response["json"]).encode()
    return Answer(status=response["status"], headers=response.get("headers", {}), body=body)


@pytest.mark.shared
def test_every_recorded_error_is_understood(world: MastodonWorld) -> None:
    session = world.session()
    seen = set()
    for name, request, response in exchanges(shared("contracts/mastodon/cassettes")):
        answer = answer_of(response)
        if answer.status < 400:
            continue
        outcome = (create_refusal if request["method"] == "POST" else refusal)(session, answer)
        expected = Unauthorized if answer.status == 401 else Rejected
        assert isinstance(outcome, expected), name
        assert outcome.reason, name
        seen.add(answer.status)
    assert seen == {401, 404, 422}


@pytest.mark.shared
def test_the_same_refusal_in_two_languages_is_the_same_outcome(world: MastodonWorld) -> None:
    session = world.session()
    held = [r for n, _, r in exchanges(shared("contracts/mastodon/cassettes")) if n == "test_lang_for_errors"]
    outcomes = [create_refusal(session, answer_of(response)) for response in held if response["status"] == 422]
    assert len(outcomes) == 2
    assert {(type(outcome), outcome.code) for outcome in outcomes if isinstance(outcome, Rejected)} == {
        (Rejected, "422")
    }


@pytest.mark.shared
def test_every_recorded_status_becomes_a_receipt(world: MastodonWorld) -> None:
    count = 0
    for name, request, response in exchanges(shared("contracts/mastodon/cassettes")):
        made = request["method"] == "POST" and request["uri"].endswith("/api/v1/statuses")
        body = response.get("json")
        if not made or response["status"] != 200:
            continue
        world.server.faults.append(answered(200, body))
        outcome = world.send(world.session(), world.seal(post=f"p{count}"))
        count += 1
        if "params" in body:
            assert isinstance(outcome, Unknown), name
        else:
            assert isinstance(outcome, Sent), name
            assert (outcome.receipt.id, outcome.receipt.url) == (body["id"], body["url"])
            assert outcome.receipt.at == body["created_at"]
    assert count > 40


@pytest.mark.shared
def test_recorded_contents_compare_equal_to_the_texts_they_came_from() -> None:
    compared = 0
    sources: dict[str, str] = {}
    contents: dict[str, str] = {}
    for _, _, response in exchanges(shared("contracts/mastodon/cassettes")):
        body = response.get("json")
        if not isinstance(body, dict) or "spoiler_text" not in body:
            continue
        if isinstance(body.get("text"), str):
            sources[body["id"]] = body["text"]
        elif isinstance(body.get("content"), str):
            contents[body["id"]] = body["content"]  # the last one: some were edited
    for key, text in sources.items():
        if key in contents:
            compared += 1
            assert comparable(text_of(contents[key])) == comparable(text), key
    assert compared > 10


@pytest.mark.shared
def test_a_recorded_instance_states_its_limits(world: MastodonWorld, monkeypatch: Any) -> None:
    recorded = json.loads(shared("contracts/mastodon/cassettes/test_instance.json").read_text("utf-8"))
    body = recorded[0]["response"]["json"]
    monkeypatch.setattr(world.server, "instance", lambda request: httpx.Response(200, json=body))
    limits = world.platform.server_limits(world.session())
    assert limits["characters"] == 500
    assert limits["alt_text"] == 10000
    assert limits["image_pixels"] == 33177600


def test_a_text_of_snac_with_its_markdown_obeyed_is_recognised() -> None:
    sent = "Hello *world* `code`\n\nSecond & <b>para</b>\n- a\n> quote\n```\ncode  block\n```"
    shown = (
        "Hello <i>world</i> <code>code</code><br><br>Second &amp; &lt;b&gt;para&lt;/b&gt;<br>- a<br>"
        "<blockquote>quote<br><pre>code  block<br></pre></blockquote>"
    )
    assert comparable(text_of(shown)) == comparable(sent)


def test_the_fallback_line_of_a_quote_is_not_part_of_the_text() -> None:
    shown = '<p class="quote-inline">RE: <a href="https://x.example/1">https://x.example/1</a></p><p>Look</p>'
    assert comparable(text_of(shown)) == "Look"


def test_texts_that_differ_in_a_word_or_a_mark_stay_different() -> None:
    assert comparable("Release 1.0!") != comparable("Release 1.1!")
    assert comparable("Yes.") != comparable("Yes!")


def test_alt_texts_are_uploaded_with_the_medium_they_describe(world: MastodonWorld) -> None:
    held = payload(part("Look", medium(2, "Two"), medium(3, "Three")), platform="mastodon")
    world.send_all(world.session(), seal(held))
    assert [held["description"] for held in world.server.media.values()] == ["Two", "Three"]
