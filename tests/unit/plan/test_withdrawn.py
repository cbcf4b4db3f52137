"""What was begun and is in no post any more: said once, and not while a file can not be read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from smm_action.model.delivery import Receipt, State
from smm_action.model.entry import REPEATABLE
from smm_action.model.plan import PlannedDelivery
from tests.unit.plan.making import MINUTE, NOW, claim, planned, post, record

RECEIPT = Receipt(part=0, id="1", url="https://acme.example/1", at="2026-12-01T11:00:00Z")


def settled(
    *posts: object, state: State = State.RETRY, receipts: tuple[Receipt, ...] = (RECEIPT,)
) -> list[PlannedDelivery]:
    held = record(state, receipts=receipts)
    return [item for item in planned(*posts, records=(held,)).settle if item.state is State.HELD]  # type: ignore[arg-type]


def test_a_post_that_was_withdrawn_before_it_went_out_needs_nobody() -> None:
    assert settled(receipts=()) == []


def test_a_thread_that_was_withdrawn_half_out_says_how_to_take_it_back() -> None:
    (item,) = settled()
    assert item.reason == "its post was withdrawn with 1 of 1 parts out; `smm retract one` takes them back"


def test_an_account_that_was_taken_out_of_the_post_is_withdrawn_too() -> None:
    assert len(settled(post(accounts=("other",)))) == 1
    assert settled(post()) == []


def test_while_the_part_in_doubt_may_still_come_it_is_looked_for_and_not_held() -> None:
    held = record(State.RETRY, receipts=(RECEIPT,), code=REPEATABLE, claim=claim(NOW + MINUTE))
    assert [item.state for item in planned(records=(held,)).settle] == []
    late = record(State.RETRY, receipts=(RECEIPT,), code=REPEATABLE, claim=claim(NOW))
    assert [item.state for item in planned(records=(late,)).settle] == [State.HELD]


@pytest.mark.parametrize("state", sorted(set(State) - {State.RETRY}))
def test_nothing_else_is_settled_so(state: State) -> None:
    assert settled(state=state) == []


def test_nothing_is_said_while_a_post_can_not_be_read() -> None:
    assert settled(replace(post("two"), valid=False)) == []
    assert len(settled(post("two"))) == 1
