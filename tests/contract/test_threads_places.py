"""Where a post on Threads stands: what it answers, quotes and reposts, and how it is found there again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from smm_action.model.delivery import Pending, Rejected, Sent, Unknown
from smm_action.platformkit.base import Absent, CannotTell, Found, Target
from tests.contract.fake_server import LOST
from tests.contract.payloads import medium, part, payload, seal
from tests.contract.worlds_threads import ThreadsWorld, new_world
from tests.entering import enter


@pytest.fixture
def world() -> ThreadsWorld:
    return new_world()


def test_reply_quote_and_repost_name_the_post_by_its_number(world: ThreadsWorld) -> None:
    session = world.session()
    (first,) = world.send_all(session, world.seal("First"))
    world.send_all(session, world.seal("Reply", reply_to=first.url, post="b"), Target(reply_to=first.url))
    (quote,) = world.send_all(session, world.seal("Quote", quote=first.url, post="c"), Target(quote=first.url))
    assert [record.value["reply_to"] for record in world.records()] == ["", first.id, ""]
    assert world.records()[2].value["quotes"] == first.id
    sealed = seal(payload(platform="threads", repost=first.url, post="d"))
    reposted = world.send(session, sealed, target=Target(repost=first.url))
    assert isinstance(reposted, Sent)
    assert (reposted.receipt.url, reposted.receipt.extra) == (first.url, {"reposted": first.id})
    assert world.platform.find(world.session(), sealed, 0, ()).receipt.id == reposted.receipt.id
    assert (
        world.platform.find(world.session(), world.seal("Quote", quote=first.url, post="c"), 0, ()).receipt.id
        == quote.id
    )
    assert world.platform.metrics(session, [reposted.receipt]) == {}


def test_an_address_with_the_sites_other_name_is_the_same_post(world: ThreadsWorld) -> None:
    session = world.session()
    (first,) = world.send_all(session, world.seal("First"))
    url = first.url.replace("threads.com", "threads.net")
    world.send_all(session, world.seal("Reply", reply_to=url, post="b"), Target(reply_to=url))
    assert world.posts()[1]["reply"] == first.id


def test_a_stranger_s_post_that_can_not_be_found_is_said(world: ThreadsWorld) -> None:
    url = "https://www.threads.com/@bob/post/DabcdEF"
    outcome = world.send(world.session(), world.seal("Reply", reply_to=url), target=Target(reply_to=url))
    assert isinstance(outcome, Rejected)
    assert outcome.code == "target"
    assert not world.posts()


def test_a_picture_that_answers_a_post_is_sent(world: ThreadsWorld) -> None:
    session = world.session()
    (first,) = world.send_all(session, world.seal("First"))
    held = payload(part("Look", medium()), platform="threads", reply_to=first.url, post="b")
    world.send_all(session, seal(held), Target(reply_to=first.url))
    assert world.containers()[-1]["reply_to_id"] == first.id
    assert not world.host.there


def test_a_film_that_answers_is_waited_for_and_its_container_is_made_once(world: ThreadsWorld) -> None:
    session = world.session()
    (first,) = world.send_all(session, world.seal("First"))
    held = payload(
        part("Look", medium(kind="video", mime="video/mp4")), platform="threads", reply_to=first.url, post="b"
    )
    for _ in range(3):
        assert isinstance(world.send(session, seal(held), target=Target(reply_to=first.url)), Pending)
        assert world.host.there, "Threads may still be fetching it"
    assert len(world.posts()) == 1
    made = len(world.containers())
    world.server.now += timedelta(seconds=5)
    assert isinstance(world.send(session, seal(held), target=Target(reply_to=first.url)), Sent)
    assert len(world.containers()) == made
    assert not world.host.there


def test_the_first_comment_answers_the_post(world: ThreadsWorld) -> None:
    held = world.seal("Post", "Comment").payload
    held = replace(held, parts=(held.parts[0], replace(held.parts[1], role="comment")))
    first, second = world.send_all(world.session(), seal(held))
    assert world.posts()[1] == {"text": "Comment", "alts": [], "reply": first.id}
    assert world.platform.find(world.session(), seal(held), 1, (first,)).receipt.id == second.id


def test_a_lost_answer_is_asked_of_the_container(world: ThreadsWorld) -> None:
    """The list may lag: then the container alone says that it is out, and that is not absence."""
    session, sealed = world.session(), world.seal("Hello")
    world.server.faults.append(LOST)
    assert isinstance(world.send(session, sealed), Unknown)
    world.server.strike("threads.find hide 3600")
    assert isinstance(world.platform.find(session, sealed, 0, ()), CannotTell)
    # a later run has no container to ask
    assert world.platform.find(world.session(), sealed, 0, ()) == Absent()
    world.server.strike("")
    assert isinstance(world.platform.find(session, sealed, 0, ()), Found)
    assert len(world.posts()) == 1


def test_a_resolved_receipt_is_deleted_by_its_address(world: ThreadsWorld) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal())
    by_hand = replace(receipt, id=receipt.url)
    assert world.platform.delete(session, by_hand) == by_hand
    assert not world.posts()


def test_what_is_another_s_is_not_deleted(world: ThreadsWorld) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal())
    stranger = enter(world.platform, world.http(), "bob", world.origin, "bob", {"TOKEN": "sandbox-bob"})
    assert isinstance(world.platform.delete(stranger, receipt), Rejected)
    assert world.posts()


def test_an_older_twin_is_not_taken_for_the_post_and_ends_the_search(world: ThreadsWorld) -> None:
    session = world.session()
    world.server.now -= timedelta(days=3)
    for number in range(60):
        session.memory.pop("left", None)
        world.send_all(session, world.seal("Hello", post=f"old {number}"))
    world.server.now += timedelta(days=3)
    before = len(world.server.requests)
    assert world.platform.find(session, world.seal("Hello"), 0, ()) == Absent()
    assert len(world.server.requests) == before + 1, "the second page is older still"


def test_the_same_words_in_another_chain_are_another_part(world: ThreadsWorld) -> None:
    session = world.session()
    (first, _) = world.send_all(session, world.seal("One", "And more", post="one"))
    (other,) = world.send_all(session, world.seal("Two", post="two"))
    sealed = world.seal("Two", "And more", post="two")
    assert world.platform.find(session, sealed, 1, (other,)) == Absent()
    assert isinstance(world.platform.find(session, sealed, 1, (first,)), Found)
