"""LinkedIn's times: milliseconds since 1970, alone or as ``{"time": …}``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any


def instant_of(held: Any) -> datetime | None:
    """Return the instant, None for anything else."""
    number = held.get("time") if isinstance(held, dict) else held
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    try:
        return datetime.fromtimestamp(number / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
