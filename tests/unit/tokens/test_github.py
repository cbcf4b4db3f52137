"""Secrets on GitHub, and who may read a repository."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from smm_action.model.delivery import Retry
from smm_action.tokens.github import Secrets
from smm_action.tokens.keeping import AsSecrets, KeepFault
from smm_action.tokens.vault import Token
from smm_action.tokens.visibility import visibility
from tests.shared import shared
from tests.unit.tokens.fakes import World
from tests.unit.tokens.hub import NAME, TOKEN, Hub, hub

HTTPS = f"https://github.com/{NAME}"


@pytest.fixture
def github() -> Iterator[Hub]:
    with hub() as held:
        yield held


@pytest.mark.parametrize(
    ("environment", "place"),
    [(None, "environments/smm-production/secrets"), ("", "actions/secrets")],
)
def test_a_secret_leaves_sealed_for_github(github: Hub, environment: str | None, place: str) -> None:
    environ = github.environ | ({} if environment is None else {"SMM_SECRETS_ENVIRONMENT": environment})
    assert [Secrets(environ).store("SMM_ACME_X_TOKEN", value) for value in ("first", "second")] == [None, None]
    assert github.secrets == {f"{place}/SMM_ACME_X_TOKEN": "second"}
    assert not any("first" in call or "second" in call for call in github.seen)


@pytest.mark.parametrize(
    ("change", "status"),
    [({"SMM_SECRETS_TOKEN": "wrong"}, 401), ({"SMM_SECRETS_ENVIRONMENT": "elsewhere"}, 404), ({}, 403), ({}, 500)],
)
def test_a_refusal_says_what_to_look_at(github: Hub, change: dict[str, str], status: int) -> None:
    github.status = status if not change else 0
    keeper = AsSecrets(Secrets(github.environ | change))
    with pytest.raises(KeepFault, match=str(status)) as caught:
        keeper.make_ready()
    assert TOKEN not in str(caught.value)
    assert not github.secrets


def test_a_renewed_token_becomes_a_secret_and_the_branch_has_its_print_alone(lasting: World, github: Hub) -> None:
    lasting.key, keeper = None, AsSecrets(Secrets(github.environ))
    found = lasting.renewal(keeper=keeper).token(lasting.held, None, lasting.server.renew)
    assert isinstance(found, Token)
    assert github.secrets == {"environments/smm-production/secrets/SMM_ACME_X_TOKEN": "token-1"}
    record = json.loads(lasting.file())
    assert (record["seq"], "sealed" in record, "token-1" in lasting.file()) == (1, False, False)
    later = lasting.renewal(keeper=keeper).token({"TOKEN": "token-1"}, None, lasting.server.renew)
    assert isinstance(later, Token)
    assert (later.expires, lasting.server.made) == (record["expires"], 1)


def test_a_run_that_began_before_has_the_old_secret_and_hands_it_in_no_more(rotating: World, github: Hub) -> None:
    rotating.key, keeper = None, AsSecrets(Secrets(github.environ))
    assert isinstance(rotating.renewal(keeper=keeper).token(rotating.held, None, rotating.server.renew), Token)
    assert isinstance(rotating.renewal(keeper=keeper).token(rotating.held, None, rotating.server.renew), Retry)
    assert not rotating.server.revoked


def test_a_lasting_one_that_such_a_run_has_is_used_as_it_is(lasting: World, github: Hub) -> None:
    lasting.key, keeper = None, AsSecrets(Secrets(github.environ))
    lasting.renewal(keeper=keeper).token(lasting.held, None, lasting.server.renew)
    found = lasting.renewal(keeper=keeper).token(lasting.held, None, lasting.server.renew)
    assert isinstance(found, Token)
    assert (found.values, lasting.server.made) == (lasting.held, 1)


def test_the_old_token_is_not_handed_in_where_the_new_one_can_not_be_kept(rotating: World, github: Hub) -> None:
    github.status, rotating.key = 403, None
    keeper = AsSecrets(Secrets(github.environ))
    found = rotating.renewal(keeper=keeper).token(rotating.held, None, rotating.server.renew)
    assert isinstance(found, Retry)
    assert "SMM_SECRETS_TOKEN" in found.reason
    assert rotating.server.made == 0


def event(folder: Path, document: Any) -> dict[str, str]:
    path = folder / "event.json"
    path.write_text(json.dumps(document))
    return {"GITHUB_EVENT_PATH": str(path), "GITHUB_REPOSITORY": NAME}


@pytest.mark.parametrize(
    ("told", "seen"),
    [
        ({"private": True, "visibility": "private"}, "private"),
        ({"private": True, "visibility": "internal"}, "private"),
        ({"private": True}, "private"),
        ({"private": False, "visibility": "public"}, "public"),
        ({"private": True, "visibility": "public"}, "public"),
        ({"private": False}, "public"),
        ({}, "unknown"),
        ({"private": "yes"}, "unknown"),
        ({"private": True, "full_name": "acme/other"}, "unknown"),
    ],
)
def test_the_event_says_who_may_read(tmp_path: Path, told: dict[str, Any], seen: str) -> None:
    environ = event(tmp_path, {"repository": {"full_name": NAME, **told}})
    assert visibility(HTTPS, environ) == seen


@pytest.mark.parametrize(
    ("remote", "seen"),
    [
        (f"{HTTPS}.git", "private"), (f"git@github.com:{NAME}.git", "private"), (f"ssh://git@github.com/{NAME}", "private"),
        ("https://github.com/acme/other", "unknown"), (f"https://gitlab.example/{NAME}", "unknown"),
        ("/srv/git/social.git", "private"), ("file:///srv/git/social.git", "private"), ("http://127.0.0.1:1/x", "private"),
        ("git@elsewhere.example:social.git", "unknown"),
    ],
)  # fmt: skip
def test_what_is_told_of_one_repository_is_nothing_of_another(tmp_path: Path, remote: str, seen: str) -> None:
    assert visibility(remote, event(tmp_path, {"repository": {"full_name": NAME, "private": True}})) == seen


@pytest.mark.parametrize(
    ("told", "status", "seen"), [(True, 0, "private"), (False, 0, "public"), (True, 404, "unknown")]
)
def test_where_no_event_tells_github_is_asked(github: Hub, told: bool, status: int, seen: str) -> None:
    github.repository = {"full_name": NAME, "private": told}
    github.status = status
    assert visibility(HTTPS, github.environ) == seen
    assert visibility(HTTPS, {**github.environ, "GITHUB_TOKEN": ""}) == "unknown"


@pytest.mark.shared
@pytest.mark.parametrize("path", ["push/payload.json", "workflow_dispatch/payload.json", "issues/opened.payload.json"])
def test_githubs_own_events_say_it(path: str) -> None:
    found = shared("contracts/github/event-payloads") / path
    repository = json.loads(found.read_text())["repository"]
    environ = {"GITHUB_EVENT_PATH": str(found), "GITHUB_REPOSITORY": repository["full_name"]}
    seen = visibility(f"https://github.com/{repository['full_name']}.git", environ)
    assert seen == ("public" if not repository["private"] or repository.get("visibility") == "public" else "private")


@pytest.mark.shared
def test_githubs_contract_has_what_is_asked_for() -> None:
    contract = json.loads(shared("contracts/github/api.github.com.extract.json").read_text())
    assert "get" in contract["paths"]["/repos/{owner}/{repo}"]
    repository = contract["components"]["schemas"]["full-repository"]
    assert {"full_name", "private"} <= set(repository["required"])
    assert "visibility" in repository["properties"]
