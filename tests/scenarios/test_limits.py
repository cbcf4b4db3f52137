"""Limits that servers announce: respected before they bite, told by the plan, and no attempt is used up."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from smm_action.sandbox.call import Settings
from smm_action.sandbox.server import Sandbox, running
from tests.scenarios.conftest import Clock, Team, after, post

CALLS = 4
"""Of an account, in five minutes: signing in is one."""


@pytest.fixture
def sandbox(clock: Clock) -> Iterator[Sandbox]:
    with running(now=clock, settings=Settings(requests=CALLS, enforce_rates=True)) as started:
        yield started


@pytest.fixture
def busy(team: Team) -> Team:
    """Return a team with six posts due on ``acme-mastodon``; its state branch exists already."""
    assert team.publish(now=after(hours=-1)).code == 0
    team.merge({f"posts/p{n}.md": post(f"Post {n}", to="acme-mastodon") for n in range(6)})
    return team


def refusals(team: Team) -> int:
    return sum(call.status == 429 for call in team.sandbox.store.calls())


def plan(team: Team, now: str) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = json.loads(team.run("--format", "json", "plan", now=now).out)
    return found


def test_no_create_is_made_that_the_server_said_it_would_refuse(busy: Team) -> None:
    ran = busy.publish()
    assert ran.code == 0, ran.err
    states = [ran.states(f"p{n}")["acme-mastodon"] for n in range(6)]
    assert states == ["published"] * 3 + ["retry"] * 3
    assert ran.deliveries["p3", "acme-mastodon"]["reason"].startswith(
        "the server allows no more posts until 2026-12-01T12:05"
    )
    assert refusals(busy) == 0


def test_the_plan_says_what_waits_why_and_until_when(busy: Team) -> None:
    busy.publish()
    busy.merge({"posts/new.md": post("New", to="acme-mastodon", time=after(minutes=1))})
    told = plan(busy, after(minutes=2))
    assert told["due"] == []
    assert [item["post"] for item in told["waiting"]] == ["p3", "p4", "p5", "new"]
    for item in told["waiting"]:
        assert item["reason"].startswith("the server allows no more posts until 2026-12-01T12:05")
        assert after(minutes=4) < item["again"] < after(minutes=6)
    text = busy.run("plan", now=after(minutes=2)).out
    assert "again at 2026-12-01T12:05" in text
    # a tick meanwhile asks the server nothing
    calls = len(busy.sandbox.store.calls())
    assert busy.publish(now=after(minutes=2)).deliveries == {}
    assert len(busy.sandbox.store.calls()) == calls


def test_what_waited_goes_out_in_order_and_uses_no_attempt(busy: Team) -> None:
    for minutes in (0, 6, 12):
        assert busy.publish(now=after(minutes=minutes)).code == 0
    assert busy.statuses() == [f"Post {n}" for n in range(6)]
    assert refusals(busy) == 0
    claims = [e for e in busy.entries() if e.kind == "claimed"]
    assert {int(entry.data["attempt"]) for entry in claims} == {1}


def test_a_thread_is_stopped_between_its_parts_and_finished_later(team: Team) -> None:
    assert team.publish(now=after(hours=-1)).code == 0
    parts = "\n\n---\n\n".join(f"Part {n}" for n in range(5))
    team.merge({"posts/long.md": post(parts, to="acme-mastodon")})
    assert team.publish().states("long") == {"acme-mastodon": "retry"}
    assert team.statuses() == ["Part 0", "Part 1", "Part 2"]
    assert team.publish(now=after(minutes=6)).states("long") == {"acme-mastodon": "published"}
    assert team.statuses() == [f"Part {n}" for n in range(5)]
    assert refusals(team) == 0


def test_bluesky_announces_it_too(team: Team) -> None:
    assert team.publish(now=after(hours=-1)).code == 0
    team.merge({f"posts/p{n}.md": post(f"Post {n}", to="acme-bluesky") for n in range(4)})
    ran = team.publish()
    assert [ran.states(f"p{n}")["acme-bluesky"] for n in range(4)] == ["published"] * 3 + ["retry"]
    assert refusals(team) == 0
    assert team.publish(now=after(minutes=6)).states("p3") == {"acme-bluesky": "published"}


def test_another_account_goes_on(team: Team) -> None:
    assert team.publish(now=after(hours=-1)).code == 0
    team.merge({f"posts/p{n}.md": post(f"Post {n}") for n in range(4)})
    ran = team.publish()
    assert ran.states("p3") == {"acme-mastodon": "retry", "acme-bluesky": "retry", "acme-pages": "published"}
