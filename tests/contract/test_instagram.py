"""Instagram: the suite against the sandbox by the Page's door, and what only Instagram has."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from smm_action.model.delivery import Pending, Receipt, Rejected, Retry, Sent, Unknown
from smm_action.platformkit.base import Absent, CannotTell, Found, Prepared
from smm_action.sandbox.audience import react
from tests.contract.fake_server import LOST, answered
from tests.contract.payloads import blobs, medium, part, payload, seal
from tests.contract.suite import PlatformContract, World
from tests.contract.worlds_instagram import InstagramWorld, new_login, new_world
from tests.entering import enter

SITE = "https://www.instagram.com"


@pytest.fixture
def world() -> InstagramWorld:
    return new_world()


class TestInstagram(PlatformContract):
    def check_uploads(self, world: World, sent: list[bytes]) -> None:
        assert isinstance(world, InstagramWorld)
        assert world.host.put_bytes == sent
        assert not world.host.there, "what Instagram has copied stays nowhere"

    def gone(self, receipt: Receipt) -> str:
        return "18999999999999999"

    def counters(self) -> dict[str, int]:
        return {"likes": 0, "replies": 0, "impressions": 0, "reach": 0, "reposts": 0, "saves": 0}


def film(**fields: Any) -> Any:
    return medium(kind="video", mime="video/mp4", **fields)


def post(*media: Any, text: str = "Look", **fields: Any) -> Any:
    return seal(payload(part(text, *media), platform="instagram", **fields))


def test_a_picture_is_a_container_without_a_kind(world: InstagramWorld) -> None:
    world.send_all(world.session(), post(medium()))
    (container,) = world.containers()
    assert container == {
        "image_url": container["image_url"],
        "caption": "Look",
        "alt_text": "A blue square",
    }
    assert container["image_url"].startswith("https://media.example/")


def test_a_film_is_a_reel_without_alt_text_and_is_waited_for(world: InstagramWorld) -> None:
    session, options = world.session(), {"share_to_feed": False, "thumb_offset": 0, "audio_name": "Our song"}
    sealed = post(film(), options=options)
    assert isinstance(world.platform.prepare(session, sealed, 0, blobs), Pending)
    world.server.now += timedelta(seconds=5)
    assert isinstance(world.platform.prepare(session, sealed, 0, blobs), Prepared)
    (container,) = world.containers()
    assert container["media_type"] == "REELS"
    assert (container["share_to_feed"], container["thumb_offset"]) == ("false", "0")
    assert container["audio_name"] == "Our song"
    assert "alt_text" not in container


def test_several_media_are_children_of_a_carousel(world: InstagramWorld) -> None:
    world.server.strike("instagram.media processing 0")
    world.send_all(world.session(), post(medium(0, "One"), film(alt="Two"), disclosure="ai"))
    first, second, whole = world.containers()
    assert "media_type" not in first
    assert (second["media_type"], whole["media_type"]) == ("VIDEO", "CAROUSEL")
    assert first["is_carousel_item"] == second["is_carousel_item"] == "true"
    assert whole["caption"] == "Look"
    assert "caption" not in first
    assert whole["is_ai_generated"] == "true"
    assert "is_ai_generated" not in first, "the label is the carousel's alone"
    assert len(whole["children"].split(",")) == 2


@pytest.mark.parametrize("count", [0, 11])
def test_too_few_and_too_many_media_are_refused_before_a_call(world: InstagramWorld, count: int) -> None:
    session = world.session()
    sealed = post(*(medium(number % 6, f"Square {number}") for number in range(count)))
    outcome = world.platform.prepare(session, sealed, 0, blobs)
    assert isinstance(outcome, Rejected)
    assert not world.containers()


def test_tags_go_to_the_medium_that_they_name(world: InstagramWorld) -> None:
    tags = [{"username": "ada", "x": 0.5, "y": 0.2}, {"username": "bob", "x": 0.1, "y": 0.1, "medium": 2}]
    world.send_all(world.session(), post(medium(0, "One"), medium(1, "Two"), options={"user_tags": tags}))
    first, second, _ = world.containers()
    assert json.loads(first["user_tags"]) == [{"username": "ada", "x": 0.5, "y": 0.2}]
    assert json.loads(second["user_tags"]) == [{"username": "bob", "x": 0.1, "y": 0.1}]


def test_collaborators_and_place_are_said_of_the_whole(world: InstagramWorld) -> None:
    options = {"collaborators": ["ada", "bob"], "location_id": "7640348500"}
    world.send_all(world.session(), post(medium(), options=options))
    (container,) = world.containers()
    assert json.loads(container["collaborators"]) == ["ada", "bob"]
    assert container["location_id"] == "7640348500"


@pytest.mark.parametrize("kind", ["image", "video"])
def test_a_story_is_one_medium_without_words(world: InstagramWorld, kind: str) -> None:
    world.server.strike("instagram.media processing 0")
    session = world.session()
    (receipt,) = world.send_all(session, post(medium(kind=kind), text="", options={"story": True}))
    (container,) = world.containers()
    assert container["media_type"] == "STORIES"
    assert not container.keys() & {"caption", "alt_text"}
    assert receipt.extra == {"kind": "story"}
    assert world.platform.metrics(session, [receipt])[receipt.id] == {"impressions": 0, "reach": 0, "replies": 0}
    assert world.platform.delete(session, receipt) == receipt


@pytest.mark.parametrize(("text", "count"), [("Words", 1), ("", 2)])
def test_a_story_that_would_lose_something_is_refused(world: InstagramWorld, text: str, count: int) -> None:
    sealed = post(*(medium(number) for number in range(count)), text=text, options={"story": True})
    outcome = world.platform.prepare(world.session(), sealed, 0, blobs)
    assert isinstance(outcome, Rejected)
    assert outcome.reason.startswith("Nothing went out")
    assert world.platform.refused(sealed.payload) == outcome
    assert world.platform.refused(post(medium()).payload) is None


def test_a_story_in_doubt_is_asked_of_a_person_unless_its_container_says_no(world: InstagramWorld) -> None:
    session, sealed = world.session(), post(medium(), text="", options={"story": True})
    assert isinstance(world.platform.prepare(session, sealed, 0, blobs), Prepared)
    assert world.platform.find(session, sealed, 0, ()) == Absent()
    world.server.faults.append(LOST)
    assert isinstance(world.send(session, sealed), Unknown)
    assert isinstance(world.platform.find(session, sealed, 0, ()), CannotTell)
    assert isinstance(world.platform.find(world.session(), sealed, 0, ()), CannotTell)


def test_a_paid_partnership_is_labelled_by_the_pages_door_and_refused_by_the_other(world: InstagramWorld) -> None:
    sealed = post(medium(), disclosure="paid", options={"sponsor_ids": ["17841400000000000"]})
    world.send_all(world.session(), sealed)
    (container,) = world.containers()
    assert container["is_paid_partnership"] == "true"
    assert json.loads(container["branded_content_sponsor_ids"]) == ["17841400000000000"]
    outcome = new_login().send(new_login().session(), sealed)
    assert isinstance(outcome, Rejected)
    assert outcome.code == "partnership"


def test_the_first_comment_goes_under_the_post_and_is_found_there(world: InstagramWorld) -> None:
    session, sealed = world.session(), world.seal("Post", "Read more: https://acme.example")
    (first,) = (world.send(session, sealed).receipt,)
    world.server.faults.append(LOST)
    assert isinstance(world.send(session, sealed, 1, (first,)), Unknown)
    found = world.platform.find(world.session(), sealed, 1, (first,))
    assert isinstance(found, Found)
    assert (found.receipt.url, found.receipt.extra) == (first.url, {"kind": "comment"})
    assert world.posts()[1]["reply"] == first.id
    assert world.platform.metrics(session, [found.receipt]) == {found.receipt.id: {"likes": 0}}
    assert world.platform.delete(session, found.receipt) == found.receipt
    assert world.platform.find(world.session(), sealed, 1, (first,)) == Absent()


def test_somebody_else_s_comment_with_the_same_words_is_not_ours(world: InstagramWorld) -> None:
    session, sealed = world.session(), world.seal("Post", "Congratulations!")
    first = world.send(session, sealed).receipt
    stranger = enter(world.platform, world.http(), "bob", world.origin, "bob", {"TOKEN": "sandbox-bob"})
    assert isinstance(world.platform.send(stranger, sealed, 1, Prepared(), (first,), None), Sent)
    assert world.platform.find(session, sealed, 1, (first,)) == Absent()


def test_a_comment_without_a_post_is_not_sent(world: InstagramWorld) -> None:
    assert isinstance(world.send(world.session(), world.seal("Post", "Comment"), 1), Rejected)


def test_a_caption_given_back_without_its_at_signs_is_the_same(world: InstagramWorld) -> None:
    session, sealed = world.session(), world.seal("With @ada and @bob")
    world.send_all(session, sealed)
    obey = world.server.obey

    def shortened(request: httpx.Request) -> httpx.Response:
        answer = obey(request)
        return httpx.Response(answer.status_code, content=answer.content.replace(b"@", b""))

    world.server.obey = shortened  # type: ignore[method-assign]
    assert isinstance(world.platform.find(session, sealed, 0, ()), Found)


def test_a_lost_answer_is_asked_of_the_container(world: InstagramWorld) -> None:
    session, sealed = world.session(), world.seal("Hello")
    world.server.faults.append(LOST)
    assert isinstance(world.send(session, sealed), Unknown)
    world.server.strike("instagram.find hide 3600")
    assert isinstance(world.platform.find(session, sealed, 0, ()), CannotTell)
    world.server.strike("")
    assert isinstance(world.platform.find(session, sealed, 0, ()), Found)
    assert len(world.posts()) == 1


def test_a_container_is_published_once(world: InstagramWorld) -> None:
    session, sealed = world.session(), world.seal("Hello")
    prepared = world.platform.prepare(session, sealed, 0, blobs)
    assert isinstance(world.platform.send(session, sealed, 0, prepared, (), None), Sent)
    again = world.platform.send(session, sealed, 0, prepared, (), None)
    assert not isinstance(again, Sent)
    published = world.platform.prepare(session, sealed, 0, blobs)
    assert isinstance(published, Rejected)
    assert published.code == "published"
    assert len(world.posts()) == 1


@pytest.mark.parametrize(
    ("words", "outcome", "says"),
    [
        ("Error: Media upload has failed with error code 2207026", Rejected, "MP4 or MOV"),
        ("Error: Media upload has failed with error code 2207052", Retry, "media_host"),
        ("Error: Media upload has failed with error code 2207053", Retry, "2207053"),
        ("Error: something new", Retry, "ERROR"),
    ],
)
def test_a_container_that_failed_says_why(world: InstagramWorld, words: str, outcome: type, says: str) -> None:
    session, sealed = world.session(), post(film())
    obey = world.server.obey

    def failing(request: httpx.Request) -> httpx.Response:
        if "status_code" in str(request.url):
            return httpx.Response(200, json={"id": "1", "status_code": "ERROR", "status": words})
        return obey(request)

    world.server.obey = failing  # type: ignore[method-assign]
    found = world.platform.prepare(session, sealed, 0, blobs)
    assert isinstance(found, outcome)
    assert says in found.reason
    assert found.reason.startswith("Nothing went out")


def test_an_expired_container_is_made_anew(world: InstagramWorld) -> None:
    session, sealed = world.session(), post(medium())
    world.platform.prepare(session, sealed, 0, blobs)
    world.server.now += timedelta(hours=25)
    assert isinstance(world.platform.prepare(session, sealed, 0, blobs), Retry)
    assert isinstance(world.platform.prepare(session, sealed, 0, blobs), Prepared)
    assert len(world.containers()) == 2


def test_a_full_account_waits_and_is_asked_once_a_run(world: InstagramWorld) -> None:
    session = world.session()
    world.send_all(session, world.seal("One", post="a"))
    assert session.memory["left"] == {"": 49}
    session.memory["left"] = {"": 0}
    outcome = world.send(session, world.seal("Two", post="b"))
    assert isinstance(outcome, Retry)
    assert outcome.after == 3600
    assert len(world.asked("/content_publishing_limit")) == 1
    assert len(world.posts()) == 1


def test_without_a_media_host_nothing_goes_out(world: InstagramWorld) -> None:
    session = world.session()
    session.host = None
    outcome = world.send(session, post(medium()))
    assert isinstance(outcome, Rejected)
    assert outcome.code == "no-media-host"
    assert not world.containers()


def test_the_audience_is_counted_and_its_comments_listed_without_names(world: InstagramWorld) -> None:
    session = world.session()
    receipts = [world.send_all(session, world.seal(f"Post {n}", post=f"p{n}"))[0] for n in range(6)]
    react(world.server.store, world.server.now + timedelta(minutes=5))
    counted = world.platform.metrics(session, receipts)
    assert sum(numbers["likes"] for numbers in counted.values()) > 0
    assert all(numbers["reach"] == 7 * numbers["likes"] for numbers in counted.values())
    assert world.platform.account_counters(session)["followers"] > 0
    replies = world.platform.replies(session, receipts, None)
    assert {reply.to for reply in replies} <= {receipt.id for receipt in receipts}
    assert replies
    assert not any(reply.text in repr(reply) or "fan" in reply.author for reply in replies)
    assert world.platform.replies(session, receipts, replies[-1].at) == []


def test_one_retired_metric_does_not_blank_the_rest(world: InstagramWorld) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal())
    obey = world.server.obey

    def retired(request: httpx.Request) -> httpx.Response:
        fault = {"error": {"message": "retired", "type": "OAuthException", "code": 100}}
        return httpx.Response(400, json=fault) if request.url.params.get("metric") == "views" else obey(request)

    world.server.obey = retired  # type: ignore[method-assign]
    assert world.platform.metrics(session, [receipt])[receipt.id] == {
        "likes": 0,
        "replies": 0,
        "reach": 0,
        "reposts": 0,
        "saves": 0,
    }


def test_a_resolved_receipt_is_deleted_by_its_address(world: InstagramWorld) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal())
    by_hand = replace(receipt, id=receipt.url)
    assert world.platform.delete(session, by_hand) == by_hand
    assert not world.posts()
    unknown = replace(receipt, id=f"{SITE}/p/Cnowhere/", url=f"{SITE}/p/Cnowhere/")
    assert isinstance(world.platform.delete(session, unknown), Rejected)


def test_a_refusal_of_the_create_says_whether_it_went_out(world: InstagramWorld) -> None:
    body = {"error": {"message": "x", "type": "OAuthException", "code": 9, "error_subcode": 2207042}}
    world.server.faults.append(answered(400, body))
    outcome = world.send(world.session(), world.seal())
    assert isinstance(outcome, Retry)
    assert outcome.reason.startswith("Nothing went out")
    assert outcome.after == 3600
