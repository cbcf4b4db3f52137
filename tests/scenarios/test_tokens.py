"""Tokens that end, through whole runs: renewed once, kept sealed, never handed in twice."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from smm_action.cli.app import App
from smm_action.cli.keeping import keeper_of
from smm_action.cli.options import Settings
from smm_action.tokens.keeping import AsSecrets, OnBranch
from tests.scenarios.conftest import Team, after, ended, post

SMM_YML = """\
brand: acme
accounts:
  acme-x: {platform: x, handle: acme}
"""
TOKENS = {
    "SMM_ACME_X_CLIENT_ID": "sandbox-acme-x", "SMM_ACME_X_REFRESH_TOKEN": "sandbox-acme-x", "SMM_TOKEN_KEY": "k" * 40,
}  # fmt: skip
FILE = "tokens/acme-x.json"


@pytest.fixture
def shop(team: Team) -> Team:
    """Return a team with one post on X, whose token rotates."""
    team.merge({"smm.yml": SMM_YML, "posts/hello.md": post("Hello", to="acme-x")})
    return team


def renewals(team: Team) -> int:
    return sum(call.operation == "x.refresh" for call in team.sandbox.store.calls())


def record(team: Team) -> Mapping[str, object]:
    held: Mapping[str, object] = json.loads(team.origin.git("show", f"smm-state:{FILE}"))
    return held


def test_each_run_goes_on_with_the_token_of_the_last_one(shop: Team) -> None:
    assert shop.publish(environ=TOKENS).code == 0
    for number, hours in enumerate((1, 3, 6), start=2):
        shop.merge({f"posts/more-{number}.md": post(f"More {number}", to="acme-x", time=after(hours=hours))})
        runner = shop.another(f"runner-{number}")
        assert runner.publish(now=after(hours=hours), environ=TOKENS).code == 0, number
    assert shop.sends() == 4
    assert renewals(shop) == 3, "an hour later the token still lives"
    assert record(shop)["seq"] == 3


def test_nothing_readable_holds_a_token(shop: Team) -> None:
    ran = shop.publish(environ=TOKENS)
    state = shop.origin.git("log", "-p", "smm-state")
    for secret in ("sandbox-acme-x", "k" * 40):
        assert secret not in ran.out + ran.err + state


def test_two_runs_at_once_renew_once(shop: Team) -> None:
    shop.sandbox.inject("x.refresh latency 1")
    runs = [shop.start("publish", environ=TOKENS), shop.another().start("publish", environ=TOKENS)]
    done = [ended(run) for run in runs]
    assert renewals(shop) == 1, done
    assert shop.sends() == 1
    assert record(shop)["seq"] == 1


def test_who_is_killed_while_it_pushes_the_new_token_leaves_it_to_a_person(shop: Team) -> None:
    _killed(shop)
    assert "claim" in record(shop)
    ran = shop.publish(now=after(minutes=10), environ=TOKENS)
    assert renewals(shop) == 1
    assert "smm auth acme-x" in ran.out + ran.err
    assert shop.sends() == 0


def _killed(shop: Team) -> None:
    """Kill a run while the push of its token is under way."""
    marker = shop.origin.path.parent / "seen"
    subjects = "while read -r _ new _; do git log -1 --format=%s $new; done"
    hook = shop.origin.hook("pre-receive", f"{subjects} | grep -q ^Keep || exit 0\ntouch {marker}\nsleep 60")
    running = shop.start("publish", environ=TOKENS)
    deadline = time.monotonic() + 60
    while not marker.exists():
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.01)
    running.kill()
    running.communicate(timeout=60)
    hook.unlink()


@pytest.mark.parametrize(("platform", "field"), [("threads", "TOKEN"), ("linkedin", "TOKEN")])
@pytest.mark.parametrize("faults", ["", "drop", "error 500", "error 400"])
def test_a_token_that_lasts_is_renewed_without_holding_up_a_post(
    team: Team, platform: str, field: str, faults: str
) -> None:
    account = f"acme-{platform}"
    yml = f"brand: acme\naccounts:\n  {account}: {{platform: {platform}, handle: acme}}\n"
    team.merge({"smm.yml": yml, "posts/hello.md": post("Hello", to=account)})
    team.sandbox.inject(f"*.refresh {faults}" if faults else "")
    environ = {"SMM_TOKEN_KEY": "k" * 40}
    ran = team.publish(environ=environ)
    assert (ran.code, team.sends()) == (0, 1), ran
    held = json.loads(team.origin.git("show", f"smm-state:tokens/{account}.json"))
    assert (held["fields"], held["seq"] == 1, "failure" in held) == ([field], not faults, bool(faults))


def test_counting_renews_too(shop: Team) -> None:
    assert shop.publish(environ=TOKENS).code == 0
    ran = shop.run("metrics", now=after(hours=5), environ=TOKENS)
    assert ran.code == 0, ran
    assert renewals(shop) == 2


def test_without_a_place_for_the_next_token_none_is_asked_for(shop: Team) -> None:
    keyless = {name: value for name, value in TOKENS.items() if name != "SMM_TOKEN_KEY"}
    ran = shop.publish(environ=keyless)
    assert "SMM_TOKEN_KEY" in ran.out + ran.err
    assert (renewals(shop), shop.sends()) == (0, 0)


def test_fsck_finds_nothing_wrong_with_a_token(shop: Team) -> None:
    shop.publish(environ=TOKENS)
    assert shop.run("fsck").code == 0


@pytest.mark.parametrize(
    ("remote", "smm_yml", "extra", "kept"),
    [
        ("/srv/git/social.git", "", {}, OnBranch),
        ("https://github.com/acme/social", "", {}, str),
        ("https://github.com/acme/social", "tokens: {public: allow}\n", {}, OnBranch),
        ("https://github.com/acme/social", "", {"SMM_SECRETS_TOKEN": "pat"}, AsSecrets),
        ("/srv/git/social.git", "", {"SMM_SECRETS_TOKEN": "pat"}, OnBranch),
        ("/srv/git/social.git", "", {"SMM_TOKEN_KEY": "", "SMM_SECRETS_TOKEN": "pat"}, AsSecrets),
        ("/srv/git/social.git", "", {"SMM_TOKEN_KEY": ""}, str),
    ],
)
def test_where_tokens_are_kept(team: Team, remote: str, smm_yml: str, extra: dict[str, str], kept: type) -> None:
    team.write({"smm.yml": SMM_YML + smm_yml})
    team.here.git("remote", "set-url", "origin", remote)
    app = App(Settings(root=Path(team.here.path) / "content"), TOKENS | extra)
    found = keeper_of(app)
    assert isinstance(found, kept), found
    if isinstance(found, str) and extra == {}:
        assert "tokens: {public: allow}" in found
