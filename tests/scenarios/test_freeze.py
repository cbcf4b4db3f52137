"""Everybody stop: by a commit and by a word, before a tick and in the middle of one, and no flood afterwards."""

from __future__ import annotations

import json

import pytest

from tests.scenarios.conftest import Team, after, ended, post

FREEZE = "freezes:\n  - scope: {scope}\n    reason: We answer the outage first.\n"
REASON = "frozen: We answer the outage first."


@pytest.mark.parametrize(
    ("scope", "held"),
    [
        ("all", {"acme-mastodon", "acme-bluesky", "acme-pages"}),
        ("brand:acme", {"acme-mastodon", "acme-bluesky", "acme-pages"}),
        ("account:acme-bluesky", {"acme-bluesky"}),
        ("platform:mastodon", {"acme-mastodon"}),
        ("tag:launch", {"acme-mastodon", "acme-bluesky", "acme-pages"}),
        ("campaign:winter", set[str]()),
    ],
)
def test_a_committed_freeze_holds_what_it_names(team: Team, scope: str, held: set[str]):
    team.merge({"posts/hello.md": post("Hello, world", tags="[launch]"), "freeze.yml": FREEZE.format(scope=scope)})
    ran = team.publish()
    assert ran.code == (1 if held else 0), ran.err
    states = ran.states("hello")
    assert {account for account, state in states.items() if state == "held"} == held
    assert {account for account, state in states.items() if state == "published"} == states.keys() - held
    assert {row["reason"] for row in ran.deliveries.values() if row["state"] == "held"} <= {REASON}


def test_what_was_held_is_said_once_and_stays_held_when_the_freeze_is_over(hello: Team):
    hello.merge({"freeze.yml": FREEZE.format(scope="all")})
    assert hello.publish().code == 1
    assert hello.publish(now=after(minutes=15)).code == 0
    (hello.here.path / "content/freeze.yml").unlink()
    hello.merge()
    assert hello.publish(now=after(minutes=30)).deliveries == {}
    assert hello.made() == (0, 0)
    assert set(hello.status("hello").values()) == {"held"}


def test_a_fresh_time_lets_a_held_post_go(hello: Team):
    hello.run("freeze", "--reason", "outage")
    assert set(hello.publish().states("hello").values()) == {"held"}
    hello.run("freeze", "--lift")
    hello.merge({"posts/hello.md": post("Hello, world", time=after(hours=1))})
    assert set(hello.publish(now=after(hours=1)).states("hello").values()) == {"published"}
    assert hello.made() == (1, 1)


def test_a_word_on_the_state_branch_needs_no_commit(hello: Team):
    said = hello.run(
        "--format", "json", "freeze", "account:acme-mastodon", "--reason", "outage", "--until", after(hours=2)
    )
    assert [row["scope"] for row in json.loads(said.out)["freezes"]] == [["account:acme-mastodon"]]
    ran = hello.publish()
    assert ran.states("hello") == {"acme-mastodon": "held", "acme-bluesky": "published", "acme-pages": "published"}
    assert hello.made() == (0, 1)
    # it ends by itself
    hello.merge({"posts/later.md": post("Later", time=after(hours=3), to="acme-mastodon")})
    assert hello.publish(now=after(hours=3)).states("later") == {"acme-mastodon": "published"}


def test_the_statement_everybody_waits_for_goes_out(hello: Team):
    hello.merge({"posts/statement.md": post("We are looking into it.")})
    assert hello.run("freeze", "--reason", "outage", "--except", "post:statement").code == 0
    ran = hello.publish()
    assert set(ran.states("statement").values()) == {"published"}
    assert set(ran.states("hello").values()) == {"held"}


def test_a_freeze_in_the_middle_of_a_tick_stops_what_was_not_sent_yet(team: Team):
    team.merge({f"posts/p{number}.md": post(f"Number {number}", to="acme-mastodon") for number in range(4)})
    team.sandbox.inject("mastodon.publish latency 2")
    process = team.start("--format", "json", "publish")
    other = team.another()
    while team.made()[0] == 0:
        assert process.poll() is None
    assert other.run("freeze", "--reason", "outage").code == 0
    ran = ended(process)
    states = [row["state"] for row in json.loads(ran.out)["deliveries"]]
    assert states.count("held") >= 1, ran.out
    assert states.count("published") == team.made()[0] < 4
    assert set(states) == {"published", "held"}


def test_a_merged_freeze_stops_a_tick_that_began_before_it(team: Team):
    team.merge({f"posts/p{number}.md": post(f"Number {number}", to="acme-mastodon") for number in range(4)})
    team.origin.git("symbolic-ref", "HEAD", "refs/heads/main")
    team.sandbox.inject("mastodon.publish latency 2")
    other = team.another()
    process = team.start("--format", "json", "publish")
    while team.made()[0] == 0:
        assert process.poll() is None
    other.merge({"freeze.yml": FREEZE.format(scope="all")})
    ran = ended(process)
    states = [row["state"] for row in json.loads(ran.out)["deliveries"]]
    assert states.count("held") >= 1, ran.out
    assert states.count("published") == team.made()[0] < 4


def test_a_broken_freeze_stops_everything_and_is_a_finding(hello: Team):
    hello.merge({"freeze.yml": "freezes:\n  - scope: everything\n    reason: outage\n"})
    assert set(hello.publish().states("hello").values()) == {"held"}
    found = json.loads(hello.run("--format", "json", "lint").out)["findings"]
    assert [(one["rule"], one["line"]) for one in found if one["path"].endswith("freeze.yml")] == [("invalid-value", 2)]


def test_what_is_released_together_goes_out_one_after_the_other(team: Team):
    team.merge({f"posts/p{number}.md": post(f"Number {number}", to="acme-mastodon") for number in range(3)})
    team.run("freeze", "--reason", "outage")
    team.publish()
    team.run("freeze", "--lift")
    for number in range(3):
        assert team.run("release", f"p{number}", now=after(hours=1)).code == 0
    gone = [team.publish(now=after(hours=1, minutes=minutes)) for minutes in (0, 5, 10, 20)]
    assert [sorted(name for name, _ in ran.deliveries) for ran in gone] == [["p0"], [], ["p1"], ["p2"]]
    assert team.made()[0] == 3


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["account:acme-x", "--reason", "x"], "names nothing of this project"),
        (["everything", "--reason", "x"], "is no scope"),
        (["--until", "2026-12-03"], "needs a reason"),
        (["--reason", "x", "--until", "soon"], "is no time"),
        (["--lift", "tag:launch"], "Nothing is frozen under tag:launch"),
    ],
)
def test_a_freeze_that_would_stop_nothing_is_refused(hello: Team, arguments: list[str], says: str):
    ran = hello.run("freeze", *arguments)
    assert ran.code == 2
    assert says in ran.err
    assert hello.run("freeze").out == "Nothing is frozen.\n"
