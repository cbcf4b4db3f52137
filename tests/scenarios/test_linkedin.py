"""LinkedIn has no key: what an organisation posted is looked for, a person is asked about what a person posted."""

from __future__ import annotations

import pytest

from tests.scenarios.conftest import Team, after, post

ACCOUNTS = """\
brand: acme
accounts:
  acme-page: {platform: linkedin, handle: acme, options: {organization: 123}}
  jane: {platform: linkedin, handle: jane}
sets: {all: [acme-page, jane]}
"""
AFTER = [
    "error 500 after",
    "drop after",
    "answer malformed",
]  # a create is answered by a header alone: half of its body is all of it
LATER = (30, 330)


@pytest.fixture
def hello(team: Team) -> Team:
    team.merge({"smm.yml": ACCOUNTS, "posts/hello.md": post("Hello (world) #launch", first_comment='"More below"')})
    return team


def made(team: Team) -> dict[str, int]:
    return {name: team.sandbox.store.created("linkedin", "post", name) for name in ("acme-page", "jane")}


def said(team: Team, account: str) -> list[str]:
    return [record.value["text"] for record in reversed(team.sandbox.store.records("linkedin", "post", account))]


def test_a_post_and_its_first_comment_go_out_once(hello: Team) -> None:
    ran = hello.publish()
    assert ran.states("hello") == {"acme-page": "published", "jane": "published"}, ran.err
    assert hello.publish(now=after(minutes=30)).deliveries == {}
    assert said(hello, "acme-page") == ["Hello (world) #launch", "More below"]
    assert said(hello, "jane") == ["Hello (world) #launch", "More below"]


@pytest.mark.parametrize("fault", AFTER)
def test_an_organisations_lost_post_is_adopted_and_a_persons_is_asked_about(hello: Team, fault: str) -> None:
    hello.sandbox.inject(f"linkedin.publish {fault} times=1")
    first = hello.publish()
    assert first.states("hello") == {"acme-page": "published", "jane": "unknown"}, first.out
    for minutes in LATER:
        hello.publish(now=after(minutes=minutes))
    assert said(hello, "acme-page") == ["Hello (world) #launch", "More below"]
    assert said(hello, "jane") == ["Hello (world) #launch"]
    assert hello.status("hello") == {"acme-page": "published", "jane": "unknown"}


@pytest.mark.parametrize("fault", ["error 500 after", "drop after"])
def test_a_lost_first_comment_is_looked_for_too(hello: Team, fault: str) -> None:
    hello.sandbox.inject(f"linkedin.publish {fault} skip=1 times=1")
    hello.publish()
    for minutes in LATER:
        hello.publish(now=after(minutes=minutes))
    assert made(hello) == {"acme-page": 2, "jane": 2}
    assert hello.status("hello") == {"acme-page": "published", "jane": "published"}
    told = hello.run("--format", "json", "status", "hello").deliveries
    comments = {account: row["comment"]["state"] for (_, account), row in told.items()}
    assert comments == {"acme-page": "published", "jane": "unknown"}, "a person is asked about the comment alone"


@pytest.mark.parametrize("fault", ["error 500", "drop before"])
def test_what_surely_was_not_made_goes_out_once_later(hello: Team, fault: str) -> None:
    hello.sandbox.inject(f"linkedin.publish@acme-page {fault} times=1")
    hello.publish()
    for minutes in LATER:
        hello.publish(now=after(minutes=minutes))
    assert said(hello, "acme-page") == ["Hello (world) #launch", "More below"]
    assert hello.status("hello")["acme-page"] == "published"


@pytest.mark.parametrize(("fault", "state"), [("error 401", "retry"), ("error 422", "failed"), ("error 426", "failed")])
def test_a_refusal_sends_nothing(hello: Team, fault: str, state: str) -> None:
    hello.sandbox.inject(f"linkedin.publish {fault}")
    assert hello.publish().states("hello") == {"acme-page": state, "jane": state}
    assert made(hello) == {"acme-page": 0, "jane": 0}
