"""Trouble that no tick can mend: the gate closes, and opens again when something can change."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from smm_action.core.clock import format_instant, parse_instant
from smm_action.ledger.index import Index, parse_index
from smm_action.runner import gate
from tests.scenarios.conftest import NOON, SMM_YML, Team, after, post
from tests.scenarios.test_faults import SERVERS

GATE = Path(gate.__file__)
TICK = timedelta(minutes=15)


def index(team: Team) -> Index:
    found = parse_index(team.origin.git("show", "smm-state:index.json").encode())
    assert found is not None
    return found


def reason(team: Team, now: str) -> str | None:
    """Return why the gate is open at ``now``, as the Action asks it."""
    output = team.here.path.parent / "output"
    output.write_text("")
    environ = {**team.here.environ, "SMM_NOW": now, "GITHUB_OUTPUT": str(output)}
    for arguments in (["fetch"], []):
        command = [sys.executable, "-I", str(GATE), *arguments]
        subprocess.run(command, cwd=team.here.path, env=environ, check=True, capture_output=True)
    said = dict(line.split("=", 1) for line in output.read_text().splitlines())
    return said["reason"] if said["work"] == "true" else None


def pressing(team: Team, now: str, *, counting: bool = False) -> str | None:
    """Return what the index says is to be done at ``now``: the gate without its processes."""
    if not team.origin.git("branch", "--list", "smm-state"):
        return "nothing ran yet"
    held = index(team)
    read = gate.parsed((held if counting else replace(held, next_metrics=None)).to_bytes().decode())
    assert read is not None
    return gate.pressing(read, now.removesuffix("Z"))


def opened(team: Team, start: str, hours: float, *commands: str, sandbox: bool = True) -> list[str]:
    """Run ``commands`` at each tick (15 minutes) that the gate lets through; return the times of day it was open."""
    found, now = [], parse_instant(start)
    end = now + timedelta(hours=hours)
    while now < end:
        if pressing(team, format_instant(now), counting="metrics" in commands) is not None:
            found.append(format_instant(now)[11:16])
            for command in commands:
                team.run(command, now=format_instant(now), sandbox=sandbox)
        now += TICK
    return found


@pytest.fixture
def one(team: Team) -> Team:
    """Return a team with one post for Mastodon alone."""
    team.merge({"posts/hello.md": post("Hello, world", to="acme-mastodon")})
    return team


class TestWithoutCredentials:
    @pytest.fixture
    def locked(self, one: Team) -> Team:
        one.merge({"smm.yml": SERVERS.format(url=one.sandbox.url)})
        return one

    def test_a_post_that_can_not_be_sent_is_looked_at_rarely_and_missed_in_time(self, locked: Team):
        looks = opened(locked, NOON, 8, "publish", sandbox=False)
        assert looks == ["12:00", "13:00", "14:00", "15:00", "16:30", "18:00", "18:15"]
        assert locked.kinds("acme-mastodon") == ["missed"]
        assert locked.sends() == 0

    def test_an_account_that_can_not_be_counted_is_not_counted_at_every_tick(self, locked: Team):
        locked.merge({"posts/hello.md": post("Hello, world", to="acme-pages")})
        looks = opened(locked, NOON, 30, "publish", "metrics", sandbox=False)
        assert looks == ["12:00", "12:00"]
        assert "accounts.jsonl" not in locked.files()

    def test_it_says_so_at_each_look_and_is_not_failed_again(self, locked: Team):
        for now in (NOON, after(hours=1)):
            ran = locked.run("--format", "json", "publish", now=now, sandbox=False)
            assert (ran.code, ran.deliveries) == (0, {})
            assert "SMM_ACME_MASTODON_TOKEN is not set" in ran.err

    def test_a_secret_that_is_set_meanwhile_is_used_at_the_next_look(self, locked: Team):
        locked.run("publish", sandbox=False)
        token = {"SMM_ACME_MASTODON_TOKEN": locked.sandbox.credential("acme-mastodon")}
        assert pressing(locked, after(minutes=45)) is None
        assert pressing(locked, after(hours=1)) is not None
        locked.run("publish", now=after(hours=1), sandbox=False, environ=token)
        assert locked.made() == (1, 0)

    def test_a_new_post_for_an_account_that_works_is_not_kept_waiting(self, locked: Team):
        locked.merge({"posts/page.md": post("A page", to="acme-pages", time=after(minutes=30))})
        locked.run("publish", sandbox=False)
        assert index(locked).next_due == after(minutes=30)


class TestRefused:
    def test_a_refused_token_is_tried_at_growing_pauses(self, one: Team):
        one.sandbox.inject("mastodon.verify error 401; mastodon.* error 401")
        looks = opened(one, NOON, 7, "publish")
        assert looks[:3] == ["12:00", "12:15", "12:30"]
        assert len(looks) <= 12
        assert one.kinds("acme-mastodon")[-1] == "missed"
        assert one.made() == (0, 0)

    def test_metrics_of_a_server_that_is_down_are_tried_each_hour(self, one: Team):
        one.publish()
        one.run("metrics")
        one.sandbox.inject("mastodon.* error 500")
        assert opened(one, after(hours=1), 4, "publish", "metrics") == ["13:00", "14:00", "15:00", "16:00"]

    def test_a_run_that_publishes_does_not_forget_that_an_account_rests(self, one: Team):
        one.publish()
        one.run("metrics")
        one.sandbox.inject("mastodon.* error 401")
        one.run("metrics", now=after(hours=1))
        rests = index(one).next_metrics
        assert rests is not None
        assert parse_instant(rests) > parse_instant(after(hours=3))
        one.merge({"posts/page.md": post("A page", to="acme-pages", time=after(hours=2))})
        one.publish(now=after(hours=2))
        assert index(one).next_metrics == rests


class TestDoubt:
    def test_an_unknown_is_searched_for_at_growing_pauses_for_a_day_and_then_a_person_answers(self, one: Team):
        one.sandbox.inject("mastodon.publish drop after times=1; mastodon.find error 403")
        looks = opened(one, NOON, 48, "publish")
        assert looks[:4] == ["12:00", "12:15", "12:30", "12:45"]
        assert len(looks) <= 15
        assert one.kinds("acme-mastodon") == ["claimed", "unknown"]
        page = one.origin.git("show", "smm-state:README.md")
        assert "## Unknown: a person has to look" in page

    def test_what_a_person_answers_opens_the_gate(self, one: Team):
        one.sandbox.inject("mastodon.publish drop before times=1; mastodon.find error 403")
        opened(one, NOON, 48, "publish")
        later = after(hours=48)
        assert pressing(one, later) is None
        one.run("resolve", "hello", "acme-mastodon", "--resend", now=later)
        assert pressing(one, later) is not None
        one.publish(now=later)
        assert one.made() == (1, 0)
        assert pressing(one, later) is None

    def test_it_is_adopted_at_the_first_look_at_which_it_can_be_found(self, one: Team):
        one.sandbox.inject("mastodon.publish drop after times=1; mastodon.find error 403")
        opened(one, NOON, 3, "publish")
        one.sandbox.inject("")
        opened(one, after(hours=3), 3, "publish")
        assert one.kinds("acme-mastodon") == ["claimed", "unknown", "published"]
        assert one.made() == (1, 0)


class TestRefusedText:
    def test_a_post_that_breaks_a_limit_waits_for_a_new_text(self, team: Team):
        team.merge({"posts/long.md": post("x" * 400, to="acme-bluesky")})
        assert opened(team, NOON, 5, "publish") == ["12:00"]
        team.merge({"posts/long.md": post("x" * 200, to="acme-bluesky")})
        assert reason(team, NOON) is not None


@pytest.mark.parametrize(
    "state", ["{branch: bot}", "{path: records/smm}", "{branch: bot, path: records/smm, remote: there}"]
)
def test_wherever_the_state_lies_a_quiet_tick_is_quiet(team: Team, state: str):
    team.merge({"smm.yml": SMM_YML + f"state: {state}\n", "posts/hello.md": post("Hello", to="acme-pages")})
    if "there" in state:
        team.here.git("remote", "add", "there", f"file://{team.origin.path}")
    assert reason(team, NOON) is not None
    ran = team.publish()
    assert ran.code == 0, ran.err
    team.run("metrics")
    assert reason(team, after(minutes=15)) is None
