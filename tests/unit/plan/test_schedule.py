"""How late is too late, and what then."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from smm_action.core.clock import format_instant, span
from smm_action.model.delivery import State
from smm_action.model.project import Policy
from smm_action.plan.schedule import PUNCTUAL, TooLate, allowance, due_time, lapses, released_at, too_late
from tests.unit.plan.making import ASAP, DAY, HOUR, MINUTE, NOW, at, out, post, record

POLICY = Policy()


def verdict(late_by: timedelta, merged: datetime | None = None, **fields: Any) -> TooLate | None:
    held = post(time=at(NOW - late_by), **fields)
    return too_late(held, POLICY, NOW - late_by, None, NOW, merged)


class TestLatePublish:
    def test_up_to_max_late_it_goes_out_late(self) -> None:
        assert verdict(6 * HOUR) is None

    def test_after_it_is_missed_and_says_by_how_much(self) -> None:
        assert verdict(7 * HOUR + 5 * MINUTE) == TooLate(state=State.MISSED, reason="7 h 5 min late")

    def test_the_posts_own_max_late_counts_more_than_the_policy(self) -> None:
        assert verdict(2 * DAY, max_late=3 * DAY) is None
        assert verdict(20 * MINUTE, max_late=10 * MINUTE) is not None


class TestLateHold:
    def test_a_punctual_tick_sends_it(self) -> None:
        assert verdict(PUNCTUAL, late="hold") is None

    def test_a_late_tick_holds_it_for_a_person(self) -> None:
        assert verdict(31 * MINUTE, late="hold") == TooLate(state=State.HELD, reason="31 min late")

    def test_what_late_is_the_post_may_say_itself(self) -> None:
        assert verdict(2 * HOUR, late="hold", max_late=2 * HOUR) is None
        assert verdict(2 * HOUR + MINUTE, late="hold", max_late=2 * HOUR) is not None

    def test_a_stricter_policy_is_stricter_here_too(self) -> None:
        assert allowance(post(late="hold"), Policy(max_late=5 * MINUTE)) == 5 * MINUTE


class TestNotAfter:
    @pytest.mark.parametrize("late", ["publish", "hold"])
    def test_past_it_is_missed_whatever_late_says(self, late: str) -> None:
        found = verdict(5 * MINUTE, late=late, not_after=NOW - MINUTE)
        assert found == TooLate(state=State.MISSED, reason="not_after 2026-12-01T11:59:00Z has passed")

    def test_at_the_very_instant_it_still_goes(self) -> None:
        assert verdict(5 * MINUTE, not_after=NOW) is None

    def test_it_does_not_make_a_post_wait_longer_than_max_late(self) -> None:
        assert verdict(7 * HOUR, not_after=NOW + DAY) is not None

    def test_it_holds_for_asap_too(self) -> None:
        held = post(time=ASAP, not_after=NOW - MINUTE)
        assert too_late(held, POLICY, NOW, None, NOW, None) is not None

    def test_a_persons_release_counts_more(self) -> None:
        freed = record(State.SCHEDULED)
        assert too_late(post(not_after=NOW - DAY), POLICY, NOW - HOUR, freed, NOW, None) is None


class TestApproval:
    def test_merged_when_it_was_too_late_already_names_the_approval(self) -> None:
        found = verdict(8 * HOUR, merged=NOW - HOUR)
        assert found == TooLate(state=State.MISSED, reason="approved 7 h after its time")

    def test_merged_after_its_time_but_in_time_to_go_out_late_goes(self) -> None:
        assert verdict(2 * HOUR, merged=NOW - HOUR) is None

    def test_merged_before_its_time_the_tick_was_late(self) -> None:
        found = verdict(8 * HOUR, merged=NOW - DAY)
        assert found is not None
        assert found.reason == "8 h late"


@pytest.mark.parametrize(("due", "late"), [(NOW - HOUR, False), (NOW - 3 * HOUR, True), (None, True)])
def test_past_not_after_a_persons_word_holds_through_the_attempts_that_follow_it(
    due: datetime | None, late: bool
) -> None:
    ends, held = post(not_after=NOW - 2 * HOUR), record(State.RETRY, due=format_instant(due) if due else None)
    assert (too_late(ends, POLICY, NOW - HOUR, held, NOW, None) is not None) is late


def test_a_thread_that_began_is_never_too_late() -> None:
    begun = replace(out(), state=State.RETRY)
    assert too_late(post(not_after=NOW - DAY), POLICY, NOW - 30 * DAY, begun, NOW, None) is None


def test_the_last_instant_is_the_earlier_of_both_bounds() -> None:
    assert lapses(post(), POLICY, NOW) == NOW + 6 * HOUR
    assert lapses(post(not_after=NOW + HOUR), POLICY, NOW) == NOW + HOUR
    assert lapses(post(not_after=NOW + DAY), POLICY, NOW) == NOW + 6 * HOUR


def test_only_a_release_counts_as_one() -> None:
    assert released_at(None) is None
    assert released_at(record(State.RETRY)) is None
    assert released_at(record(State.SCHEDULED)) == NOW - HOUR


def test_the_time_of_asap_is_the_tick_that_first_saw_it() -> None:
    assert due_time(ASAP, None, NOW) == NOW
    assert due_time(ASAP, record(State.RETRY, due=format_instant(NOW - HOUR)), NOW) == NOW - HOUR
    assert due_time(at(NOW + DAY), None, NOW) == NOW + DAY


def test_a_release_moves_a_time_later_and_never_earlier() -> None:
    released = record(State.SCHEDULED)
    assert due_time(at(NOW - DAY), released, NOW) == NOW - HOUR
    assert due_time(at(NOW + DAY), released, NOW) == NOW + DAY
    assert due_time(ASAP, released, NOW) == NOW - HOUR


@pytest.mark.parametrize(
    ("began", "written", "time"),
    [
        (None, NOW - DAY, NOW - DAY),
        # released an hour ago, a day late, and tried once since
        (NOW - HOUR, NOW - DAY, NOW - HOUR),
        (NOW - HOUR, NOW - HOUR, NOW - HOUR),
        (NOW - HOUR, NOW + HOUR, NOW + HOUR),
    ],
)
def test_what_was_due_once_counts_from_then_unless_its_time_moved_later(
    began: datetime | None, written: datetime, time: datetime
) -> None:
    held = record(State.RETRY, due=format_instant(began) if began is not None else None)
    assert due_time(at(written), held, NOW) == time


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(seconds=59), "0 min"),
        (35 * MINUTE, "35 min"),
        (HOUR, "1 h"),
        (7 * HOUR + 5 * MINUTE, "7 h 5 min"),
        (DAY, "1 d"),
        (3 * DAY + 2 * HOUR + MINUTE, "3 d 2 h"),
    ],
)
def test_a_length_of_time_as_people_say_it(length: timedelta, text: str) -> None:
    assert span(length) == text
