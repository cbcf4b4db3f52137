"""When the gate is told to open: for what a tick can change, and rarely for the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from smm_action.core.clock import format_instant
from smm_action.ledger.revisions import BY_HAND
from smm_action.model.delivery import State
from smm_action.model.entry import REPEATABLE, Ledger
from smm_action.plan.work import DOUBT, LONGEST, next_work
from tests.unit.plan.making import ASAP, CARDS, DAY, HOUR, MINUTE, NOW, at, delivery, ledger, out, planned, post, record

POLICY_END = 6 * HOUR
"""The default policy's max_late."""


@pytest.mark.parametrize(
    ("late", "rest"),
    [
        (timedelta(0), HOUR),
        (2 * HOUR, HOUR),
        (3 * HOUR, 1.5 * HOUR),
        # it is missed then, and that is to be said
        (5 * HOUR, HOUR),
        (5.5 * HOUR, HOUR / 2),
    ],
)
def test_what_is_locked_rests_an_hour_or_half_its_lateness_and_not_past_its_end(
    late: timedelta, rest: timedelta
) -> None:
    plan = planned(post(time=at(NOW - late)))
    assert next_work(plan, Ledger(), locked={delivery()}) == NOW + rest


def test_a_locked_post_without_a_time_rests_an_hour() -> None:
    assert next_work(planned(post(time=ASAP)), Ledger(), locked={delivery()}) == NOW + HOUR


def test_a_begun_thread_is_never_too_late_and_rests_a_day_in_the_end() -> None:
    begun = out("one", when=NOW - 9 * DAY, due=format_instant(NOW - 9 * DAY))
    held = replace(begun, state=State.RETRY)
    plan = planned(post(time=at(NOW - 9 * DAY)), records=(held,))
    assert next_work(plan, ledger(held), locked={delivery()}) == NOW + DAY
    assert next_work(plan, ledger(held), refused={delivery()}) is None


def test_what_was_refused_waits_for_its_end_because_a_new_text_opens_the_gate_itself() -> None:
    assert next_work(planned(post(time=at(NOW - HOUR))), Ledger(), refused={delivery()}) == NOW + POLICY_END - HOUR


def test_one_that_can_be_sent_is_work_at_once_whatever_the_others_do() -> None:
    plan = planned(post("one"), post("two"), post("three"))
    assert next_work(plan, Ledger(), locked={delivery("one")}, refused={delivery("two")}) == NOW
    done = planned(post("one"), post("two"))
    assert next_work(done, Ledger(), locked={delivery("one")}, refused={delivery("two")}) == NOW + HOUR


def test_what_comes_sooner_counts() -> None:
    plan = planned(post("one"), post("two", at(NOW + 20 * MINUTE)))
    assert next_work(plan, Ledger(), locked={delivery("one")}) == NOW + 20 * MINUTE


OPEN = (State.UNKNOWN, State.RETRACTING)
"""What is looked for, and what is deleted, again."""


def doubt(since: datetime, state: State = State.UNKNOWN, **fields: Any) -> Ledger:
    return ledger(record(state, updated=format_instant(since), **fields))


@pytest.mark.parametrize(
    ("age", "pause"),
    [
        (timedelta(0), DOUBT),
        (HOUR, HOUR / 2),
        (20 * HOUR, 10 * HOUR),
        (LONGEST - MINUTE, (LONGEST - MINUTE) / 2),
        (-HOUR, DOUBT),
    ],
)
@pytest.mark.parametrize("state", OPEN)
def test_a_doubt_is_looked_at_again_at_growing_pauses(age: timedelta, pause: timedelta, state: State) -> None:
    assert next_work(planned(), doubt(NOW - age, state)) == NOW + pause


@pytest.mark.parametrize("state", OPEN)
@pytest.mark.parametrize("age", [LONGEST, 30 * DAY])
def test_after_a_day_a_doubt_is_a_persons(age: timedelta, state: State) -> None:
    assert next_work(planned(), doubt(NOW - age, state)) is None


def test_what_a_person_has_to_delete_by_hand_is_no_work() -> None:
    assert next_work(planned(), doubt(NOW - HOUR, State.RETRACTING, code=BY_HAND)) is None


@pytest.mark.parametrize("state", sorted(set(State) - set(OPEN)))
def test_no_other_state_is_work_by_itself(state: State) -> None:
    assert next_work(planned(), ledger(record(state))) is None


def test_a_retry_whose_post_is_gone_is_no_work_and_one_whose_post_is_there_is() -> None:
    held = record(State.RETRY, retry_after=format_instant(NOW + HOUR), due=format_instant(NOW))
    assert next_work(planned(records=(held,)), ledger(held)) is None
    assert next_work(planned(post(), records=(held,)), ledger(held)) == NOW + HOUR


def test_what_may_be_out_and_is_not_repeated_is_looked_for() -> None:
    assert next_work(planned(), doubt(NOW, State.RETRY, code=REPEATABLE)) == NOW + DOUBT
    assert next_work(planned(), doubt(NOW - LONGEST, State.RETRY, code=REPEATABLE)) is None


def test_looking_whenever_the_gate_opens_a_standing_trouble_costs_few_ticks() -> None:
    """Six hours at a tick every 15 minutes are 25; a locked post and a doubt take a third of them."""
    start, looks, now = NOW, 0, NOW
    while now <= start + POLICY_END:
        plan = planned(post(time=at(start)), now=now, cards=CARDS)
        if not plan.due:
            break
        looks += 1
        again = next_work(plan, doubt(start), locked={delivery()})
        assert again is not None
        assert again >= now
        now = max(again, now + 15 * MINUTE)
    assert 5 <= looks <= 10
