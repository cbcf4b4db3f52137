"""Which samples the index and the dashboard are made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from smm_action.cli.records import CLOCKS, first_counted
from smm_action.core.clock import format_instant
from smm_action.platformkit.cadence import COUNTED
from tests.unit.plan.making import DAY, NOW, ledger, out


@pytest.mark.parametrize(
    ("ages", "back"),
    [
        ([], COUNTED),
        ([DAY], COUNTED),
        ([DAY, 400 * DAY], 400 * DAY + timedelta(hours=12)),
        ([DAY * n for n in range(1, 90)], 50 * DAY + timedelta(hours=12)),
    ],
)
def test_samples_are_read_as_far_back_as_posts_are_counted_or_shown(ages: list[timedelta], back: timedelta) -> None:
    held = ledger(*(out(f"p{number}", when=NOW - age) for number, age in enumerate(ages)))
    assert first_counted(held, NOW) == format_instant(NOW - back - CLOCKS)


@pytest.mark.parametrize("told", ["yesterday", "2026-99-99T00:00:00Z"])
def test_every_sample_is_read_where_a_post_tells_no_date(told: str) -> None:
    assert first_counted(ledger(replace(out("a"), sent_at=told)), NOW) == ""
