"""A Facebook Page through whole ticks: whatever is lost, each post and each comment is there once."""

from __future__ import annotations

import json

import pytest

from tests.scenarios.conftest import Team, after, post

SMM_YML = "brand: acme\naccounts:\n  acme-facebook: {platform: facebook, handle: acme}\n"
LOST = ["error 500 after", "drop after", "drop during", "answer malformed"]
PICTURE = "media: [{file: media/red.png, alt: Red}]\n"


@pytest.fixture
def page(team: Team, pictures: dict[str, bytes]) -> Team:
    text = post("Hello, Page", to="acme-facebook", first_comment="More in the docs")
    team.merge({
        "smm.yml": SMM_YML,
        "media/red.png": pictures["red"],
        "posts/hello.md": text.replace("---\nHello", f"{PICTURE}---\nHello"),
    })  # fmt: skip
    return team


def texts(page: Team) -> list[str]:
    """Return what is on the Page, oldest first."""
    found = page.sandbox.store.records("facebook", "post")
    return [record.value["text"] for record in sorted(found, key=lambda record: record.key[-18:])]


def made(page: Team) -> int:
    return page.sandbox.store.created("facebook", "post")


def states(page: Team) -> set[str]:
    return {str(record.state) for record in page.ledger().records.values()}


def test_a_post_with_a_picture_goes_out_with_its_first_comment(page: Team):
    ran = page.publish()
    assert ran.code == 0, ran.err
    assert texts(page) == ["Hello, Page", "More in the docs"]
    (record,) = page.ledger().records.values()
    assert record.url.startswith("https://www.facebook.com/61")


@pytest.mark.parametrize("operation", ["publish", "comment"])
@pytest.mark.parametrize("fault", LOST)
def test_what_was_lost_is_there_once_after_a_second_tick(page: Team, operation: str, fault: str):
    page.sandbox.inject(f"facebook.{operation} {fault} times=1")
    page.publish()
    ran = page.publish(now=after(minutes=30))
    assert ran.code == 0, ran.err
    assert texts(page) == ["Hello, Page", "More in the docs"]
    assert made(page) == 2
    assert states(page) == {"published"}


@pytest.mark.parametrize("operation", ["publish", "comment"])
@pytest.mark.parametrize("fault", ["error 503", "error 500", "drop before"])
def test_what_was_not_obeyed_goes_out_once_at_a_later_tick(page: Team, operation: str, fault: str):
    page.sandbox.inject(f"facebook.{operation} {fault} times=1")
    for minutes in (0, 30, 60):
        page.publish(now=after(minutes=minutes))
    assert texts(page) == ["Hello, Page", "More in the docs"]
    assert made(page) == 2


def test_a_refused_comment_has_a_state_of_its_own(page: Team):
    page.sandbox.inject("facebook.comment error 400")
    assert page.publish().code == 1
    page.sandbox.inject("")
    told = json.loads(page.run("status", "hello", "--format", "json", now=after(minutes=5)).out)["deliveries"][0]
    assert (told["state"], told["comment"]["state"], told["reason"]) == ("published", "failed", None)
    assert told["comment"]["reason"]
    assert "first comment" in page.run("status", now=after(minutes=5)).out
    page.merge({"posts/next.md": post("And more", to="acme-facebook", after="post:hello")})
    page.publish(now=after(minutes=10))
    assert texts(page) == ["Hello, Page", "And more"], "what comes after the post does not wait for its comment"
    assert page.run("retry", "hello", "acme-facebook", now=after(minutes=11)).code == 0
    page.publish(now=after(minutes=12))
    assert sorted(texts(page)) == ["And more", "Hello, Page", "More in the docs"]
    assert states(page) == {"published"}


def test_a_person_says_where_the_comment_is(page: Team):
    page.sandbox.inject("facebook.comment error 400")
    page.publish()
    url = "https://www.facebook.com/61/posts/1?comment_id=2"
    ran = page.run("resolve", "hello", "acme-facebook", "--published", url, now=after(minutes=5))
    assert ran.code == 0, ran.err
    (record,) = page.ledger().records.values()
    assert [receipt.url == url for receipt in record.receipts] == [False, True]
    assert (record.post_state, record.comment) == ("published", "published")


def test_a_search_that_fails_leaves_it_in_doubt_and_never_sends_it_twice(page: Team):
    page.sandbox.inject("facebook.publish drop after times=1; facebook.find error 500")
    for hours in (0, 1, 2):
        page.publish(now=after(hours=hours))
    assert made(page) == 1
    page.sandbox.inject("")
    page.publish(now=after(hours=3))
    assert texts(page) == ["Hello, Page", "More in the docs"]
    assert states(page) == {"published"}


def test_a_refused_token_is_said_and_nothing_goes_out(page: Team):
    page.sandbox.inject("facebook.* error 401")
    ran = page.publish()
    assert ran.states("hello") == {"acme-facebook": "retry"}
    assert "Meta does not take the token" in ran.out + ran.err
    assert made(page) == 0


def test_a_post_is_taken_back_with_its_comment(page: Team):
    page.publish()
    ran = page.run("retract", "hello", now=after(hours=1))
    assert ran.code == 0, ran.err
    page.publish(now=after(hours=1))
    assert texts(page) == []


def test_numbers_are_collected(page: Team):
    page.publish()
    ran = page.run("metrics", now=after(days=1))
    assert ran.code == 0, ran.err
    assert page.sandbox.store.calls("facebook.count")


def test_the_doctor_names_the_page(page: Team):
    ran = page.run("doctor", now=after(hours=1))
    assert ran.code == 0, ran.out + ran.err
    assert "acme-facebook" in ran.out
