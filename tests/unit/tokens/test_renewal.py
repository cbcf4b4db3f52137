"""Renewing: once, ahead of the end, pushed before it is used, and never a second time with a token that is used up."""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from smm_action.core.clock import format_instant
from smm_action.core.errors import SmmError
from smm_action.core.http import Lost, NotSent
from smm_action.model.delivery import Rejected, Retry, Unauthorized, Unknown
from smm_action.tokens.renewal import Renewed
from smm_action.tokens.vault import Token
from tests.unit.tokens.fakes import World


def fresh(
    world: World, *, ends: str | None = None, nonce: str = "a" * 32, held: Mapping[str, str] | None = None
) -> Token:
    found = world.renewal(nonce).token(world.held if held is None else held, ends, world.server.renew)
    assert isinstance(found, Token)
    return found


def test_a_token_of_unknown_end_is_renewed_and_kept_sealed(lasting: World) -> None:
    found = fresh(lasting)
    assert (found.values, found.sealed) == ({"TOKEN": "token-1"}, True)
    assert lasting.log() == ["Claim the renewal of the token of acme-x", "Keep token 1 of acme-x"]
    assert "token-1" not in lasting.file()
    assert "token-0" not in lasting.file()


@pytest.mark.parametrize(
    ("left", "renewals"), [(timedelta(days=11), 0), (timedelta(days=9), 1), (-timedelta(days=1), 1)]
)
def test_it_is_renewed_when_less_is_left_than_the_card_says(lasting: World, left: timedelta, renewals: int) -> None:
    fresh(lasting, ends=format_instant(lasting.now + left))
    assert lasting.server.made == renewals


def test_a_fresh_token_is_used_from_the_branch_without_a_call(lasting: World) -> None:
    fresh(lasting)
    lasting.now += timedelta(days=1)
    assert fresh(lasting.another()).values == {"TOKEN": "token-1"}
    assert lasting.server.made == 1
    assert len(lasting.log()) == 2


def test_what_rotates_goes_on_from_the_last_one(rotating: World) -> None:
    for number in (1, 2, 3):
        found = fresh(rotating)
        assert found.values == {"USER_TOKEN": f"user-{number}", "REFRESH_TOKEN": f"refresh-{number}"}
        rotating.now += timedelta(hours=3)
    assert not rotating.server.revoked
    assert json.loads(rotating.file())["seq"] == 3


@pytest.mark.parametrize("name", ["lasting", "rotating"])
def test_credentials_that_a_person_changes_are_the_newer_ones(name: str, request: pytest.FixtureRequest) -> None:
    world: World = request.getfixturevalue(name)
    fresh(world)
    changed = {field: f"{value}-by-hand" for field, value in world.held.items()}
    token = world.vault().token(world.branch().fetch(), changed)
    assert (token.values, token.sealed) == (changed, False)
    assert world.vault().token(world.branch().fetch(), {}).sealed


Answer = Callable[[Mapping[str, str]], Renewed]


def gives(answer: Renewed | Exception) -> Answer:
    def renew(values: Mapping[str, str]) -> Renewed:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return renew


LOST = [Unknown(reason="no answer"), Lost("no answer"), ValueError("refresh-0")]
LATER = [Retry(reason="busy"), NotSent("no route")]
REFUSED = [Rejected(reason="too young"), Unauthorized(reason="revoked")]


@pytest.mark.parametrize("answer", [*LOST, *LATER, *REFUSED])
def test_a_failure_leaves_a_token_that_works_and_is_tried_again_a_day_later(
    lasting: World, answer: Renewed | Exception
) -> None:
    for _ in range(2):
        found = lasting.renewal().token(lasting.held, None, gives(answer))
        assert isinstance(found, Token)
        assert found.values == lasting.held
        lasting.now += timedelta(hours=23)
    assert lasting.log().count("Claim the renewal of the token of acme-x") == 2 - 1
    lasting.now += timedelta(hours=3)
    assert fresh(lasting).values == {"TOKEN": "token-1"}


@pytest.mark.parametrize("answer", LOST)
def test_a_lost_answer_about_what_rotates_is_never_tried_again(rotating: World, answer: Renewed | Exception) -> None:
    found = rotating.renewal().token(rotating.held, None, gives(answer))
    assert isinstance(found, Unauthorized)
    rotating.now += timedelta(days=3)
    again = rotating.renewal().token(rotating.held, None, rotating.server.renew)
    assert isinstance(again, Unauthorized)
    assert "smm auth acme-x" in again.reason
    assert "refresh-0" not in again.reason + found.reason + rotating.file()
    assert rotating.server.made == 0


def test_new_credentials_end_the_doubt(rotating: World) -> None:
    rotating.renewal().token(rotating.held, None, gives(Unknown(reason="no answer")))
    rotating.server.renew(rotating.held)
    assert fresh(rotating, held={"REFRESH_TOKEN": "refresh-1"}).values["USER_TOKEN"] == "user-2"


@pytest.mark.parametrize("answer", LATER)
def test_what_can_not_be_renewed_now_is_waited_for_a_short_while(rotating: World, answer: Renewed | Exception) -> None:
    found = rotating.renewal().token(rotating.held, None, gives(answer))
    assert isinstance(found, Retry)
    early = rotating.renewal().token(rotating.held, None, rotating.server.renew)
    assert isinstance(early, Retry)
    assert rotating.server.made == 0
    rotating.now += timedelta(minutes=16)
    assert fresh(rotating).values["USER_TOKEN"] == "user-1"


def test_a_refused_token_is_not_handed_in_all_the_time(rotating: World) -> None:
    for _ in range(2):
        found = rotating.renewal().token(rotating.held, None, gives(Unauthorized(reason="revoked")))
        assert isinstance(found, Unauthorized)
        assert "smm auth acme-x" in found.reason
    assert rotating.log().count("Claim the renewal of the token of acme-x") == 1


class Died(BaseException):
    """The process is gone."""


def dies(server: Answer) -> Answer:
    def renew(values: Mapping[str, str]) -> Renewed:
        server(values)
        raise Died

    return renew


def test_who_dies_with_the_new_token_of_what_lasts_does_no_harm(lasting: World) -> None:
    with pytest.raises(Died):
        lasting.renewal("d" * 32).token(lasting.held, None, dies(lasting.server.renew))
    assert fresh(lasting).values == {"TOKEN": "token-0"}, "the claim holds, and the token at hand works"
    lasting.now += timedelta(minutes=6)
    assert fresh(lasting).values == {"TOKEN": "token-2"}


@pytest.mark.parametrize("known_dead", [False, True])
def test_who_dies_with_the_new_token_of_what_rotates_leaves_it_to_a_person(rotating: World, known_dead: bool) -> None:
    with pytest.raises(Died):
        rotating.renewal("d" * 32).token(rotating.held, None, dies(rotating.server.renew))
    if known_dead:
        rotating.dead.add("d" * 32)
    else:
        rotating.now += timedelta(minutes=6)
    found = rotating.renewal().token(rotating.held, None, rotating.server.renew)
    assert isinstance(found, Unauthorized)
    assert "smm auth acme-x" in found.reason
    assert not rotating.server.revoked


def test_a_token_that_can_not_be_pushed_is_not_used(rotating: World) -> None:
    def renew(values: Mapping[str, str]) -> Renewed:
        rotating.origin.hook("pre-receive", "exit 1")
        return rotating.server.renew(values)

    branch = rotating.here.state()
    with pytest.raises(SmmError):
        rotating.renewal(branch=branch).token(rotating.held, None, renew)
    assert json.loads(rotating.file())["claim"]


def _run(world: World, calls: Path, nonce: str) -> None:
    def renew(values: Mapping[str, str]) -> Renewed:
        with calls.open("a") as file:
            file.write(f"{nonce}\n")
        time.sleep(0.5)
        return world.server.renew(values)

    world.sleep = time.sleep  # type: ignore[method-assign]
    found = world.renewal(nonce).token(world.held, None, renew)
    assert isinstance(found, Token)
    calls.with_suffix(f".{nonce}").write_text(found.values["USER_TOKEN"])


def test_two_runs_at_once_renew_once(rotating: World, tmp_path: Path) -> None:
    worlds = [rotating, rotating.another()]
    calls = tmp_path / "calls"
    processes = [
        multiprocessing.get_context("fork").Process(target=_run, args=(one, calls, letter * 32))
        for one, letter in zip(worlds, "ab", strict=True)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    assert len(calls.read_text().splitlines()) == 1
    assert [calls.with_suffix(f".{letter * 32}").read_text() for letter in "ab"] == ["user-1", "user-1"]


def test_a_slow_run_whose_claim_ran_out_takes_the_token_of_the_faster_one(lasting: World) -> None:
    other = lasting.another()

    def renew(values: Mapping[str, str]) -> Renewed:
        lasting.now += timedelta(minutes=6)
        other.now = lasting.now
        assert fresh(other, nonce="b" * 32).values == {"TOKEN": "token-1"}
        return lasting.server.renew(values)

    found = lasting.renewal().token(lasting.held, None, renew)
    assert isinstance(found, Token)
    assert found.values == {"TOKEN": "token-1"}
    assert json.loads(lasting.file())["seq"] == 1


def test_a_slow_run_that_fails_leaves_the_claim_of_another_one(lasting: World) -> None:
    other = lasting.another()

    def renew(values: Mapping[str, str]) -> Renewed:
        lasting.now += timedelta(minutes=6)
        other.now = lasting.now
        with pytest.raises(Died):
            other.renewal("b" * 32).token(other.held, None, dies(other.server.renew))
        return Retry(reason="busy")

    lasting.renewal().token(lasting.held, None, renew)
    held = json.loads(lasting.file())
    assert (held["claim"]["owner"]["nonce"], "failure" in held) == ("b" * 32, False)
