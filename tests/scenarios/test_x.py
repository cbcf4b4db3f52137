"""X through whole ticks: it has no key and refuses the same text twice; whatever is lost, each part is there once."""

from __future__ import annotations

import pytest

from tests.scenarios.conftest import Team, after, post

SMM_YML = "brand: acme\naccounts:\n  acme-x: {platform: x, handle: acme}\n"
LOST = ["error 500 after", "drop after", "drop during", "answer truncated", "answer empty", "answer malformed"]
PARTS = ["Look: https://example.com/a?b=1&c=2", "Cafe\u0301 & more", "In the docs"]


@pytest.fixture
def hello(team: Team, pictures: dict[str, bytes]) -> Team:
    text = post("\n\n---\n\n".join(PARTS[:2]), to="acme-x", first_comment=PARTS[2])
    team.merge({
        "smm.yml": SMM_YML,
        "media/red.png": pictures["red"],
        "posts/hello.md": text.replace("---\nLook", "media: [{file: media/red.png, alt: Red}]\n---\nLook"),
    })  # fmt: skip
    return team


def texts(team: Team) -> list[str]:
    """Return what is on the account, oldest first."""
    return [str(one.value["text"]) for one in team.sandbox.store.records("x", "post", oldest_first=True)]


def made(team: Team) -> int:
    return team.sandbox.store.created("x", "post")


def states(team: Team) -> set[str]:
    return {str(record.state) for record in team.ledger().records.values()}


def test_a_thread_with_a_picture_and_a_first_comment_is_a_chain(hello: Team) -> None:
    ran = hello.publish()
    assert ran.code == 0, ran.err
    found = hello.sandbox.store.records("x", "post", oldest_first=True)
    assert texts(hello) == PARTS
    assert [one.value["reply_to"] for one in found] == [None, found[0].key, found[1].key]
    (record,) = hello.ledger().records.values()
    assert [receipt.url for receipt in record.receipts] == [f"https://x.com/acme_x/status/{one.key}" for one in found]
    (medium,) = found[0].value["media_ids"]
    blob = hello.sandbox.store.blob("x", medium)
    assert blob is not None
    assert blob.meta["alt"] == "Red"


@pytest.mark.parametrize("part", [0, 1, 2])
@pytest.mark.parametrize("fault", LOST)
def test_what_was_lost_is_there_once_after_a_second_tick(hello: Team, fault: str, part: int) -> None:
    hello.sandbox.inject(f"x.publish {fault} skip={part} times=1")
    hello.publish()
    ran = hello.publish(now=after(minutes=30))
    assert ran.code == 0, ran.err
    assert texts(hello) == PARTS
    assert made(hello) == 3
    assert states(hello) == {"published"}


@pytest.mark.parametrize("fault", ["error 503", "error 500", "drop before"])
def test_what_was_not_obeyed_goes_out_once_at_a_later_tick(hello: Team, fault: str) -> None:
    hello.sandbox.inject(f"x.publish {fault} times=1")
    for minutes in (0, 30, 60):
        hello.publish(now=after(minutes=minutes))
    assert texts(hello) == PARTS
    assert made(hello) == 3


def test_a_search_that_fails_leaves_doubt_and_nothing_is_sent_twice(hello: Team) -> None:
    hello.sandbox.inject("x.publish drop after times=1; x.find error 500")
    for hours in (0, 1, 2):
        hello.publish(now=after(hours=hours))
    assert made(hello) == 1
    hello.sandbox.inject("")
    hello.publish(now=after(hours=3))
    assert texts(hello) == PARTS
    assert states(hello) == {"published"}


def test_a_search_that_lags_is_caught_by_the_refusal_of_the_duplicate(team: Team) -> None:
    """Two looks do not find it, so it is sent again, and X itself refuses."""
    team.merge({"smm.yml": SMM_YML, "posts/hello.md": post("Hello", to="acme-x")})
    team.sandbox.inject("x.publish drop after times=1; x.find hide 86400")
    for minutes in (0, 30, 60):
        team.publish(now=after(minutes=minutes))
    assert made(team) == 1
    team.sandbox.inject("")
    (record,) = team.ledger().records.values()
    assert "earlier answer was lost" in str(record.reason)
    team.run("retry", "hello", "acme-x", now=after(minutes=90))
    team.publish(now=after(minutes=95))
    assert made(team) == 1
    assert states(team) == {"published"}


@pytest.mark.parametrize(("fault", "state"), [("error 401", "retry"), ("error 402", "failed"), ("error 400", "failed")])
def test_a_refusal_sends_nothing(hello: Team, fault: str, state: str) -> None:
    hello.sandbox.inject(f"x.publish {fault}")
    ran = hello.publish()
    assert ran.states("hello") == {"acme-x": state}
    assert made(hello) == 0


def test_a_thread_is_taken_back(hello: Team) -> None:
    hello.publish()
    ran = hello.run("retract", "hello", now=after(minutes=5))
    assert ran.code == 0, ran.err
    assert texts(hello) == []


def test_four_secrets_of_oauth_1_or_those_of_oauth_2_are_asked_for(hello: Team) -> None:
    hello.merge({"smm.yml": SMM_YML.replace("handle", f'server: "{hello.sandbox.url}", handle')})
    token = hello.sandbox.credential("acme-x")
    four = {f"SMM_ACME_X_{name}": token for name in ("API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_SECRET")}
    lacking = hello.run("--format", "json", "publish", sandbox=False, environ=dict(list(four.items())[:3]))
    assert "SMM_ACME_X_ACCESS_SECRET" in lacking.err
    assert made(hello) == 0
    ran = hello.run("--format", "json", "publish", sandbox=False, environ=four)
    assert ran.states("hello") == {"acme-x": "published"}, ran.err
