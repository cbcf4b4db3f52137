"""Mastodon: the suite, its own answers as recorded, and every request against its OpenAPI document."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from smm_action.model.delivery import Pending, Receipt, Rejected, Retry, Sent, Unauthorized, Unknown, part_key
from smm_action.platformkit.base import CannotTell, Found, Target
from tests.contract.fake_mastodon import ORIGIN
from tests.contract.fake_server import answered
from tests.contract.payloads import blobs, medium, menagerie, part, payload, seal
from tests.contract.suite import PlatformContract, ThreadKeysContract, World
from tests.contract.worlds_mastodon import THEIRS, MastodonWorld, created, new_world


@pytest.fixture
def world() -> MastodonWorld:
    return new_world()


class TestMastodon(PlatformContract, ThreadKeysContract):
    def key_of(self, request: httpx.Request) -> str:
        return request.headers["idempotency-key"]

    def check_uploads(self, world: World, sent: list[bytes]) -> None:
        assert [held["data"] for held in world.server.media.values()] == sent
        assert {held["mime"] for held in world.server.media.values()} == {"image/png"}

    def gone(self, receipt: Receipt) -> str:
        return "999999"

    def counters(self) -> dict[str, int]:
        return {"likes": 3, "reposts": 2, "replies": 1}


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


def test_alt_texts_are_uploaded_with_the_medium_they_describe(world: MastodonWorld) -> None:
    held = payload(part("Look", medium(2, "Two"), medium(3, "Three")), platform="mastodon")
    world.send_all(world.session(), seal(held))
    assert [held["description"] for held in world.server.media.values()] == ["Two", "Three"]
