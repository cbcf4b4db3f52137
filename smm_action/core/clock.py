"""Instants as text and back. Nothing below ``cli`` reads the clock: ``now`` is handed in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_DURATION = re.compile(r"([0-9]+)([mhdw])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
LONGEST = timedelta(days=3653)
"""Ten years."""


def format_instant(instant: datetime) -> str:
    """Return ``instant`` as RFC 3339 UTC: ``2026-12-01T08:00:00Z``, with microseconds only when it has some."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def parse_instant(text: str) -> datetime:
    """Return the aware UTC instant of an RFC 3339 text.

    Raises:
        ValueError: no instant, or one without an offset.
    """
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} has no offset; write Z or +01:00 after it")
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{text!r} is before the year 1 or after 9999 in UTC") from None


def parse_duration(text: str) -> timedelta:
    """Return the span of ``30m``, ``6h``, ``1d``, ``2w``; ten years at most, so that adding it stays a date.

    Raises:
        ValueError: anything else.
    """
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no duration; write a number and m, h, d or w: 30m, 6h, 1d, 2w")
    # seven digits of minutes are nineteen years; more are neither read (5,000 digits) nor multiplied
    length = int(match[1]) * _UNITS[match[2]] if len(match[1].lstrip("0")) <= 7 else timedelta.max
    if length > LONGEST:
        raise ValueError(f"{text!r} is longer than ten years")
    return length


def span(length: timedelta) -> str:
    """Return a length of time as people say it: ``35 min``, ``7 h 5 min``, ``3 d 2 h``."""
    minutes = int(length.total_seconds()) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{rest} min"
