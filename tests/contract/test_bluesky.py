"""Bluesky: the suite, the answers a real PDS gave, and every request and record against the lexicons."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

import httpx
import pytest

from smm_action.model.delivery import Receipt, Rejected, Retry, Sent, Unauthorized, Unknown, part_key
from smm_action.platformkit.base import CannotTell, Found, Session, Target
from smm_action.platforms.bluesky import PLATFORM
from smm_action.platforms.bluesky.tid import ALPHABET, tid
from tests.contract import lexicons
from tests.contract.fake_bluesky import BLOB, CID, DID, OTHER, PASSWORD, FakeBluesky
from tests.contract.fake_server import LOST, answered, body_of
from tests.contract.payloads import DUE, IMAGES, blobs, medium, menagerie, part, payload, rich, seal
from tests.contract.suite import PlatformContract, World
from tests.shared import shared

POSTS, REPOSTS = "app.bsky.feed.post", "app.bsky.feed.repost"
BOBS = "https://bsky.app/profile/bob.test/post/3kbobspost222"
BOBS_URI = f"at://{OTHER}/{POSTS}/3kbobspost222"


class BlueskyWorld(World):
    name, origin, handle = "bluesky", "https://pds.example", "@acme.test"
    credentials = MappingProxyType({"APP_PASSWORD": PASSWORD})
    secrets = (PASSWORD, "access-jwt-1", "refresh-jwt-1")
    server: FakeBluesky

    def posts(self) -> list[dict[str, Any]]:
        return [
            {
                "text": record["text"],
                "alts": [image["alt"] for image in record.get("embed", {}).get("images", [])],
                "reply": record.get("reply", {}).get("parent", {}).get("uri"),
            }
            for place, record in self.server.records.items()
            if place[0] == DID
        ]


@pytest.fixture
def world() -> BlueskyWorld:
    return BlueskyWorld(PLATFORM, FakeBluesky())


class TestBluesky(PlatformContract):
    def key_of(self, request: httpx.Request) -> str:
        rkey: str = body_of(request)["rkey"]
        return rkey

    def check_uploads(self, world: World, sent: list[bytes]) -> None:
        uploads = [request for request in world.server.requests if request.url.path.endswith("uploadBlob")]
        assert [request.content for request in uploads] == sent
        assert {request.headers["content-type"] for request in uploads} == {"image/png"}

    def gone(self, receipt: Receipt) -> str:
        return f"at://{DID}/{POSTS}/3kgone2222222"

    def counters(self) -> dict[str, int]:
        return {"likes": 3, "reposts": 2, "replies": 1, "quotes": 4}


def records(world: BlueskyWorld) -> list[dict[str, Any]]:
    return [record for place, record in world.server.records.items() if place[0] == DID]


def bob_posts(world: BlueskyWorld, **fields: Any) -> None:
    record = {"$type": POSTS, "text": "Bob was here", "createdAt": DUE, **fields}
    world.server.records[OTHER, POSTS, "3kbobspost222"] = record


def test_the_record_is_put_only_where_nothing_is_under_a_key_made_from_ours(world: BlueskyWorld) -> None:
    sealed = world.seal("One", "Two")
    world.send_all(world.session(), sealed)
    puts = [body_of(request) for request in world.server.requests if world.server.is_create(request)]
    assert [put["rkey"] for put in puts] == [tid(DUE, part_key(sealed.key, number)) for number in range(2)]
    assert all("swapRecord" in put and put["swapRecord"] is None for put in puts)
    assert {put["repo"] for put in puts} == {DID}


def test_a_repeat_is_adopted_and_nothing_is_written(world: BlueskyWorld) -> None:
    session, sealed = world.session(), world.seal("Hello")
    first = world.send(session, sealed)
    before = dict(world.server.records)
    again = world.send(world.session(), sealed)
    assert isinstance(again, Sent)
    assert again.adopted
    assert (again.receipt.id, again.receipt.url, again.receipt.extra) == (
        first.receipt.id,
        first.receipt.url,
        first.receipt.extra,
    )
    assert world.server.records == before


def test_somebody_elses_text_under_our_key_is_not_adopted(world: BlueskyWorld) -> None:
    session, sealed = world.session(), world.seal("Hello")
    rkey = tid(DUE, part_key(sealed.key, 0))
    world.server.records[DID, POSTS, rkey] = {"$type": POSTS, "text": "Something else", "createdAt": DUE}
    outcome = world.send(session, sealed)
    assert isinstance(outcome, Rejected)
    assert outcome.code == "InvalidSwap"
    assert isinstance(world.platform.find(session, sealed, 0, ()), CannotTell)


def test_a_key_that_is_taken_by_what_cannot_be_read_is_unknown(world: BlueskyWorld, monkeypatch: Any) -> None:
    session, sealed = world.session(), world.seal("Hello")
    world.send(session, sealed)
    monkeypatch.setattr(world.server, "com_atproto_repo_getRecord", lambda request: httpx.Response(500))
    assert isinstance(world.send(session, sealed), Unknown)


def test_a_lost_answer_and_a_repeat_are_one_post(world: BlueskyWorld) -> None:
    session, sealed = world.session(), world.seal("Hello")
    world.server.faults.append(LOST)
    assert isinstance(world.send(session, sealed), Unknown)
    sent = world.send(world.session(), sealed)
    assert isinstance(sent, Sent)
    assert sent.adopted
    assert len(world.posts()) == 1


def test_the_receipt_names_the_post_by_uri_cid_and_web_address(world: BlueskyWorld) -> None:
    sealed = world.seal()
    sent = world.send(world.session(), sealed)
    rkey = tid(DUE, part_key(sealed.key, 0))
    assert sent.receipt.id == f"at://{DID}/{POSTS}/{rkey}"
    assert sent.receipt.url == f"https://bsky.app/profile/acme.test/post/{rkey}"
    assert sent.receipt.extra == {"cid": CID}


def test_the_time_of_a_record_is_the_servers_and_parts_follow_each_other(world: BlueskyWorld) -> None:
    world.send_all(world.session(), world.seal("One", "Two"))
    assert [record["createdAt"] for record in records(world)] == [
        "2026-12-01T08:00:30Z",
        "2026-12-01T08:00:30.001000Z",
    ]


def test_facets_count_in_bytes_and_mentions_are_resolved(world: BlueskyWorld) -> None:
    held = rich()
    world.send_all(world.session(), seal(payload(held, platform="bluesky", language="de")))
    (record,) = records(world)
    data = record["text"].encode()
    shown = {data[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode(): f["features"] for f in record["facets"]}
    assert shown == {
        "@bob.test": [{"$type": "app.bsky.richtext.facet#mention", "did": OTHER}],
        "the notes": [{"$type": "app.bsky.richtext.facet#link", "uri": "https://acme.example/notes"}],
        "#Größe": [{"$type": "app.bsky.richtext.facet#tag", "tag": "Größe"}],
    }
    assert record["langs"] == ["de"]


def test_a_mention_of_nobody_stays_text_and_the_receipt_says_so(world: BlueskyWorld) -> None:
    del world.server.handles["bob.test"]
    sent = world.send(world.session(), seal(payload(rich(), platform="bluesky")))
    (record,) = records(world)
    assert "@bob.test" in record["text"]
    assert len(record["facets"]) == 2
    assert sent.receipt.extra == {"cid": CID, "plain_mentions": "1"}


def test_a_lookup_of_a_mention_that_fails_stops_the_post_for_now(world: BlueskyWorld, monkeypatch: Any) -> None:
    monkeypatch.setattr(
        world.server,
        "com_atproto_identity_resolveHandle",
        lambda request: httpx.Response(429, headers={"retry-after": "3"}),
    )
    outcome = world.send(world.session(), seal(payload(rich(), platform="bluesky")))
    assert isinstance(outcome, Retry)
    assert not world.posts()


def test_images_have_alt_text_and_shape(world: BlueskyWorld) -> None:
    held = payload(part("Look", medium(0, "Wide", width=1600, height=900), medium(1, "", width=0)), platform="bluesky")
    world.send_all(world.session(), seal(held))
    first, second = records(world)[0]["embed"]["images"]
    assert first["alt"] == "Wide"
    assert first["aspectRatio"] == {"width": 1600, "height": 900}
    assert first["image"] == {
        "$type": "blob",
        "ref": {"$link": BLOB},
        "mimeType": "image/png",
        "size": len(IMAGES[0]),
    }
    assert second["alt"] == ""
    assert "aspectRatio" not in second


def test_a_link_card_carries_title_description_and_thumbnail(world: BlueskyWorld) -> None:
    world.send_all(world.session(), seal(menagerie("bluesky")["link-card-with-image"]))
    external = records(world)[0]["embed"]["external"]
    assert external["uri"] == "https://acme.example/launch"
    assert (external["title"], external["description"]) == ("Launch", "It is here.")
    assert external["thumb"]["mimeType"] == "image/png"


def test_a_thumbnail_that_is_too_large_is_rejected_before_anything_is_sent(world: BlueskyWorld) -> None:
    sealed = seal(menagerie("bluesky")["link-card-with-image"])
    outcome = world.platform.prepare(world.session(), sealed, 0, lambda digest: b"x" * 1_000_001)
    assert isinstance(outcome, Rejected)
    assert outcome.code == "media-too-large"


@pytest.mark.parametrize(("size", "accepted"), [(1_999_999, True), (2_000_000, True), (2_000_001, False)])
def test_an_image_may_have_two_million_bytes(world: BlueskyWorld, size: int, accepted: bool) -> None:
    sealed = seal(menagerie("bluesky")["one-image"])
    outcome = world.platform.prepare(world.session(), sealed, 0, lambda digest: b"x" * size)
    assert isinstance(outcome, Rejected) != accepted


def test_a_quote_stands_alone_or_beside_pictures(world: BlueskyWorld) -> None:
    bob_posts(world)
    session = world.session()
    world.send_all(session, world.seal("Look"), Target(quote=BOBS))
    world.send_all(session, seal(menagerie("bluesky")["one-image"], key="other"), Target(quote=BOBS))
    first, second = (record["embed"] for record in records(world))
    assert first == {"$type": "app.bsky.embed.record", "record": {"uri": BOBS_URI, "cid": CID}}
    assert second["$type"] == "app.bsky.embed.recordWithMedia"
    assert second["record"]["record"] == {"uri": BOBS_URI, "cid": CID}
    assert second["media"]["$type"] == "app.bsky.embed.images"
    found = world.platform.find(session, seal(menagerie("bluesky")["one-image"], key="other"), 0, ())
    assert isinstance(found, Found)


def test_a_reply_takes_the_root_of_the_thread_it_joins(world: BlueskyWorld) -> None:
    root = {"uri": f"at://{OTHER}/{POSTS}/3kroot2222222", "cid": CID}
    bob_posts(world, reply={"root": root, "parent": root})
    session, sealed = world.session(), world.seal("Yes", "And")
    receipts = world.send_all(session, sealed, Target(reply_to=BOBS))
    first, second = (record["reply"] for record in records(world))
    assert first == {"root": root, "parent": {"uri": BOBS_URI, "cid": CID}}
    assert second == {"root": root, "parent": {"uri": receipts[0].id, "cid": CID}}
    found = world.platform.find(session, sealed, 0, ())
    assert isinstance(found, Found)
    assert found.receipt.extra == receipts[0].extra


def test_a_reply_to_a_post_that_is_no_reply_has_it_as_root(world: BlueskyWorld) -> None:
    bob_posts(world)
    world.send_all(world.session(), world.seal("Yes"), Target(reply_to=BOBS_URI))
    strong = {"uri": BOBS_URI, "cid": CID}
    assert records(world)[0]["reply"] == {"root": strong, "parent": strong}


@pytest.mark.parametrize(
    "url", ["https://mastodon.example/@bob/1", "https://bsky.app/profile/nobody.test/post/3k22", BOBS]
)
def test_a_target_that_is_not_there_is_rejected(world: BlueskyWorld, url: str) -> None:
    outcome = world.send(world.session(), world.seal("Yes"), target=Target(reply_to=url))
    assert isinstance(outcome, Rejected)
    assert not world.posts()


def test_a_repost_has_a_key_of_its_own_and_is_not_repeated(world: BlueskyWorld) -> None:
    bob_posts(world)
    session, sealed = world.session(), seal(payload(platform="bluesky", repost=BOBS))
    first = world.send(session, sealed, target=Target(repost=BOBS))
    again = world.send(session, sealed, target=Target(repost=BOBS))
    assert isinstance(first, Sent)
    assert isinstance(again, Sent)
    assert again.adopted
    assert records(world) == [
        {"$type": REPOSTS, "subject": {"uri": BOBS_URI, "cid": CID}, "createdAt": "2026-12-01T08:00:30Z"}
    ]
    assert isinstance(world.platform.find(session, sealed, 0, ()), Found)
    assert world.platform.metrics(session, [first.receipt]) == {}
    assert world.platform.delete(session, first.receipt) == first.receipt
    assert not records(world)


@pytest.mark.parametrize(
    ("warning", "label"),
    [("Nudity", "nudity"), ("graphic media", "graphic-media"), ("porn", "porn"), ("Spoilers", "graphic-media")],
)
def test_a_content_warning_becomes_a_self_label(world: BlueskyWorld, warning: str, label: str) -> None:
    world.send_all(world.session(), world.seal("It was the butler", content_warning=warning))
    assert records(world)[0]["labels"] == {
        "$type": "com.atproto.label.defs#selfLabels",
        "values": [{"val": label}],
    }


def test_labels_can_be_chosen(world: BlueskyWorld) -> None:
    options = {"labels": ["sexual", "nudity"]}
    world.send_all(world.session(), world.seal("Art", content_warning="Spoilers", options=options))
    assert [value["val"] for value in records(world)[0]["labels"]["values"]] == ["sexual", "nudity"]


def test_a_post_that_is_not_public_is_not_sent(world: BlueskyWorld) -> None:
    assert isinstance(world.send(world.session(), world.seal("Hi", visibility="followers")), Rejected)
    assert not world.posts()


@pytest.mark.parametrize("call", ["send", "find", "metrics", "delete"])
def test_an_expired_token_is_renewed_and_the_call_made_again(world: BlueskyWorld, call: str) -> None:
    session, sealed = world.session(), world.seal("Hello")
    receipt = world.send(world.session(), world.seal("Before", post="before")).receipt
    world.server.expired.add("access-jwt-1")
    if call == "send":
        assert isinstance(world.send(session, sealed), Sent)
    elif call == "find":
        assert not isinstance(world.platform.find(session, sealed, 0, ()), CannotTell)
    elif call == "metrics":
        assert world.platform.metrics(session, [receipt])
    else:
        assert world.platform.delete(session, receipt) == receipt
    assert session.token == "access-jwt-1+"
    assert "access-jwt" not in repr(session)
    assert "refresh-jwt" not in repr(session)


def test_a_session_that_cannot_be_renewed_is_unauthorized(world: BlueskyWorld) -> None:
    session = world.session()
    world.server.expired |= {"access-jwt-1", "access-jwt-1+"}
    assert isinstance(world.send(session, world.seal()), Unauthorized)
    assert not world.posts()


def test_without_an_appview_there_are_no_counters_rather_than_zeros(world: BlueskyWorld) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal())
    assert world.platform.account_counters(session) == {"followers": 5}
    world.server.has_appview = False
    assert world.platform.metrics(session, [receipt]) == {}
    assert world.platform.account_counters(session) == {}


def test_posts_are_counted_twenty_five_at_a_time(world: BlueskyWorld) -> None:
    session = world.session()
    receipts = [world.send(session, world.seal(f"Post {n}", post=f"p{n}")).receipt for n in range(60)]
    world.server.requests.clear()
    assert len(world.platform.metrics(session, receipts)) == 60
    assert [len(r.url.params.get_list("uris")) for r in world.server.requests] == [25, 25, 10]


def test_an_account_without_a_handle_cannot_sign_in(world: BlueskyWorld) -> None:
    world.handle = ""
    assert isinstance(world.open(), Unauthorized)
    assert not world.server.requests


OBSERVED: list[tuple[int, dict[str, str], type]] = [
    # What PDS 0.5.35 answered to putRecord, uploadBlob and the like on 2026-11-24.
    (400, {"error": "InvalidRequest", "message": "grapheme too big (maximum 300, got 301) at $.record.text"}, Rejected),
    (400, {"error": "InvalidRequest", "message": "array too big (maximum 4, got 5)"}, Rejected),
    (400, {"error": "InvalidRequest", "message": "blob too big (maximum 2000000, got 2100008)"}, Rejected),
    (400, {"error": "InvalidRequest", "message": 'Missing required key "createdAt"'}, Rejected),
    (400, {"error": "InvalidRequest", "message": 'Invalid TID string (got "my-post-2026") at $'}, Rejected),
    (400, {"error": "BlobNotFound", "message": "Could not find blob"}, Retry),
    (400, {"error": "InvalidToken", "message": "Token could not be verified"}, Unauthorized),
    (401, {"error": "AuthenticationRequired", "message": "Invalid identifier or password"}, Unauthorized),
    (401, {"error": "AccountDeactivated", "message": "Account is deactivated"}, Unauthorized),
    (401, {"error": "AccountTakedown", "message": "Account has been taken down"}, Unauthorized),
    (429, {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}, Retry),
    (500, {"error": "InternalServerError", "message": "Internal Server Error"}, Unknown),
    (502, {"error": "UpstreamFailure", "message": "Upstream Failure"}, Unknown),
]


@pytest.mark.parametrize(("status", "body", "kind"), OBSERVED, ids=lambda value: str(value)[:40])
def test_every_answer_a_real_server_gave_is_understood(
    world: BlueskyWorld, status: int, body: dict[str, str], kind: type
) -> None:
    world.server.faults.append(answered(status, body))
    outcome = world.send(world.session(), world.seal())
    assert type(outcome) is kind
    if isinstance(outcome, Rejected):
        assert outcome.code == body["error"]
        assert body["message"][:20] in outcome.reason


@pytest.mark.parametrize(
    ("status", "name", "kind"),
    [
        (401, "AuthenticationRequired", Unauthorized),
        (401, "AuthFactorTokenRequired", Unauthorized),
        (401, "AccountTakedown", Unauthorized),
        (400, "InvalidRequest", Unauthorized),
        (429, "RateLimitExceeded", Retry),
        (500, "InternalServerError", Retry),
    ],
)
def test_every_refusal_to_sign_in_is_understood(
    world: BlueskyWorld, monkeypatch: Any, status: int, name: str, kind: type
) -> None:
    answer = httpx.Response(status, json={"error": name, "message": PASSWORD}, headers={"retry-after": "287"})
    monkeypatch.setattr(world.server, "sign_in", lambda request: answer)
    outcome = world.open()
    assert type(outcome) is kind
    assert PASSWORD not in repr(outcome)
    if status == 429:
        assert outcome.after == 287


def test_a_sign_in_that_makes_no_sense_is_tried_again_later(world: BlueskyWorld, monkeypatch: Any) -> None:
    monkeypatch.setattr(world.server, "sign_in", lambda request: httpx.Response(200, json={"did": DID}))
    assert isinstance(world.open(), Retry)


def test_the_epoch_of_a_rate_limit_is_turned_into_seconds(world: BlueskyWorld) -> None:
    headers = {"ratelimit-reset": "1796112090"}
    world.server.faults.append(answered(429, {"error": "RateLimitExceeded"}, headers=headers))
    outcome = world.send(world.session(), world.seal())
    assert isinstance(outcome, Retry)
    assert outcome.after == 60


def whole_life(world: BlueskyWorld) -> None:
    bob_posts(world)
    session: Session = world.session()
    receipts = []
    for name, held in menagerie("bluesky").items():
        receipts += world.send_all(session, seal(held, key=name))
    world.send_all(session, world.seal("Yes"), Target(reply_to=BOBS, quote=BOBS))
    world.send_all(session, seal(menagerie("bluesky")["four-images"], key="q"), Target(quote=BOBS))
    world.send_all(session, seal(payload(platform="bluesky", repost=BOBS)), Target(repost=BOBS))
    world.platform.metrics(session, receipts)
    world.platform.account_counters(session)
    world.platform.delete(session, receipts[0])


def test_every_request_and_record_is_as_the_lexicons_of_lexrpc_say(world: BlueskyWorld) -> None:
    whole_life(world)
    broken = [fault for request in world.server.requests for fault in lexicons.faults(lexicons.bundled(), request)]
    assert broken == []
    assert len(records(world)) > 10


@pytest.mark.shared
def test_every_request_and_record_is_as_the_lexicons_beside_the_checkout_say(world: BlueskyWorld) -> None:
    base = lexicons.of_folder(shared("contracts/bluesky/lexicons"))
    whole_life(world)
    assert [fault for request in world.server.requests for fault in lexicons.faults(base, request)] == []


@pytest.mark.parametrize(
    "change",
    [
        {"text": "a" * 301},
        {"createdAt": "2026-12-01 08:00"},
        {"langs": ["en", "de", "fr", "it"]},
        {"facets": [{"index": {"byteStart": -1, "byteEnd": 2}, "features": []}]},
    ],
)
def test_the_lexicons_find_what_breaks_them(change: dict[str, Any]) -> None:
    record = {"$type": POSTS, "text": "Hi", "createdAt": DUE}
    assert lexicons.record_faults(lexicons.bundled(), record) == []
    assert lexicons.record_faults(lexicons.bundled(), {**record, **change})


@pytest.mark.parametrize("length", [299, 300])
def test_three_hundred_graphemes_are_as_many_as_the_lexicon_allows(length: int) -> None:
    text = "👩‍👩‍👧" * 10 + "é" * (length - 10)
    assert PLATFORM.count(text) == length
    assert lexicons.record_faults(lexicons.bundled(), {"$type": POSTS, "text": text, "createdAt": DUE}) == []
    over = text + "a" * (301 - length)
    assert PLATFORM.count(over) == 301
    assert lexicons.record_faults(lexicons.bundled(), {"$type": POSTS, "text": over, "createdAt": DUE})


def test_the_card_says_what_the_lexicon_says() -> None:
    schema = lexicons.bundled().defs["app.bsky.feed.post"]["record"]["properties"]["text"]
    card = PLATFORM.card
    assert card.text.value == schema["maxGraphemes"]
    assert card.text_bytes is not None
    assert card.text_bytes.value == schema["maxLength"]
    images = lexicons.bundled().defs["app.bsky.embed.images"]["properties"]["images"]
    assert card.media.max_images == images["maxLength"]


KEYS = [f"key-{number}" for number in range(200)]


def test_a_tid_is_thirteen_characters_and_depends_on_key_and_time_alone() -> None:
    made = [tid(DUE, key) for key in KEYS]
    assert all(len(one) == 13 and set(one) <= set(ALPHABET) and one[0] in "234567abcdefghij" for one in made)
    assert made == [tid("2026-12-01T09:00:00+01:00", key) for key in KEYS]
    assert len(set(made)) == len(KEYS)


def test_tids_sort_by_the_second_and_stay_within_it() -> None:
    earlier = [tid("2026-12-01T08:00:00Z", key) for key in KEYS]
    later = [tid("2026-12-01T08:00:01Z", key) for key in KEYS]
    assert max(earlier) < min(later)
    assert {_instant(one) // 1_000_000 for one in earlier} == {1796112000}


def test_a_time_before_1970_still_makes_a_tid() -> None:
    assert len(tid("1969-01-01T00:00:00Z", "key")) == 13


def _instant(text: str) -> int:
    number = 0
    for char in text:
        number = number * 32 + ALPHABET.index(char)
    return number >> 10


def test_tids_are_what_lexrpc_takes_for_one() -> None:
    from lexrpc.base import TID_RE

    assert all(TID_RE.match(tid(DUE, key)) for key in KEYS)


@pytest.mark.shared
def test_tids_look_like_the_valid_ones_of_the_interop_tests_and_not_like_the_others() -> None:
    folder = shared("contracts/bluesky/interop-tests/syntax")
    shape = _shape()
    for line in _vectors(folder / "tid_syntax_valid.txt"):
        assert shape(line), line
    for line in _vectors(folder / "tid_syntax_invalid.txt"):
        assert not shape(line), line
    assert all(shape(tid(DUE, key)) for key in KEYS)


def _shape() -> Any:
    first, rest = set("234567abcdefghij"), set(ALPHABET)
    return lambda text: len(text) == 13 and text[0] in first and set(text) <= rest


def _vectors(path: Any) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def test_prepared_data_hold_no_secret_and_survive_json(world: BlueskyWorld) -> None:
    prepared = world.platform.prepare(world.session(), seal(menagerie("bluesky")["rich-text"]), 0, blobs)
    shown = json.dumps(dict(prepared.data))
    assert not any(secret in shown for secret in world.secrets)
