"""A whole tick where nobody may push to the state branch: GitHub makes every commit."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.scenarios.conftest import Team, after, ended, post
from tests.unit.ledger.github import TOKEN, GitHub, serving

SECRET = {"SMM_STATE_KEY": "the team's key, forty-one characters long"}
REFUSE = "while read before after ref; do test $ref = refs/heads/main || { echo 'unsigned' >&2; exit 1; }; done"


@pytest.fixture
def github(hello: Team) -> Iterator[GitHub]:
    hello.origin.hook("pre-receive", REFUSE)
    with serving(hello.origin) as served:
        yield served


def test_a_push_is_refused_and_nothing_is_sent(hello: Team, github: GitHub):
    ran = hello.publish()
    assert (ran.code, "commit-mode: api" in ran.err, hello.sends()) == (3, True, 0)


def test_a_team_publishes_counts_and_checks_through_the_api(hello: Team, github: GitHub):
    environ = {**github.environ, **SECRET}
    ran = hello.publish(environ=environ)
    assert (ran.code, hello.made()) == (0, (1, 1)), ran.err
    assert hello.run("metrics", now=after(minutes=30), environ=environ).code == 0
    assert hello.run("fsck", now=after(minutes=31), environ=environ).code == 0
    assert hello.pages()
    assert TOKEN not in ran.out + ran.err
    assert json.loads(hello.origin.git("show", "smm-state:chain.json"))["seq"] > 1


def test_two_runners_and_a_lost_answer_send_everything_once(hello: Team, github: GitHub):
    hello.merge({"posts/second.md": post("The second one")})
    github.lose += ["answer", "", "answer"]
    runners = [hello, hello.another()]
    started = [team.start("--format", "json", "publish", environ=github.environ) for team in runners]
    ran = [ended(process) for process in started]
    assert [one.code for one in ran] == [0, 0], [one.err for one in ran]
    assert hello.made() == (2, 2)


def test_an_answer_that_is_never_given_ends_the_run_before_anything_is_sent(hello: Team, github: GitHub):
    github.lose += ["asked"] * 20
    ran = hello.publish(environ=github.environ)
    assert (ran.code, hello.sends()) == (3, 0), ran.err
