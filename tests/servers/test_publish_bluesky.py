"""Our Bluesky against a real network: published, read back through the AppView, counted, found, deleted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from smm_action.core.http import Http
from smm_action.model.delivery import Receipt, Sent, Unauthorized, Unknown
from smm_action.platformkit.base import Absent, Found, Session, Target
from smm_action.platforms.bluesky import PLATFORM
from tests.entering import enter
from tests.servers.bluesky import POST, BlueskyAccount, BlueskyNetwork
from tests.servers.deliveries import attempt, card, delivery, losing, picture, send, spans
from tests.servers.processes import wait_for

pytestmark = [pytest.mark.servers, pytest.mark.timeout(240)]
PUT = "/xrpc/com.atproto.repo.putRecord"


@pytest.fixture
def author(bluesky_network: BlueskyNetwork) -> BlueskyAccount:
    return bluesky_network.new_account()


@pytest.fixture
def other(bluesky_network: BlueskyNetwork) -> BlueskyAccount:
    return bluesky_network.new_account()


@pytest.fixture
def session(bluesky_network: BlueskyNetwork, author: BlueskyAccount) -> Session:
    return signed_in(bluesky_network, author)


def signed_in(network: BlueskyNetwork, who: BlueskyAccount, http: Http | None = None) -> Session:
    opened = enter(
        PLATFORM, http or Http(network.pds), "acme", network.pds, who.handle, {"APP_PASSWORD": who.app_password}
    )
    assert isinstance(opened, Session), opened
    return opened


def seen(network: BlueskyNetwork, uri: str, enough: Callable[[dict[str, Any]], bool] = bool) -> dict[str, Any]:
    """Return the AppView's view of a post, once it is there and ``enough``."""
    views: list[dict[str, Any]] = []

    def look() -> bool:
        views[:] = network.read("app.bsky.feed.getPosts", uris=uri)["posts"]
        return bool(views) and enough(views[0])

    wait_for(look, 20, f"{uri} in the AppView")
    return views[0]


def own_posts(network: BlueskyNetwork, who: BlueskyAccount) -> list[dict[str, Any]]:
    answer = network.answer("GET", "com.atproto.repo.listRecords", params={"repo": who.did, "collection": POST})
    return list(answer.json()["records"])


def test_text_and_facets_arrive_as_they_were_sent(
    bluesky_network: BlueskyNetwork, session: Session, other: BlueskyAccount
) -> None:
    text = f"Grüße 🎉 @{other.handle} siehe hier #Launch"
    words = {
        f"@{other.handle}": ("mention", other.handle),
        "hier": ("link", "https://example.com/path?q=1"),
        "#Launch": ("tag", "Launch"),
    }
    (receipt,) = send(PLATFORM, session, delivery("bluesky", text, facets=spans(text, words), language="de"))
    record = seen(bluesky_network, receipt.id)["record"]
    assert (record["text"], record["langs"]) == (text, ["de"])
    told = {
        text.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode(): facet["features"][0]
        for facet in record["facets"]
    }
    assert told[f"@{other.handle}"]["did"] == other.did
    assert told["hier"]["uri"] == "https://example.com/path?q=1"
    assert told["#Launch"]["tag"] == "Launch"


def test_images_arrive_with_alt_text_and_ratio(bluesky_network: BlueskyNetwork, session: Session) -> None:
    pictures = [(picture("red"), "A red field"), (picture("navy", (300, 600)), "Ein blaues Feld 🟦")]
    (receipt,) = send(PLATFORM, session, delivery("bluesky", "two", pictures=pictures))
    images = seen(bluesky_network, receipt.id)["embed"]["images"]
    assert [image["alt"] for image in images] == ["A red field", "Ein blaues Feld 🟦"]
    assert [image["aspectRatio"] for image in images] == [{"width": 640, "height": 400}, {"width": 300, "height": 600}]
    shown = httpx.get(images[0]["fullsize"], timeout=30)
    assert shown.status_code == 200
    assert shown.headers["content-type"].startswith("image/")


def test_a_thread_hangs_together(bluesky_network: BlueskyNetwork, session: Session) -> None:
    receipts = send(PLATFORM, session, delivery("bluesky", "one", "two", "three"))
    records = [seen(bluesky_network, receipt.id)["record"] for receipt in receipts]
    assert [record["text"] for record in records] == ["one", "two", "three"]
    assert "reply" not in records[0]
    parents = [record["reply"]["parent"]["uri"] for record in records[1:]]
    roots = {record["reply"]["root"]["uri"] for record in records[1:]}
    assert (parents, roots) == ([receipts[0].id, receipts[1].id], {receipts[0].id})
    thread = bluesky_network.read("app.bsky.feed.getPostThread", uri=receipts[0].id)["thread"]
    assert thread["replies"][0]["replies"][0]["post"]["uri"] == receipts[2].id


def test_a_thread_that_broke_goes_on_where_it_stopped(bluesky_network: BlueskyNetwork, session: Session) -> None:
    made = delivery("bluesky", "one", "two")
    first = send(PLATFORM, session, made, upto=1)
    second = attempt(PLATFORM, session, made, 1, first)
    assert isinstance(second, Sent)
    assert seen(bluesky_network, second.receipt.id)["record"]["reply"]["root"]["uri"] == first[0].id


def test_a_reply_a_quote_and_a_repost_name_their_post(
    bluesky_network: BlueskyNetwork, session: Session, other: BlueskyAccount
) -> None:
    original = bluesky_network.create(other, POST, {"text": "the original"})
    seen(bluesky_network, original["uri"])
    url = f"https://bsky.app/profile/{other.handle}/post/{original['uri'].rpartition('/')[2]}"
    (reply,) = send(PLATFORM, session, delivery("bluesky", "an answer", reply_to=url), Target(reply_to=url))
    (quote,) = send(PLATFORM, session, delivery("bluesky", "look", quote=url), Target(quote=url))
    send(PLATFORM, session, delivery("bluesky", repost=url), Target(repost=url))
    assert seen(bluesky_network, reply.id)["record"]["reply"]["parent"] == original
    assert seen(bluesky_network, quote.id)["embed"]["record"]["uri"] == original["uri"]
    counts = seen(bluesky_network, original["uri"], lambda post: post["repostCount"] == 1)
    assert (counts["replyCount"], counts["quoteCount"]) == (1, 1)


def test_a_link_card_has_title_and_thumbnail(bluesky_network: BlueskyNetwork, session: Session) -> None:
    made = delivery(
        "bluesky",
        "read",
        card=card("https://example.com/a", "The title", "What it is about"),
        thumbnail=picture("green"),
    )
    (receipt,) = send(PLATFORM, session, made)
    external = seen(bluesky_network, receipt.id)["embed"]["external"]
    assert (external["uri"], external["title"], external["description"]) == (
        "https://example.com/a",
        "The title",
        "What it is about",
    )
    assert httpx.get(external["thumb"], timeout=30).status_code == 200


def test_what_others_do_comes_back_as_metrics(
    bluesky_network: BlueskyNetwork, session: Session, author: BlueskyAccount, other: BlueskyAccount
) -> None:
    (receipt,) = send(PLATFORM, session, delivery("bluesky", "count me"))
    strong = {"uri": receipt.id, "cid": receipt.extra["cid"]}
    bluesky_network.create(other, "app.bsky.feed.like", {"subject": strong})
    bluesky_network.create(other, "app.bsky.feed.repost", {"subject": strong})
    bluesky_network.create(other, POST, {"text": "hm", "reply": {"root": strong, "parent": strong}})
    bluesky_network.create(other, POST, {"text": "q", "embed": {"$type": "app.bsky.embed.record", "record": strong}})
    bluesky_network.create(other, "app.bsky.graph.follow", {"subject": author.did})
    seen(bluesky_network, receipt.id, lambda post: post["quoteCount"] == post["likeCount"] == post["repostCount"] == 1)
    assert PLATFORM.metrics(session, [receipt]) == {receipt.id: {"likes": 1, "reposts": 1, "replies": 1, "quotes": 1}}
    assert PLATFORM.account_counters(session) == {"followers": 1}


def test_a_lost_answer_is_unknown_and_then_found(
    bluesky_network: BlueskyNetwork, session: Session, author: BlueskyAccount
) -> None:
    made = delivery("bluesky", "did it arrive?", pictures=[(picture("red"), "red")])
    deaf = signed_in(bluesky_network, author, losing(bluesky_network.pds, PUT))
    assert isinstance(attempt(PLATFORM, deaf, made), Unknown)
    found = PLATFORM.find(session, made.sealed, 0, ())
    assert isinstance(found, Found)
    assert [record["uri"] for record in own_posts(bluesky_network, author)] == [found.receipt.id]


def test_sending_again_after_a_lost_answer_makes_no_second_post(
    bluesky_network: BlueskyNetwork, session: Session, author: BlueskyAccount
) -> None:
    made = delivery("bluesky", "once only")
    deaf = signed_in(bluesky_network, author, losing(bluesky_network.pds, PUT))
    assert isinstance(attempt(PLATFORM, deaf, made), Unknown)
    again = attempt(PLATFORM, session, made)
    assert isinstance(again, Sent)
    assert [record["uri"] for record in own_posts(bluesky_network, author)] == [again.receipt.id]


def test_what_was_never_sent_is_absent(session: Session) -> None:
    assert PLATFORM.find(session, delivery("bluesky", "never").sealed, 0, ()) == Absent()


def test_a_deleted_post_is_gone_and_can_be_deleted_again(
    bluesky_network: BlueskyNetwork, session: Session, author: BlueskyAccount
) -> None:
    made = delivery("bluesky", "away")
    (receipt,) = send(PLATFORM, session, made)
    assert isinstance(PLATFORM.delete(session, receipt), Receipt)
    assert isinstance(PLATFORM.delete(session, receipt), Receipt)
    assert own_posts(bluesky_network, author) == []
    assert PLATFORM.find(session, made.sealed, 0, ()) == Absent()
    assert PLATFORM.metrics(session, [receipt]) in ({}, {receipt.id: {}}) or wait_gone(session, receipt)


def test_a_thread_is_taken_back_from_its_end_and_a_correction_answers_its_last_part(
    bluesky_network: BlueskyNetwork, session: Session, author: BlueskyAccount
) -> None:
    receipts = send(PLATFORM, session, delivery("bluesky", "one", "two"))
    url = receipts[-1].url
    (answer,) = send(PLATFORM, session, delivery("bluesky", "three", reply_to=url), Target(reply_to=url))
    record = seen(bluesky_network, answer.id)["record"]
    assert (record["reply"]["root"]["uri"], record["reply"]["parent"]["uri"]) == (receipts[0].id, receipts[1].id)
    for receipt in (answer, *receipts[::-1]):
        assert PLATFORM.delete(session, receipt) == receipt
    assert own_posts(bluesky_network, author) == []
    assert wait_gone(session, receipts[0])


def test_a_post_that_a_person_vouched_for_is_deleted_by_its_address(
    bluesky_network: BlueskyNetwork, session: Session, author: BlueskyAccount
) -> None:
    (receipt,) = send(PLATFORM, session, delivery("bluesky", "away"))
    vouched = Receipt(part=0, id=receipt.url, url=receipt.url, at=receipt.at)
    assert PLATFORM.delete(session, vouched) == vouched
    assert own_posts(bluesky_network, author) == []


def wait_gone(session: Session, receipt: Receipt) -> bool:
    """The AppView hears of a deletion a moment later."""
    wait_for(lambda: PLATFORM.metrics(session, [receipt]) == {}, 20, "the deletion in the AppView")
    return True


def test_a_wrong_password_is_unauthorized(bluesky_network: BlueskyNetwork, author: BlueskyAccount) -> None:
    opened = enter(
        PLATFORM, Http(bluesky_network.pds), "acme", bluesky_network.pds, author.handle, {"APP_PASSWORD": "wrong"}
    )
    assert isinstance(opened, Unauthorized)
    assert "wrong" not in opened.reason
