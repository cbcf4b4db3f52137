"""Bluesky: the suite, the answers a real PDS gave, and every request and record against the lexicons."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from smm_action.model.delivery import Receipt, Rejected, Sent, Unknown, part_key
from smm_action.platformkit.base import CannotTell, Found, Target
from smm_action.platforms.bluesky.tid import tid
from tests.contract.fake_bluesky import BLOB, CID, DID, OTHER
from tests.contract.fake_server import LOST, body_of
from tests.contract.payloads import DUE, IMAGES, blobs, medium, menagerie, part, payload, rich, seal
from tests.contract.suite import PlatformContract, ThreadKeysContract, World
from tests.contract.worlds_bluesky import BOBS, BOBS_URI, POSTS, REPOSTS, BlueskyWorld, bob_posts, new_world, records


@pytest.fixture
def world() -> BlueskyWorld:
    return new_world()


class TestBluesky(PlatformContract, ThreadKeysContract):
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


def test_posts_are_counted_twenty_five_at_a_time(world: BlueskyWorld) -> None:
    session = world.session()
    receipts = [world.send(session, world.seal(f"Post {n}", post=f"p{n}")).receipt for n in range(60)]
    world.server.requests.clear()
    assert len(world.platform.metrics(session, receipts)) == 60
    assert [len(r.url.params.get_list("uris")) for r in world.server.requests] == [25, 25, 10]


def test_prepared_data_hold_no_secret_and_survive_json(world: BlueskyWorld) -> None:
    prepared = world.platform.prepare(world.session(), seal(menagerie("bluesky")["rich-text"]), 0, blobs)
    shown = json.dumps(dict(prepared.data))
    assert not any(secret in shown for secret in world.secrets)
