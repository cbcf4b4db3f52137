"""The schedule: which minutes a cron expression names, and which ticks of them come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from smm_action.rehearse.arrivals import DOUBLED, IN_SPELL, USUAL, arrivals
from smm_action.rehearse.chance import Chance
from smm_action.rehearse.cron import instants, starter_cron

START = datetime(2026, 12, 1, tzinfo=UTC)  # a Tuesday
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("expression", "days", "count", "first"),
    [
        ("7,22,37,52 * * * *", 1, 96, "00:07"),
        ("0 9 * * *", 3, 3, "09:00"),
        ("*/20 8-9 * * *", 1, 6, "08:00"),
        ("30 6 2 12 *", 7, 1, "06:30"),
        ("5 5 * * 0", 14, 2, "05:05"),
        ("0 0 * 1 *", 31, 0, None),
    ],
)
def test_an_expression_names_these_minutes(expression: str, days: int, count: int, first: str | None) -> None:
    found = list(instants(expression, START, START + days * DAY))

    assert len(found) == count
    assert found == sorted(found)
    assert (f"{found[0]:%H:%M}" if found else None) == first


def test_a_window_begins_and_ends_within_a_day() -> None:
    found = list(instants("0 * * * *", START + timedelta(hours=3), START + timedelta(hours=5)))

    assert [instant.hour for instant in found] == [3, 4]


@pytest.mark.parametrize("expression", ["", "* * * *", "61 * * * *", "x * * * *", "* * 0 * *"])
def test_what_is_no_expression_is_refused(expression: str) -> None:
    with pytest.raises(ValueError):
        list(instants(expression, START, START + DAY))


def test_the_starter_ticks_four_times_an_hour_and_never_at_the_full_hour() -> None:
    found = list(instants(starter_cron(), START, START + DAY))

    assert len(found) == 96
    assert not [instant for instant in found if instant.minute == 0]


class TestArrivals:
    SCHEDULED = tuple(instants("7,22,37,52 * * * *", START, START + 60 * DAY))

    def test_they_come_in_order_late_and_never_early(self) -> None:
        found = arrivals(self.SCHEDULED, Chance(1))

        assert [one.at for one in found] == sorted(one.at for one in found)
        late = [one.at - one.scheduled for one in found]
        assert timedelta(minutes=1) < min(late)
        assert USUAL[1] < max(late) <= IN_SPELL[1]

    def test_most_are_nearer_to_the_short_end(self) -> None:
        late = sorted(one.at - one.scheduled for one in arrivals(self.SCHEDULED, Chance(1)))

        assert timedelta(minutes=12) < late[len(late) // 2] < timedelta(minutes=22)

    def test_some_never_come_and_some_come_twice(self) -> None:
        found = arrivals(self.SCHEDULED, Chance(1))
        single = {one.scheduled for one in found}
        twice = sum(one.double for one in found)

        assert 0.7 < len(single) / len(self.SCHEDULED) < 0.9
        assert 0.5 * DOUBLED < twice / len(found) < 2 * DOUBLED

    def test_there_are_days_on_which_nearly_none_comes(self) -> None:
        days = [
            sum(one.scheduled.date() == (START + n * DAY).date() for one in arrivals(self.SCHEDULED, Chance(1)))
            for n in range(60)
        ]

        assert 1 <= sum(count < 30 for count in days) <= 12
        assert sum(count > 70 for count in days) > 40

    def test_a_seed_decides_everything(self) -> None:
        assert arrivals(self.SCHEDULED, Chance(1)) == arrivals(self.SCHEDULED, Chance(1))
        assert arrivals(self.SCHEDULED, Chance(1)) != arrivals(self.SCHEDULED, Chance(2))
