"""`smm doctor` against the sandbox: credentials that are missing, have ended, are too narrow, are valid."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.scenarios.conftest import NOON, Ran, Team, post

SMM_YML = """\
brand: acme
accounts:
  acme-mastodon: {platform: mastodon, server: https://mastodon.example, handle: acme}
  acme-x: {platform: x, handle: acme}
  acme-linkedin: {platform: linkedin}
  acme-pages: {platform: microblog, base_url: https://acme.example/social/}
"""
KEY = {"SMM_TOKEN_KEY": "k" * 40}
X_OAUTH2 = {"SMM_ACME_X_CLIENT_ID": "sandbox-acme-x", "SMM_ACME_X_REFRESH_TOKEN": "sandbox-acme-x"}


@pytest.fixture
def shop(team: Team) -> Team:
    """Return a team with an account of each kind and no posts."""
    team.merge({"smm.yml": SMM_YML})
    return team


def doctor(team: Team, *arguments: str, environ: Mapping[str, str] | None = None) -> tuple[Ran, dict[str, Any]]:
    ran = team.run("--format", "json", "doctor", *arguments, environ=environ)
    return ran, {found["account"]: found for found in json.loads(ran.out)["accounts"]}


def test_valid_credentials(shop: Team) -> None:
    ran, found = doctor(shop)
    assert (ran.code, {item["ready"] for item in found.values()}) == (0, {True}), ran
    assert found["acme-mastodon"]["said"].startswith("signed in as acme")
    assert shop.run("doctor").out.count("✓") == 4


def test_missing_credentials_are_named_with_the_alternatives(shop: Team) -> None:
    ran, found = doctor(shop, environ={"SMM_ACME_MASTODON_TOKEN": "", "SMM_ACME_X_API_KEY": "sandbox-acme-x"})
    assert ran.code == 1
    assert found["acme-mastodon"]["missing"] == ["SMM_ACME_MASTODON_TOKEN"]
    assert found["acme-x"]["missing"] == [
        "SMM_ACME_X_API_SECRET",
        "SMM_ACME_X_ACCESS_TOKEN",
        "SMM_ACME_X_ACCESS_SECRET",
    ]
    assert any("SMM_ACME_X_CLIENT_ID, SMM_ACME_X_REFRESH_TOKEN" in note for note in found["acme-x"]["notes"])
    assert any("smm auth acme-x" in note for note in found["acme-x"]["notes"])
    assert found["acme-linkedin"]["ready"]


@pytest.mark.parametrize("fault", ["*.verify expire", "*@acme-mastodon expire"])
def test_ended_credentials(shop: Team, fault: str) -> None:
    shop.sandbox.inject(fault)
    ran, found = doctor(shop)
    assert (ran.code, found["acme-mastodon"]["ready"]) == (1, False)
    assert any("smm auth acme-mastodon" in note for note in found["acme-mastodon"]["notes"])
    assert any("docs/platforms/mastodon.md" in note for note in found["acme-mastodon"]["notes"])
    assert found["acme-pages"]["ready"]


def test_a_server_that_is_away_says_nothing_of_the_credential(shop: Team) -> None:
    shop.sandbox.inject("*@acme-mastodon error 503")
    ran, found = doctor(shop)
    assert (ran.code, found["acme-mastodon"]["ready"]) == (1, False)
    assert found["acme-mastodon"]["notes"] == []


@pytest.mark.parametrize(
    ("expires", "days", "said"),
    [
        ("2026-12-31T12:00:00Z", 30, "ends on 2026-12-31, in 30 days"),
        ("2026-11-30T12:00:00Z", -1, "ended on 2026-11-30"),
    ],
)
def test_days_left(shop: Team, expires: str, days: int, said: str) -> None:
    environ = {"SMM_ACME_LINKEDIN_TOKEN": "sandbox-acme-linkedin", "SMM_ACME_LINKEDIN_EXPIRES": expires}
    _, found = doctor(shop, environ=environ)
    assert found["acme-linkedin"]["days_left"] == days
    assert said in shop.run("doctor", environ=environ).out


def test_an_account_that_no_post_names_may_be_unready(shop: Team) -> None:
    broken = {"SMM_ACME_MASTODON_TOKEN": ""}
    shop.merge({"posts/hello.md": post("Hello", to="acme-pages")})
    ran, found = doctor(shop, environ=broken)
    assert (ran.code, found["acme-mastodon"]["in_use"], found["acme-mastodon"]["ready"]) == (0, False, False)
    shop.merge({"posts/hello.md": post("Hello", to="acme-mastodon")})
    assert doctor(shop, environ=broken)[0].code == 1


def test_no_real_credential_goes_to_a_sandbox(shop: Team) -> None:
    ran, found = doctor(shop, environ={"SMM_ACME_MASTODON_TOKEN": "a real one"})
    assert (ran.code, found["acme-mastodon"]["ready"]) == (0, True)


@pytest.mark.parametrize(
    ("environ", "ready", "said"), [({}, False, "SMM_TOKEN_KEY"), (KEY, True, "renewed when it is used next")]
)
def test_a_token_that_rotates_needs_a_place_for_the_next_one(
    shop: Team, environ: dict[str, str], ready: bool, said: str
) -> None:
    _, found = doctor(shop, environ=X_OAUTH2 | environ)
    assert (found["acme-x"]["ready"], said in found["acme-x"]["renewal"]) == (ready, True), found["acme-x"]
    assert not any(call.operation == "x.refresh" for call in shop.sandbox.store.calls()), "looking renews nothing"


def test_what_publishing_renewed_is_shown(shop: Team) -> None:
    shop.merge({"posts/hello.md": post("Hello", to="acme-x")})
    assert shop.publish(environ=X_OAUTH2 | KEY).code == 0
    _, found = doctor(shop, environ=X_OAUTH2 | KEY)
    assert found["acme-x"]["ready"], found
    assert found["acme-x"]["renewal"] == "It was renewed on 2026-12-01 and is sealed on the state branch as token 1."
    _, locked = doctor(shop, environ=X_OAUTH2)
    assert locked["acme-x"]["missing"] == ["SMM_TOKEN_KEY"]


def test_a_renewal_that_nobody_knows_the_end_of_is_said(shop: Team) -> None:
    shop.merge({"posts/hello.md": post("Hello", to="acme-x")})
    shop.sandbox.inject("x.refresh drop")
    shop.publish(environ=X_OAUTH2 | KEY)
    ran, found = doctor(shop, environ=X_OAUTH2 | KEY)
    assert (ran.code, found["acme-x"]["ready"]) == (1, False)
    assert "smm auth" in found["acme-x"]["renewal"]


def test_a_token_that_was_put_back_is_not_taken(shop: Team) -> None:
    shop.merge({"posts/hello.md": post("Hello", to="acme-x")})
    shop.publish(environ=X_OAUTH2 | KEY)
    clone = shop.another("intruder").here
    clone.git("checkout", "-q", "smm-state")
    clone.git("rm", "-q", "tokens/acme-x.json")
    clone.commit("Intrude")
    clone.git("push", "-q", "origin", "smm-state")
    assert shop.run("status", now=NOON).code == 0
    shop.here.git("fetch", "-q", "origin", "smm-state")
    _, found = doctor(shop.another("fresh"), environ=X_OAUTH2 | KEY)
    assert not found["acme-x"]["ready"]
    assert "put the branch back" in found["acme-x"]["said"]
