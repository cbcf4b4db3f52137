from __future__ import annotations

from datetime import UTC, datetime

import pytest

from smm_action.content.times import parse_limit, parse_when


@pytest.mark.parametrize(
    "written", ["2026-12-01 09:00", "2026-12-01T09:00:00", "2026-12-01 09:00+01:00", "2026-12-01T08:00:00Z"]
)
def test_each_form_of_a_time_means_the_same_instant(written: str) -> None:
    assert parse_when(written, "Europe/Berlin").instant == datetime(2026, 12, 1, 8, tzinfo=UTC)


def test_asap_has_no_instant() -> None:
    when = parse_when("asap", "UTC")

    assert (when.asap, when.instant) == (True, None)


@pytest.mark.parametrize(
    ("written", "ambiguity", "first", "second"),
    [("2026-03-29 02:30", "gap", 0, 1), ("2026-10-25 02:30", "overlap", 0, 1)],
)
def test_a_wall_clock_that_means_two_instants_holds_both(written: str, ambiguity: str, first: int, second: int) -> None:
    when = parse_when(written, "Europe/Berlin")

    assert when.ambiguity == ambiguity
    assert [reading.hour for reading in when.readings] == [first, second]
    assert when.instant == when.readings[1]


@pytest.mark.parametrize("written", ["tomorrow", "2026-13-01 09:00", "2026-12-01", "2026-12-01 25:00", ""])
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="no time"):
        parse_when(written, "UTC")


def test_a_limit_that_is_a_day_ends_with_the_day() -> None:
    assert parse_limit("2026-12-02", "Europe/Berlin") == datetime(2026, 12, 2, 23, tzinfo=UTC)
