"""X: is it out already? After what X does to texts, in both spellings, and after a refusal as a duplicate."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from smm_action.model.delivery import Receipt, Rejected, Sent, Unknown
from smm_action.platformkit.base import Absent, CannotTell, Found, Target
from smm_action.platforms.x.own import MAX_PAGES
from smm_action.platforms.x.rewriting import sent_text, written_text
from smm_action.sandbox.x.text import rewrite
from tests.contract.fake_server import LOST, UNREACHED, answered
from tests.contract.payloads import medium, part, payload, seal
from tests.contract.worlds_x import XWorld, new_world

DUPLICATE = {
    "detail": "You are not allowed to create a Tweet with duplicate content.",
    "type": "about:blank",
    "title": "Forbidden",
    "status": 403,
}
"""As X answered on 2026-02-12 (https://github.com/akrherz/iembot/issues/163)."""


@pytest.fixture
def world() -> XWorld:
    return new_world()


@pytest.mark.parametrize(
    "text",
    [
        "Read https://example.com/a?b=1&c=2#d now & <then>",
        "acme.com has it",
        "See HTTPS://Example.Com/ and http://example.com/x/",
        "Zwei: https://müller.com/größe und https://example.com/a https://example.com/ab",
        "Cafe\u0301 ☕️  two  spaces\n\n\nand lines",
        "&amp; stays what it is",
        "Price: 5 < 6 > 4 &",
    ],
)
def test_a_text_is_found_after_xs_rewriting(world: XWorld, text: str) -> None:
    session, sealed = world.session(), world.seal(text)
    (receipt,) = world.send_all(session, sealed)
    found = world.platform.find(session, sealed, 0, ())
    assert isinstance(found, Found)
    assert found.receipt.id == receipt.id


@pytest.mark.parametrize(
    ("sent", "other"),
    [
        ("Read https://example.com/a", "Read https://example.com/b"),
        ("Read https://example.com/a?b=1", "Read https://example.com/a?b=2"),
        ("Hello", "Hello!"),
    ],
)
def test_another_link_is_another_text(sent: str, other: str) -> None:
    done = rewrite(sent)
    text = written_text({"id": "1", "text": done.text, "entities": {"urls": list(done.urls)}}, None)
    assert sent_text(sent) == text
    assert sent_text(other) != text


def test_a_link_that_x_knows_and_twitter_text_does_not_is_the_same_text() -> None:
    text = "New: https://acme.music/a/ and on"
    assert rewrite(text).urls == ()
    links = [{"url": "https://t.co/a", "expanded_url": "https://acme.music/a/"}]
    post = {"id": "1", "text": "New: https://t.co/a and on", "entities": {"urls": links}}
    assert written_text(post, None) == sent_text(text)


def test_the_whole_of_a_long_post_is_compared() -> None:
    post = {"id": "1", "text": "Cut off… https://t.co/a", "note_tweet": {"text": "Cut off nowhere"}}
    assert written_text(post, None) == sent_text("Cut off nowhere")
    newer = {**post, "note_post": post["note_tweet"], "note_tweet": None}
    assert written_text(newer, None) == sent_text("Cut off nowhere")


@pytest.mark.parametrize("spelling", ["post", "tweet"])
@pytest.mark.parametrize("kind", ["plain", "quote", "thread", "picture"])
def test_a_lost_post_is_found_in_whichever_spelling_x_takes(world: XWorld, spelling: str, kind: str) -> None:
    theirs = f"https://x.com/bob/status/{world.somebody_posts('Ask me anything')}"
    world.server.spelling = spelling
    session, target, earlier = world.session(), Target(), ()
    sealed = world.seal("Look https://example.com/")
    if kind == "quote":
        sealed, target = world.seal("Look", quote=theirs), Target(quote=theirs)
    if kind == "thread":
        sealed = world.seal("One", "Two")
        earlier = (world.send(session, sealed).receipt,)
    if kind == "picture":
        sealed = seal(payload(part("Look", medium(0, "A cat"), medium(1, "")), platform="x"))
    world.server.faults.append(LOST)
    assert isinstance(world.send(session, sealed, len(earlier), earlier, target), Unknown)
    found = world.platform.find(session, sealed, len(earlier), earlier)
    assert isinstance(found, Found)
    assert found.receipt.id == world.records()[-1].key
    assert session.memory.get("spelling", "post") == spelling
    if kind == "thread":
        stranger = Receipt(part=0, id="1", url="", at="")
        assert world.platform.find(session, sealed, 1, (stranger,)) == Absent()


def test_a_spelling_that_x_ignores_is_noticed_too(world: XWorld) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal())
    real = world.server.obey

    def ignorant(request: httpx.Request) -> httpx.Response:
        known = "post.fields" not in request.url.params
        return real(request) if known else httpx.Response(200, json={"data": [{"id": receipt.id, "text": "Hello"}]})

    world.server.obey = ignorant
    assert isinstance(world.platform.find(session, world.seal(), 0, ()), Found)
    assert session.memory["spelling"] == "tweet"


def test_a_link_to_a_post_that_x_makes_a_quote_of_is_still_the_text(world: XWorld) -> None:
    theirs = world.somebody_posts("Ask me anything")
    url = f"https://x.com/bob/status/{theirs}"
    body = {
        "data": [
            {
                "id": "7",
                "text": "Read this: https://t.co/a",
                "created_at": "2026-12-01T08:00:40Z",
                "entities": {"urls": [{"url": "https://t.co/a", "expanded_url": url}]},
                "referenced_tweets": [{"type": "quoted", "id": theirs}],
            }
        ]
    }
    session = world.session()
    world.server.obey = lambda request: httpx.Response(200, json=body)
    assert isinstance(world.platform.find(session, world.seal(f"Read this: {url}"), 0, ()), Found)
    assert isinstance(world.platform.find(session, world.seal("Read this:", quote=url), 0, ()), Found)
    assert world.platform.find(session, world.seal("Read this:"), 0, ()) == Absent()


def test_only_posts_since_a_day_before_it_was_due_are_read_and_paid_for(world: XWorld) -> None:
    session = world.session()
    world.platform.find(session, world.seal(), 0, ())
    (asked,) = world.asked(f"/2/users/{session.identity['id']}/tweets")
    assert asked.url.params["start_time"] == "2026-11-30T08:00:00Z"
    assert asked.url.params["max_results"] == "100"


def test_the_bound_is_xs_clock_when_ours_is_ahead(world: XWorld) -> None:
    session = world.session()
    session.memory["clock"] = "2026-11-20T12:00:00.5Z"
    world.platform.find(session, world.seal(), 0, ())
    (asked,) = world.asked(f"/2/users/{session.identity['id']}/tweets")
    assert asked.url.params["start_time"] == "2026-11-19T12:00:00Z"
    del session.memory["clock"]
    world.platform.find(session, world.seal(), 0, ())
    assert "start_time" not in world.asked(f"/2/users/{session.identity['id']}/tweets")[-1].url.params


def test_pages_are_read_to_the_end_and_no_further_than_x_lists(world: XWorld) -> None:
    session = world.session()
    for number in range(120):
        world.server.now += timedelta(seconds=1)
        world.send_all(session, world.seal(f"Post {number}", post=f"p{number}"))
    assert isinstance(world.platform.find(session, world.seal("Post 0"), 0, ()), Found)
    asked = world.asked(f"/2/users/{session.identity['id']}/tweets")
    assert ["pagination_token" in one.url.params for one in asked] == [False, True]
    endless = {"data": [{"id": "1", "text": "x", "created_at": "2026-12-01T08:00:00Z"}], "meta": {"next_token": "n"}}
    world.server.obey = lambda request: httpx.Response(200, json=endless)
    world.server.requests.clear()
    assert isinstance(world.platform.find(session, world.seal(), 0, ()), CannotTell)
    assert len(world.server.requests) == MAX_PAGES


@pytest.mark.parametrize("body", [{"errors": [{"type": "about:blank", "title": "x"}]}, {"oops": 1}, [], "<h1>no</h1>"])
def test_a_search_without_a_list_is_no_absence(world: XWorld, body: Any) -> None:
    session = world.session()
    world.server.obey = lambda request: httpx.Response(200, json=body)
    assert isinstance(world.platform.find(session, world.seal(), 0, ()), CannotTell)


# refused as a duplicate


def test_a_duplicate_that_is_found_is_the_post_that_was_lost(world: XWorld) -> None:
    session, sealed = world.session(), world.seal("Hello")
    world.server.faults.append(LOST)
    world.send(session, sealed)
    again = world.send(session, sealed)
    assert isinstance(again, Sent)
    assert again.adopted
    assert again.receipt.id == world.records()[0].key
    assert len(world.posts()) == 1


@pytest.mark.parametrize("body", [DUPLICATE, {"errors": [{"code": 187, "message": "Status is a duplicate."}]}])
def test_a_duplicate_that_is_not_found_did_not_go_out_now(world: XWorld, body: dict[str, Any]) -> None:
    world.server.faults.append(answered(403, body))
    outcome = world.send(world.session(), world.seal())
    assert isinstance(outcome, Rejected)
    assert outcome.reason.startswith("Nothing went out: ")
    assert "earlier answer was lost" in outcome.reason


def test_a_duplicate_from_before_it_was_due_is_not_taken_for_it(world: XWorld) -> None:
    session = world.session()
    world.server.now -= timedelta(days=3)
    world.send_all(session, world.seal("Hello", post="last-week"))
    world.server.now += timedelta(days=3)
    assert isinstance(world.send(session, world.seal("Hello")), Rejected)


def test_a_duplicate_is_doubt_when_nobody_can_look(world: XWorld) -> None:
    session = world.session()
    world.server.faults.append(answered(403, DUPLICATE))
    real = world.server.obey
    world.server.obey = lambda request: httpx.Response(500) if request.method == "GET" else real(request)
    assert isinstance(world.send(session, world.seal()), Unknown)


def test_a_403_of_another_kind_is_not_looked_for(world: XWorld) -> None:
    session = world.session()
    world.server.requests.clear()
    kind = {"type": "https://api.twitter.com/2/problems/oauth1-permissions", "title": "Forbidden", "status": 403}
    world.server.faults.append(answered(403, kind))
    world.send(session, world.seal())
    assert [request.method for request in world.server.requests] == ["POST"]


def test_a_post_that_never_left_is_sent_at_the_next_attempt(world: XWorld) -> None:
    session, sealed = world.session(), world.seal("Hello")
    world.server.faults.append(UNREACHED)
    world.send(session, sealed)
    assert world.platform.find(session, sealed, 0, ()) == Absent()
    assert isinstance(world.send(session, sealed), Sent)


def test_a_reposts_address_that_the_claim_only_knows_by_id_cannot_be_searched(world: XWorld) -> None:
    assert isinstance(
        world.platform.find(world.session(), seal(payload(platform="x", repost="post:teaser")), 0, ()), CannotTell
    )
