"""Counting one post after the other, and what of an answer is a number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from smm_action.model.delivery import Receipt, Rejected, Retry, Unauthorized
from smm_action.platformkit.counted import Counters, numbers, one_by_one
from smm_action.platformkit.errors import Refusal

POSTS = [Receipt(part=0, id=name, url=f"https://example.org/{name}", at="2026-12-01T08:00:00Z") for name in "abc"]


@pytest.mark.parametrize(
    ("answer", "counted"),
    [
        (Rejected(reason="gone"), {"a", "c"}),
        (Retry(reason="later"), {"a"}),
        (Unauthorized(reason="no"), {"a"}),
        ({}, {"a", "b", "c"}),
    ],
)
def test_what_is_gone_is_passed_over_and_a_refusal_ends_it(answer: Counters | Refusal, counted: set[str]) -> None:
    found = one_by_one(POSTS, lambda receipt: answer if receipt.id == "b" else {"likes": 1})
    assert found.keys() == counted
    assert found["a"] == {"likes": 1}


@pytest.mark.parametrize(
    ("held", "read"),
    [
        ({"like_count": 3}, {"likes": 3}),
        ({"like_count": 0}, {"likes": 0}),
        *[({"like_count": odd}, {}) for odd in (None, True, "3", 3.5, -1)],
        ({}, {}),
        ([], {}),
        (None, {}),
        (Retry(reason="later"), {}),
    ],
)
def test_absent_is_not_zero(held: Any, read: Mapping[str, int]) -> None:
    assert numbers(held, {"likes": "like_count"}) == read
