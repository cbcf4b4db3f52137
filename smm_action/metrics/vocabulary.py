"""The counters we keep: names of the common vocabulary, whole numbers from zero. The rest is not recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from smm_action.model.sample import Counter

COUNTERS: tuple[str, ...] = get_args(Counter)


def known(counters: Mapping[str, Any]) -> dict[str, int]:
    """Return what of a platform's answer is a counter; what is missing or senseless stays missing, never zero."""
    return {name: value for name, value in counters.items() if name in COUNTERS and type(value) is int and value >= 0}
