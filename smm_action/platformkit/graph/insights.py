"""Insights, one metric a request: Meta retires metrics, and one that is gone would blank the rest of a shared call.

Meta took many metrics away on 2026-06-15; a request that names one answers ``(#100)`` and no number at all
(https://developers.facebook.com/docs/graph-api/reference/insights, read 2026-11-24).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smm_action.model.delivery import Rejected
from smm_action.model.post import EMPTY
from smm_action.platformkit.base import Session
from smm_action.platformkit.graph.api import Graph


def insights(
    graph: Graph, session: Session, path: str, metrics: Mapping[str, str], params: Mapping[str, str] = EMPTY
) -> Mapping[str, int]:
    """Return counters by our names. ``metrics`` maps ours to Meta's; what Meta does not give is absent, never zero.

    ``path`` is the object's ``/insights``. A metric that is refused is left out; when Meta wants no more calls, or the
    token may not read insights, the rest is left out too.
    """
    counted: dict[str, int] = {}
    for ours, theirs in metrics.items():
        answer = graph.read(session, path, {**params, "metric": theirs})
        if isinstance(answer, Rejected):
            continue
        if not isinstance(answer, dict):
            break
        number = value_of(answer, theirs)
        if number is not None:
            counted[ours] = number
    return counted


def value_of(answer: Mapping[str, Any], metric: str) -> int | None:
    """Return the number of ``metric`` in an answer, None when it has none. Numbers by kind are added up."""
    held = answer.get("data")
    rows = [row for row in held if isinstance(row, Mapping) and row.get("name") == metric] if held else []
    for row in rows:
        total = row.get("total_value")
        values = row.get("values")
        last = total if isinstance(total, Mapping) else values[-1] if isinstance(values, list) and values else None
        if isinstance(last, Mapping):
            return _number(last.get("value"))
    return None


def _number(value: Any) -> int | None:
    if isinstance(value, Mapping):
        numbers = [_number(one) for one in value.values()]
        return sum(number for number in numbers if number is not None)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
