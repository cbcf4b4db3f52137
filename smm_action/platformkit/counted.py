"""Counting posts: one after the other, and what of an answer is a number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from smm_action.model.delivery import Receipt, Rejected, Retry, Unauthorized
from smm_action.platformkit.errors import Refusal

Counters = Mapping[str, int]


def one_by_one(receipts: Iterable[Receipt], ask: Callable[[Receipt], Counters | Refusal]) -> Mapping[str, Counters]:
    """Return the counters of each receipt by its id, as ``ask`` has them.

    What is gone is absent. When the platform wants no more calls now, the rest is missing, which is not zero.
    """
    counted: dict[str, Counters] = {}
    for receipt in receipts:
        found = ask(receipt)
        match found:
            case Rejected():
                continue
            case Retry() | Unauthorized():
                break
            case _:
                counted[receipt.id] = found
    return counted


def numbers(held: Any, names: Mapping[str, str]) -> Counters:
    """Return ours → the number that ``held`` has under their name. What it has not, or has as nonsense, is absent."""
    found = {ours: held.get(theirs) for ours, theirs in names.items()} if isinstance(held, Mapping) else {}
    return {ours: value for ours, value in found.items() if type(value) is int and value >= 0}
