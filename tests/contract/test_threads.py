"""Threads: the suite against the sandbox, and what only Threads has."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from smm_action.model.delivery import Pending, Receipt, Rejected, Retry, Sent, Unauthorized
from smm_action.model.payload import LinkCard, PollPayload
from smm_action.platformkit.base import Inspection, Prepared, Refreshed, Target
from smm_action.sandbox.audience import react
from tests.contract.fake_server import answered
from tests.contract.payloads import blobs, facet, medium, part, payload, seal
from tests.contract.suite import PlatformContract, ThreadsContract, World
from tests.contract.worlds_threads import NUMBER, TOKEN, ThreadsWorld, new_world

SITE = "https://www.threads.com"


@pytest.fixture
def world() -> ThreadsWorld:
    return new_world()


class TestThreads(ThreadsContract, PlatformContract):
    def check_uploads(self, world: World, sent: list[bytes]) -> None:
        assert isinstance(world, ThreadsWorld)
        assert world.host.put_bytes == sent
        assert set(world.host.mimes) == {"image/png"}
        assert not world.host.there, "what Threads has copied stays nowhere"

    def gone(self, receipt: Receipt) -> str:
        return "19999999999999999"

    def counters(self) -> dict[str, int]:
        return {"impressions": 0, "likes": 0, "replies": 0, "reposts": 0, "quotes": 0}


def film(alt: str = "A film") -> Any:
    return medium(kind="video", mime="video/mp4", alt=alt)


def test_text_is_made_and_published_in_two_calls_never_in_one(world: ThreadsWorld) -> None:
    world.send_all(world.session(), world.seal("Hello"))
    (container,) = world.containers()
    assert container == {"media_type": "TEXT", "text": "Hello"}
    assert len(world.asked("/threads_publish")) == 1
    assert b"auto_publish_text" not in b"".join(request.content for request in world.server.requests)


def test_one_medium_is_a_container_of_its_kind(world: ThreadsWorld) -> None:
    world.send_all(world.session(), seal(payload(part("Look", medium()), platform="threads")))
    (container,) = world.containers()
    assert container["media_type"] == "IMAGE"
    assert container["image_url"].startswith("https://media.example/")
    assert (container["alt_text"], container["text"]) == ("A blue square", "Look")


def test_several_media_are_children_of_a_carousel(world: ThreadsWorld) -> None:
    world.server.strike("threads.media processing 0")
    world.send_all(world.session(), seal(payload(part("Look", medium(0, "One"), film("Two")), platform="threads")))
    first, second, whole = world.containers()
    assert (first["media_type"], second["media_type"], whole["media_type"]) == ("IMAGE", "VIDEO", "CAROUSEL")
    assert (first["alt_text"], second["alt_text"]) == ("One", "Two")
    assert first["is_carousel_item"] == second["is_carousel_item"] == "true"
    assert "text" not in first
    assert whole["text"] == "Look"
    assert len(whole["children"].split(",")) == 2


def test_a_film_is_waited_for_and_its_container_is_made_once(world: ThreadsWorld) -> None:
    session = world.session()
    sealed = seal(payload(part("Look", film()), platform="threads"))
    for _ in range(3):
        assert isinstance(world.platform.prepare(session, sealed, 0, blobs), Pending)
        assert world.host.there, "Threads may still be fetching it"
    world.server.now += timedelta(seconds=5)
    assert isinstance(world.platform.prepare(session, sealed, 0, blobs), Prepared)
    assert len(world.containers()) == 1
    assert not world.host.there


@pytest.mark.parametrize(
    ("word", "outcome", "says"),
    [
        ("INVALID_DURATION", Rejected, "five minutes"),
        ("INVALID_ASPEC_RATIO", Rejected, "too tall or too wide"),
        ("FAILED_DOWNLOADING_VIDEO", Retry, "media_host"),
        ("UNKNOWN", Retry, "does not say why"),
        ("SOMETHING_NEW", Retry, "ERROR"),
    ],
)
def test_a_container_that_failed_says_why(world: ThreadsWorld, word: str, outcome: type, says: str) -> None:
    session, sealed = world.session(), seal(payload(part("Look", film()), platform="threads"))
    obey = world.server.obey

    def failing(request: httpx.Request) -> httpx.Response:
        if "error_message" in str(request.url):
            return httpx.Response(200, json={"id": "1", "status": "ERROR", "error_message": word})
        return obey(request)

    world.server.obey = failing  # type: ignore[method-assign]
    found = world.platform.prepare(session, sealed, 0, blobs)
    assert isinstance(found, outcome)
    assert says in found.reason
    world.server.obey = obey  # type: ignore[method-assign]
    world.platform.prepare(session, sealed, 0, blobs)
    assert len(world.containers()) == 2, "a container that failed is made anew"


@pytest.mark.parametrize(
    ("options", "sent"),
    [
        ({"reply_control": "mentioned_only"}, {"reply_control": "mentioned_only"}),
        ({"topic_tag": "Winter"}, {"topic_tag": "Winter"}),
        ({"countries": ["DE", "AT"]}, {"allowlisted_country_codes": "DE,AT"}),
        ({"location_id": "12"}, {"location_id": "12"}),
        ({"ghost": True}, {"is_ghost_post": "true"}),
    ],
)
def test_options_are_said_of_the_first_part_alone(world: ThreadsWorld, options: Any, sent: dict[str, str]) -> None:
    world.send_all(world.session(), world.seal("One", "Two", options=options))
    first, second = world.containers()
    assert sent.items() <= first.items()
    assert not sent.keys() & second.keys()


def test_a_spoiler_hides_media(world: ThreadsWorld) -> None:
    world.send_all(
        world.session(), seal(payload(part("Look", medium()), platform="threads", options={"spoiler": True}))
    )
    assert world.containers()[0]["is_spoiler_media"] == "true"


def test_a_link_is_a_card_and_a_poll_a_poll_and_both_are_too_much(world: ThreadsWorld) -> None:
    card, poll = LinkCard(url="https://acme.example/x"), PollPayload(options=("Yes", "No"), duration=timedelta(days=1))
    session = world.session()
    world.send_all(session, world.seal("Read", card=card, post="a"))
    world.send_all(session, world.seal("Vote", poll=poll, post="b"))
    assert world.containers()[0]["link_attachment"] == "https://acme.example/x"
    assert json.loads(world.containers()[1]["poll_attachment"]) == {"option_a": "Yes", "option_b": "No"}
    both = world.send(session, world.seal("Both", card=card, poll=poll, post="c"))
    pictures = world.send(session, seal(payload(part("Look", medium()), platform="threads", poll=poll, post="d")))
    assert isinstance(both, Rejected)
    assert isinstance(pictures, Rejected)
    assert "Nothing went out" in both.reason
    assert world.platform.refused(world.seal("Both", card=card, poll=poll).payload) == both
    assert world.platform.refused(world.seal("Vote", poll=poll).payload) is None
    assert len(world.posts()) == 2


def test_without_a_media_host_nothing_goes_out(world: ThreadsWorld) -> None:
    session = world.session()
    session.host = None
    outcome = world.send(session, seal(payload(part("Look", medium()), platform="threads")))
    assert isinstance(outcome, Rejected)
    assert outcome.code == "no-media-host"
    assert not world.containers()


def test_a_media_host_that_can_not_be_reached_is_tried_again(world: ThreadsWorld) -> None:
    world.host.refusal = Retry(reason="the bucket is away")
    outcome = world.send(world.session(), seal(payload(part("Look", medium()), platform="threads")))
    assert outcome == Retry(reason="the bucket is away")


def test_a_full_account_waits_and_is_asked_once_a_run(world: ThreadsWorld) -> None:
    session = world.session()
    world.send_all(session, world.seal("One", post="a"))
    assert session.memory["left"] == {"": 249}
    session.memory["left"] = {"": 1}
    world.send_all(session, world.seal("Two", post="b"))
    outcome = world.send(session, world.seal("Three", post="c"))
    assert isinstance(outcome, Retry)
    assert outcome.after == 3600
    assert len(world.asked("/threads_publishing_limit")) == 1
    assert len(world.posts()) == 2


def test_a_post_whose_address_is_not_told_is_out_all_the_same(world: ThreadsWorld) -> None:
    world.server.strike("threads.read error 500")
    session = world.session()
    session.memory["left"] = {"": 9}
    sealed = world.seal("Hello")
    container = session.http.read(
        "POST",
        f"/v1.0/{NUMBER}/threads",
        data={"media_type": "TEXT", "text": "Hello"},
        headers={"authorization": f"Bearer {TOKEN}"},
    ).json()["id"]
    sent = world.platform.send(session, sealed, 0, Prepared(data={"container": container}), (), Target())
    assert isinstance(sent, Sent)
    assert sent.receipt.url == f"{SITE}/@acmethreads"


def test_the_audience_is_counted_and_its_replies_listed_without_names(world: ThreadsWorld) -> None:
    session = world.session()
    receipts = [world.send_all(session, world.seal(f"Post {n}", post=f"p{n}"))[0] for n in range(6)]
    react(world.server.store, world.server.now + timedelta(minutes=5))
    counted = world.platform.metrics(session, receipts)
    assert sum(numbers["likes"] for numbers in counted.values()) > 0
    assert world.platform.account_counters(session)["followers"] > 0
    replies = world.platform.replies(session, receipts, None)
    assert replies
    assert [reply.at for reply in replies] == sorted(reply.at for reply in replies)
    assert {reply.to for reply in replies} <= {receipt.id for receipt in receipts}
    assert not any("fan" in reply.author or reply.text in repr(reply) for reply in replies)
    assert world.platform.replies(session, receipts, replies[-1].at) == []


def test_doctor_says_what_the_token_lacks_and_when_it_ends(world: ThreadsWorld) -> None:
    found = world.platform.inspect(world.session())
    assert found == Inspection(expires="2027-01-30T08:00:30Z")


def test_a_token_is_renewed_in_one_call(world: ThreadsWorld) -> None:
    found = world.platform.refresh(world.http(), {"TOKEN": TOKEN})
    assert found == Refreshed(values={"TOKEN": TOKEN}, expires="2027-01-30T08:00:30Z")
    assert TOKEN not in repr(found)
    assert [request.url.path for request in world.server.requests] == ["/refresh_access_token"]


def test_a_dead_token_is_not_renewed(world: ThreadsWorld) -> None:
    assert isinstance(world.platform.refresh(world.http(), {"TOKEN": "EAA-dead"}), Unauthorized)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("a" * 500, 500),
        ("Grüße, 春の新作", 11),
        ("👍", 4),
        ("👨‍👩‍👧‍👦", 25),
        ("🏳️‍🌈", 14),
        ("❤️", 6),
        ("1️⃣", 7),
        ("🇩🇪", 8),
        ("e\u0301", 2),
        ("©", 2),
    ],
)
def test_emoji_count_as_their_bytes(world: ThreadsWorld, text: str, length: int) -> None:
    assert world.platform.count(text) == length


def test_a_refusal_of_the_create_says_whether_it_went_out(world: ThreadsWorld) -> None:
    body = {
        "error": {
            "message": "Media ID is not available",
            "type": "OAuthException",
            "code": 24,
            "error_subcode": 4279009,
        }
    }
    world.server.faults.append(answered(400, body))
    outcome = world.send(world.session(), world.seal())
    assert isinstance(outcome, Retry)
    assert outcome.reason.startswith("Nothing went out")
    assert outcome.after == 60


def test_a_renewal_that_failed_is_no_token_whatever_stands_in_it(world: ThreadsWorld) -> None:
    answer = httpx.Response(500, json={"access_token": "T", "expires_in": 5})
    world.server.obey = lambda request: answer  # type: ignore[method-assign]
    assert isinstance(world.platform.refresh(world.http(), {"TOKEN": TOKEN}), Retry)
    answer = httpx.Response(200, json={"access_token": "T"})
    assert world.platform.refresh(world.http(), {"TOKEN": TOKEN}) == Refreshed(values={"TOKEN": "T"}, expires=None)


def test_replies_are_counted_apart(world: ThreadsWorld) -> None:
    session = world.session()
    world.send_all(session, world.seal("One", "Two", "Three"))
    assert session.memory["left"] == {"": 249, "reply_": 998}
    session.memory["left"] = {"": 1, "reply_": 0}
    sealed = world.seal("Four", "Five", post="b")
    first = world.send(session, sealed).receipt
    assert isinstance(world.send(session, sealed, 1, (first,)), Retry)
    assert len(world.posts()) == 4


@pytest.mark.parametrize(
    ("count", "card", "refused"), [(5, None, False), (6, None, True), (5, "https://a.example", True)]
)
def test_more_than_five_addresses_are_refused(world: ThreadsWorld, count: int, card: str | None, refused: bool) -> None:
    urls = [f"https://acme.example/{number}" for number in range(count)] * 2
    text = " ".join(urls)
    facets = [facet(text, url, "link", url) for url in urls]
    held = payload(part(text, facets=facets), platform="threads", card=LinkCard(url=card) if card else None)
    assert isinstance(world.send(world.session(), seal(held)), Rejected if refused else Sent)
    assert (world.platform.refused(held) is not None) is refused
