"""Doubt on LinkedIn: an organisation is searched, a person is asked, a refused duplicate is evidence once it was read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from smm_action.model.delivery import Rejected, Sent, Unknown
from smm_action.model.payload import PollPayload
from smm_action.platformkit.base import Absent, CannotTell, Found
from smm_action.sandbox.store import Record
from tests.contract.fake_server import LOST, answered
from tests.contract.payloads import medium, part, payload, rich, seal
from tests.contract.worlds_linkedin import LinkedInWorld, new_person, new_world


@pytest.fixture
def world() -> LinkedInWorld:
    return new_world()


def changed(world: LinkedInWorld, **fields: Any) -> None:
    """Change the newest post behind the scenes, in its body."""
    record = world.records()[-1]
    world.server.store.put(replace(record, value={**record.value, "body": {**record.value["body"], **fields}}))


def aged(world: LinkedInWorld, **ago: float) -> None:
    record = world.records()[-1]
    world.server.store.put(replace(record, at=record.at - timedelta(**ago)))


@pytest.mark.parametrize(
    "held",
    [
        payload(rich(), platform="linkedin"),
        payload(part("Look", medium(0, "One"), medium(1, "Two")), platform="linkedin"),
        payload(part("Ready?"), platform="linkedin", poll=PollPayload(options=("A", "B"), duration=timedelta(days=1))),
        payload(part("Look", medium(alt="")), platform="linkedin"),
    ],
)
def test_each_kind_of_post_is_found_again(world: LinkedInWorld, held: Any) -> None:
    sealed = seal(held)
    (receipt,) = world.send_all(world.session(), sealed)
    found = world.platform.find(world.session(), sealed, 0, ())
    assert isinstance(found, Found)
    assert found.receipt.id == receipt.id


def test_a_mention_is_compared_as_the_name_that_is_shown(world: LinkedInWorld) -> None:
    from tests.contract.payloads import facet

    shown = "@[Acme](urn:li:organization:2414183)"
    text = f"With {shown} today"
    held = part(text, facets=(facet(text, shown, "mention", shown.removeprefix("@")),))
    sealed = seal(payload(held, platform="linkedin"))
    world.send_all(world.session(), sealed)
    changed(world, commentary="With @[Acme](urn:li:organization:2414183)  today ")
    assert isinstance(world.platform.find(world.session(), sealed, 0, ()), Found)


@pytest.mark.parametrize(
    "other",
    [
        {"commentary": "Hello there"},
        {"content": {"article": {"source": "https://acme.example", "title": "x"}}},
        {"reshareContext": {"parent": "urn:li:share:1"}},
    ],
)
def test_a_post_that_differs_is_another(world: LinkedInWorld, other: dict[str, Any]) -> None:
    sealed = world.seal("Hello")
    world.send_all(world.session(), sealed)
    changed(world, **other)
    assert world.platform.find(world.session(), sealed, 0, ()) == Absent()


def test_a_post_older_than_a_day_before_it_was_due_is_another(world: LinkedInWorld) -> None:
    sealed = world.seal("Hello")
    world.send_all(world.session(), sealed)
    aged(world, hours=23)
    assert isinstance(world.platform.find(world.session(), sealed, 0, ()), Found)
    aged(world, hours=2)
    assert world.platform.find(world.session(), sealed, 0, ()) == Absent()


def test_links_that_linkedin_may_have_shortened_leave_a_doubt(world: LinkedInWorld) -> None:
    sealed = world.seal("Read https://acme.example/a/long/one")
    world.send_all(world.session(), sealed)
    changed(world, commentary="Read https://lnkd.in/abc")
    assert isinstance(world.platform.find(world.session(), sealed, 0, ()), CannotTell)


def test_a_post_that_linkedin_could_not_publish_is_no_receipt(world: LinkedInWorld) -> None:
    sealed = world.seal("Hello")
    world.send_all(world.session(), sealed)
    changed(world, lifecycleState="PUBLISH_FAILED")
    found = world.platform.find(world.session(), sealed, 0, ())
    assert isinstance(found, CannotTell)
    assert "could not publish" in found.reason


def test_the_search_reads_on_to_the_next_page(world: LinkedInWorld) -> None:
    session, sealed = world.session(), world.seal("Hello")
    world.send_all(session, sealed)
    first = world.records()[0]
    for number in range(150):
        body = {**first.value["body"], "commentary": f"Later {number}"}
        value = {**first.value, "text": f"Later {number}", "body": body}
        key = str(int(first.key) + 1 + number)
        world.server.store.put(Record(**{**as_fields(first), "key": key, "value": value}))
    assert isinstance(world.platform.find(session, sealed, 0, ()), Found)


def as_fields(record: Record) -> dict[str, Any]:
    names = ("platform", "account", "collection", "key", "value", "at")
    return {name: getattr(record, name) for name in names}


def test_a_young_post_that_the_search_does_not_see_yet_is_found_by_the_second_look(world: LinkedInWorld) -> None:
    session, sealed = world.session(), world.seal("Hello")
    world.send_all(session, sealed)
    world.server.strike("linkedin.find hide 60 times=1")
    assert world.platform.find(session, sealed, 0, ()) == Absent()
    assert isinstance(world.platform.find(session, sealed, 0, ()), Found)


def test_what_a_person_posted_can_not_be_told() -> None:
    person = new_person()
    session, sealed = person.session(), person.seal("Hello")
    person.server.faults.append(LOST)
    assert isinstance(person.send(session, sealed), Unknown)
    before = len(person.server.requests)
    found = person.platform.find(session, sealed, 0, ())
    assert isinstance(found, CannotTell)
    assert "r_member_social" in found.reason
    assert len(person.server.requests) == before


def test_a_refused_duplicate_is_adopted_when_its_text_is_ours(world: LinkedInWorld) -> None:
    session, sealed = world.session(), world.seal("Hello")
    world.server.faults.append(LOST)
    assert isinstance(world.send(session, sealed), Unknown)
    again = world.send(session, sealed)
    assert isinstance(again, Sent)
    assert again.adopted
    assert again.receipt.id == f"urn:li:share:{world.records()[0].key}"
    assert len(world.posts()) == 1


def duplicate_of(urn: str, status: int = 422) -> Any:
    """As it was recorded (github.com/Arisamiga/Linkedin-RSS issue 5, 2023-12-14)."""
    body = {
        "errorDetailType": "com.linkedin.common.error.BadRequest",
        "message": f"com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of {urn}",
        "errorDetails": {
            "inputErrors": [{"description": "Duplicate post is detected", "input": {}, "code": "DUPLICATE_POST"}]
        },
        "status": status,
    }
    return answered(status, body)


@pytest.mark.parametrize("status", [409, 422])
def test_a_refused_duplicate_whose_text_is_another_is_not_adopted(world: LinkedInWorld, status: int) -> None:
    session = world.session()
    (other,) = world.send_all(session, world.seal("Something else"))
    world.server.faults.append(duplicate_of(other.id, status))
    outcome = world.send(session, world.seal("Hello"))
    assert isinstance(outcome, Rejected)
    assert other.url in outcome.reason
    assert "says something else" in outcome.reason


def test_a_refused_duplicate_of_another_day_is_not_adopted(world: LinkedInWorld) -> None:
    session = world.session()
    (other,) = world.send_all(session, world.seal("Hello"))
    aged(world, days=3)
    world.server.faults.append(duplicate_of(other.id))
    assert isinstance(world.send(session, world.seal("Hello")), Rejected)


@pytest.mark.parametrize("urn", ["urn:li:share:7431329065766260736", "urn:li:person:abc", "nothing"])
def test_a_refused_duplicate_of_a_ghost_is_not_adopted(world: LinkedInWorld, urn: str) -> None:
    world.server.faults.append(duplicate_of(urn))
    outcome = world.send(world.session(), world.seal("Hello"))
    assert isinstance(outcome, Rejected)
    assert outcome.code == "DUPLICATE_POST"
    assert "smm resolve" in outcome.reason


def test_a_persons_refused_duplicate_is_asked_about() -> None:
    person = new_person()
    session, sealed = person.session(), person.seal("Hello")
    person.send_all(session, sealed)
    outcome = person.send(session, sealed)
    assert isinstance(outcome, Rejected)
    assert "could not be read" in outcome.reason
    assert len(person.posts()) == 1


def test_the_words_alone_are_no_duplicate(world: LinkedInWorld) -> None:
    (other,) = world.send_all(world.session(), world.seal("Hello"))
    world.server.faults.append(answered(422, {"message": f"Content is a duplicate of {other.id}", "status": 422}))
    outcome = world.send(world.session(), world.seal("Hello", post="two"))
    assert isinstance(outcome, Rejected)
    assert outcome.code == "422"
