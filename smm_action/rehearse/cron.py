"""The starter's schedule: when GitHub is asked to start a tick."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from smm_action.starter.write import starter_files

WORKFLOW = ".github/workflows/publish.yml"
_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
"""Minute, hour, day of the month, month, day of the week (0 is Sunday)."""


def starter_cron() -> str:
    """Return the cron expression of the workflow that ``smm init`` writes."""
    found = re.search(r'- cron: "([^"]+)"', starter_files()[WORKFLOW].decode())
    assert found is not None
    return found[1]


def instants(expression: str, start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the minutes of ``[start, end)`` that a cron expression of five fields names, in UTC.

    Raises:
        ValueError: not five fields of numbers, ``*``, lists, ranges and steps.
    """
    fields = expression.split()
    if len(fields) != len(_RANGES):
        raise ValueError(f"{expression!r} is no cron expression of five fields")
    minutes, hours, days, months, weekdays = (_numbers(f, *r) for f, r in zip(fields, _RANGES, strict=True))
    day = start.replace(hour=0, minute=0, second=0, microsecond=0)
    while day < end:
        if day.month in months and day.day in days and day.isoweekday() % 7 in weekdays:
            for hour in sorted(hours):
                for minute in sorted(minutes):
                    instant = day.replace(hour=hour, minute=minute)
                    if start <= instant < end:
                        yield instant
        day += timedelta(days=1)


def _numbers(field: str, lowest: int, highest: int) -> frozenset[int]:
    found: set[int] = set()
    for piece in field.split(","):
        span, _, step = piece.partition("/")
        first, _, last = span.partition("-")
        if span == "*":
            first, last = str(lowest), str(highest)
        found |= set(range(int(first), int(last or first) + 1, int(step or 1)))
    if not found <= set(range(lowest, highest + 1)):
        raise ValueError(f"{field!r} is not between {lowest} and {highest}")
    return frozenset(found)
