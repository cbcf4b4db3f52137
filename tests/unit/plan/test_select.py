"""``--select``: OR within a kind, AND across kinds."""

from __future__ import annotations

import pytest

from smm_action.core.errors import SmmError
from smm_action.model.delivery import State
from smm_action.plan.planner import plan
from smm_action.plan.select import parse, select
from tests.unit.plan.making import CARDS, HOUR, NOW, at, ledger, names, post, project, record

POSTS = (
    post("a", at(NOW), ("acme", "other"), campaign="winter"),
    post("b", at(NOW), ("acme",), campaign="spring"),
    post("c", at(NOW + HOUR), ("third",)),
)
PROJECT = project(*POSTS, third="another")
PLAN = plan(PROJECT, ledger(record(State.RETRY, "b")), NOW, {**CARDS, "another": CARDS["fake"]})


def chosen(*values: str) -> list[str]:
    found = select(PLAN, parse(values), PROJECT)
    return [*names(found.due), *names(found.upcoming)]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ((), ["a/acme", "a/other", "b/acme", "c/third"]),
        (("campaign:winter",), ["a/acme", "a/other"]),
        (("campaign:winter", "campaign:spring"), ["a/acme", "a/other", "b/acme"]),
        (("campaign:winter", "account:acme"), ["a/acme"]),
        (("account:acme", "account:other", "post:a"), ["a/acme", "a/other"]),
        (("platform:another",), ["c/third"]),
        (("state:scheduled",), ["a/acme", "a/other", "c/third"]),
        (("state:retry",), ["b/acme"]),
        (("state:failed",), ["b/acme"]),
        (("brand:acme",), ["a/acme", "a/other", "b/acme", "c/third"]),
        (("brand:nobody",), []),
        (("campaign:winter", "campaign:spring", "state:failed"), ["b/acme"]),
    ],
)
def test_a_selection_keeps_what_every_kind_wants(values: tuple[str, ...], found: list[str]) -> None:
    assert chosen(*values) == found


def test_every_list_of_the_plan_is_filtered() -> None:
    late = plan(project(post("a", at(NOW - 10 * HOUR)), post("b", deliver="platform")), ledger(), NOW, CARDS)
    broken = plan(project(post("a"), broken=True), ledger(), NOW, CARDS)
    nobody = parse(["post:nobody"])
    for given, lane in ((late, "settle"), (late, "waiting"), (broken, "blocked")):
        assert getattr(given, lane)
        assert getattr(select(given, nobody, PROJECT), lane) == ()


@pytest.mark.parametrize("text", ["winter", "campaign:", ":x", "colour:red", "state:gone", "state:"])
def test_what_is_not_understood_is_said(text: str) -> None:
    with pytest.raises(SmmError) as raised:
        parse([text])
    assert text in raised.value.what
    assert raised.value.exit_code == 2


def test_a_value_may_hold_a_colon() -> None:
    assert parse(["campaign:a:b"]).wanted == {"campaign": frozenset({"a:b"})}
