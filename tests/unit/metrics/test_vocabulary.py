"""Only counters of the vocabulary are kept, and only numbers that can be counts."""

from __future__ import annotations

from typing import Any

import pytest

from smm_action.metrics.vocabulary import COUNTERS, known


def test_the_vocabulary_is_the_designs() -> None:
    words = "impressions reach likes reposts quotes replies saves clicks video_views followers"
    assert set(COUNTERS) == set(words.split())


@pytest.mark.parametrize("value", [-1, 1.5, True, None, "3", float("nan"), [], {}])
def test_what_is_no_count_is_missing(value: Any) -> None:
    assert known({"likes": value, "replies": 0}) == {"replies": 0}


def test_names_we_do_not_know_are_not_recorded() -> None:
    assert known({"likes": 2, "@somebody": 1, "": 3}) == {"likes": 2}
