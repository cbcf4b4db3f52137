"""Secrets by name, and the check that they go only to the server they belong to."""

from __future__ import annotations

import pytest

from smm_action.model.card import Card, Credential, Limit
from smm_action.model.ids import AccountName, BrandName, PlatformName
from smm_action.model.project import Account
from smm_action.platformkit.credentials import Missing, Secret, collisions, read, variable

SERVER = "https://social.example"
TOKEN = "s3cret-t0ken"


def account(name: str = "acme-mastodon", server: str | None = SERVER) -> Account:
    return Account(name=AccountName(name), brand=BrandName("default"), platform=PlatformName("mastodon"), server=server)


def card(*fields: str) -> Card:
    return Card(
        name=PlatformName("mastodon"),
        label="Mastodon",
        documentation="https://docs.example",
        text=Limit(value=500, unit="characters", source="https://docs.example", read="2026-11-24"),
        credentials=tuple(Credential(field=field, what="A secret.") for field in fields),
    )


def on_github(**more: str) -> dict[str, str]:
    return {"GITHUB_ACTIONS": "true", "SMM_ACME_MASTODON_TOKEN": TOKEN, **more}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("acme-mastodon", "SMM_ACME_MASTODON_TOKEN"),
        ("acme.pages", "SMM_ACME_PAGES_TOKEN"),
        ("größe 2", "SMM_GR_SSE_2_TOKEN"),
        ("ACME", "SMM_ACME_TOKEN"),
    ],
)
def test_a_variable_is_the_account_in_upper_case_with_everything_else_an_underscore(name: str, expected: str) -> None:
    assert variable(name, "TOKEN") == expected


def test_what_is_set_is_read_by_field_without_spaces_around_it() -> None:
    environ = {"SMM_ACME_MASTODON_TOKEN": f" {TOKEN}\n"}
    assert read(account(), card("TOKEN"), environ) == {"TOKEN": TOKEN}


def test_all_that_is_missing_is_named_and_an_empty_variable_is_missing() -> None:
    missing = read(account(), card("KEY", "TOKEN"), {"SMM_ACME_MASTODON_TOKEN": ""})
    assert isinstance(missing, Missing)
    assert missing.variables == ("SMM_ACME_MASTODON_KEY", "SMM_ACME_MASTODON_TOKEN")


def test_a_platform_without_credentials_needs_nothing() -> None:
    assert read(account(), card(), {"GITHUB_ACTIONS": "true"}) == {}


@pytest.mark.parametrize("value", ["to\nken", "to\r\nx: y", "to\x00ken", "to\u200bken"])
def test_a_secret_that_could_break_a_header_is_named_and_not_shown(value: str) -> None:
    missing = read(account(), card("TOKEN"), {"SMM_ACME_MASTODON_TOKEN": value})
    assert isinstance(missing, Missing)
    assert value not in missing.reason


def test_on_github_a_secret_needs_its_server_beside_it() -> None:
    missing = read(account(), card("TOKEN"), on_github())
    assert isinstance(missing, Missing)
    assert missing.variables == ("SMM_ACME_MASTODON_SERVER",)


@pytest.mark.parametrize("declared", [SERVER, SERVER + "/", "https://SOCIAL.example", f"{SERVER}:443", f" {SERVER} "])
def test_the_same_server_in_other_words_is_the_same(declared: str) -> None:
    environ = on_github(SMM_ACME_MASTODON_SERVER=declared)
    assert read(account(), card("TOKEN"), environ) == {"TOKEN": TOKEN}


@pytest.mark.parametrize(
    "declared",
    [
        "https://evil.example",
        "http://social.example",
        "https://social.example:8443",
        "https://social.example.evil.example",
        "https://social.example@evil.example",
        "social.example",
        "https://[",
    ],
)
def test_another_server_does_not_get_the_secret(declared: str) -> None:
    missing = read(account(), card("TOKEN"), on_github(SMM_ACME_MASTODON_SERVER=declared))
    assert isinstance(missing, Missing)
    assert TOKEN not in repr(missing)


def test_two_broken_addresses_are_not_the_same_server() -> None:
    environ = on_github(SMM_ACME_MASTODON_SERVER="http://social.example")
    assert isinstance(read(account(server="http://other.example"), card("TOKEN"), environ), Missing)


def test_elsewhere_than_on_github_the_server_need_not_be_named() -> None:
    assert read(account(), card("TOKEN"), {"SMM_ACME_MASTODON_TOKEN": TOKEN}) == {"TOKEN": TOKEN}


def test_an_account_on_its_platforms_own_server_needs_no_server_variable() -> None:
    assert read(account(server=None), card("TOKEN"), on_github()) == {"TOKEN": TOKEN}


def test_accounts_that_would_share_a_variable_are_found() -> None:
    shared = collisions([("acme-x", card("TOKEN")), ("acme.x", card("TOKEN")), ("other", card("TOKEN"))])
    assert shared == {"SMM_ACME_X_TOKEN": ("acme-x", "acme.x"), "SMM_ACME_X_SERVER": ("acme-x", "acme.x")}


def test_an_account_and_a_field_may_spell_the_same_variable() -> None:
    shared = collisions([("acme", card("APP_PASSWORD")), ("acme-app", card("PASSWORD"))])
    assert shared == {"SMM_ACME_APP_PASSWORD": ("acme", "acme-app")}


def test_accounts_without_secrets_collide_with_nobody() -> None:
    assert collisions([("a-b", card()), ("a.b", card())]) == {}


def test_a_secret_shows_itself_to_nobody_but_its_user() -> None:
    secret = Secret(TOKEN)
    assert secret.reveal() == TOKEN
    shown = f"{secret} {secret!r} {[secret]} { ({'a': secret}) }"
    assert TOKEN not in shown
    assert Secret(TOKEN) != Secret(TOKEN)
