"""How much of its allowance an account has used, as Meta's headers say it.

``X-App-Usage`` and ``X-Page-Usage`` are one object of percentages; ``X-Business-Use-Case-Usage`` is a list of them for
each business object, with ``estimated_time_to_regain_access`` in minutes
(https://developers.facebook.com/docs/graph-api/overview/rate-limiting, read 2026-11-24).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from smm_action.core.clock import format_instant
from smm_action.core.http import Answer
from smm_action.platformkit.errors import answered_at
from smm_action.platformkit.limits import LONGEST, Shut

_PERCENTAGES = ("call_count", "total_cputime", "total_time")
_FULL = 100
_UNSAID = 300.0
"""Seconds to wait where a header says that all is used and not until when: the windows roll, so some of it comes back
with every minute."""


def shut_by_usage(answer: Answer) -> Shut | None:
    """Return until when nothing more should be asked, or None while something is left or nobody says."""
    now = answered_at(answer)
    seconds = max(map(_seconds, _objects(answer)), default=0.0)
    if now is None or not 0 < seconds <= LONGEST:
        return None
    return Shut(seconds=seconds, until=format_instant(now + timedelta(seconds=seconds)))


def _objects(answer: Answer) -> Iterator[Mapping[str, Any]]:
    for name in ("x-app-usage", "x-page-usage"):
        held = _parsed(answer.headers.get(name))
        if isinstance(held, Mapping):
            yield held
    by_object = _parsed(answer.headers.get("x-business-use-case-usage"))
    for uses in by_object.values() if isinstance(by_object, Mapping) else ():
        yield from (use for use in uses if isinstance(use, Mapping)) if isinstance(uses, list) else ()


def _seconds(use: Mapping[str, Any]) -> float:
    minutes = use.get("estimated_time_to_regain_access")
    if isinstance(minutes, int | float) and minutes > 0:
        return minutes * 60.0
    full = any(isinstance(used := use.get(name), int | float) and used >= _FULL for name in _PERCENTAGES)
    return _UNSAID if full else 0.0


def _parsed(header: str | None) -> Any:
    try:
        return json.loads(header or "null")
    except ValueError:
        return None
