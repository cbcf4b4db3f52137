"""Often while a post is young, then less, then never."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_action.platformkit.cadence import ACCOUNTS_EVERY, BANDS, days_counted, is_due, next_account_sample, next_sample

OUT = datetime(2026, 12, 1, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("last", "following"),
    [
        (None, HOUR),
        (HOUR, 2 * HOUR),
        (5 * HOUR, 6 * HOUR),
        (6 * HOUR, 9 * HOUR),
        (21 * HOUR, 24 * HOUR),
        (24 * HOUR, 36 * HOUR),
        (60 * HOUR, 72 * HOUR),
        (3 * DAY, 4 * DAY),
        (6 * DAY, 7 * DAY),
        (7 * DAY, 14 * DAY),
        (21 * DAY, 28 * DAY),
        (28 * DAY, 30 * DAY),
    ],
)
def test_each_age_has_its_pace(last: timedelta | None, following: timedelta) -> None:
    assert next_sample(OUT, None if last is None else OUT + last) == OUT + following


def test_a_band_is_counted_at_its_end_although_its_pace_would_step_over_it() -> None:
    assert next_sample(OUT, OUT + timedelta(hours=5, minutes=30)) == OUT + 6 * HOUR


@pytest.mark.parametrize("last", [30 * DAY, 31 * DAY, 900 * DAY])
def test_after_a_month_it_is_never_counted_again(last: timedelta) -> None:
    assert next_sample(OUT, OUT + last) is None
    assert not is_due(OUT, OUT + last, OUT + 9999 * DAY)


def test_it_is_due_from_that_instant_on() -> None:
    assert not is_due(OUT, None, OUT + HOUR - timedelta(seconds=1))
    assert is_due(OUT, None, OUT + HOUR)
    assert is_due(OUT, None, OUT + 400 * DAY), "what was never counted is counted once, however old"


def test_accounts_are_counted_once_a_day() -> None:
    assert next_account_sample(None, OUT) == OUT
    assert next_account_sample(OUT, OUT + HOUR) == OUT + ACCOUNTS_EVERY


@given(late=st.lists(st.integers(0, 600), max_size=80))
def test_however_late_the_ticks_come_the_samples_move_on_and_end(late: list[int]) -> None:
    last, taken = None, 0
    while (following := next_sample(OUT, last)) is not None:
        assert last is None or following > last
        last = following + timedelta(minutes=late[taken] if taken < len(late) else 0)
        taken += 1
        assert taken <= 40
    assert last is not None
    assert last >= OUT + BANDS[-1][0]


def test_the_days_on_which_a_post_is_counted_are_told_once_each() -> None:
    days = sorted(days_counted(OUT))
    assert [(day - OUT.date()).days for day in days] == [0, 1, 2, 3, 4, 5, 6, 7, 14, 21, 28, 30]
