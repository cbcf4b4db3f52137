"""Times as authors write them: a wall clock and a zone, an instant, or ``asap``."""

from __future__ import annotations

import functools
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from smm_action.content.faults import short
from smm_action.core.clock import parse_instant
from smm_action.model.post import When

_WALL = re.compile(r"(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?(?:\s*(Z|[+-]\d{2}:?\d{2}))?")
YEARS = range(1970, 3000)
"""Years that a time may be in, so that an offset, a zone or a duration added to it is still a date."""
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
FORMS = "`2026-12-01 09:00` (wall clock), `2026-12-01T09:00:00Z` or `+01:00` (an instant), or `asap`"


@functools.cache
def zone(name: str) -> ZoneInfo:
    """Return the IANA zone ``name``.

    Raises:
        ValueError: there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"'{short(name)}' is no IANA time zone; an example: Europe/Berlin") from None


def parse_when(text: str, timezone: str) -> When:
    """Return the time that ``text`` means on the wall clock of ``timezone``.

    In a gap or an overlap of daylight saving time ``instant`` is the later reading, and both are in ``readings``.

    Raises:
        ValueError: no time, with the forms that are accepted.
    """
    written = text.strip()
    if written.lower() == "asap":
        return When(authored=text, asap=True, timezone=timezone)
    match = _WALL.fullmatch(written)
    if match is None:
        raise ValueError(f"'{short(text)}' is no time; write {FORMS}")
    year, month, day, hour, minute = (int(match[i]) for i in range(1, 6))
    second = int(match[6] or 0)
    try:
        if match[7]:
            offset = match[7].replace("Z", "+00:00")
            iso = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{offset}"
            return When(authored=text, instant=_bounded(datetime.fromisoformat(iso)).astimezone(UTC), timezone=timezone)
        wall = _bounded(datetime(year, month, day, hour, minute, second))  # noqa: DTZ001 a wall clock has no zone yet
    except ValueError as error:
        raise ValueError(f"'{short(text)}' is no time: {error}") from None
    return _on_wall_clock(text, wall, timezone)


def _on_wall_clock(text: str, wall: datetime, timezone: str) -> When:
    place = zone(timezone)
    first = wall.replace(tzinfo=place, fold=0).astimezone(UTC)
    second = wall.replace(tzinfo=place, fold=1).astimezone(UTC)
    if first == second:
        return When(authored=text, instant=first, timezone=timezone)
    # PEP 495: in a gap fold=0 is the later instant's wall clock shifted, in an overlap fold=0 comes first
    gap = first > second
    readings = (min(first, second), max(first, second))
    return When(
        authored=text,
        instant=readings[1],
        timezone=timezone,
        ambiguity="gap" if gap else "overlap",
        readings=readings,
    )


def parse_past(text: str) -> datetime:
    """Return the instant of an imported post.

    Raises:
        ValueError: no RFC 3339 instant, or in no year of ``YEARS``.
    """
    return _bounded(parse_instant(text))


def _bounded(moment: datetime) -> datetime:
    if moment.year not in YEARS:
        raise ValueError(f"the year {moment.year} is not between {YEARS.start} and {YEARS.stop - 1}")
    return moment


def parse_limit(text: str, timezone: str) -> datetime:
    """Return the instant of ``not_after``: a time, or the end of a day.

    Raises:
        ValueError: neither.
    """
    match = _DATE.fullmatch(text.strip())
    if match is not None:
        try:
            day = _bounded(datetime(int(match[1]), int(match[2]), int(match[3])))  # noqa: DTZ001 the zone is put on below
        except ValueError as error:
            raise ValueError(f"'{short(text)}' is no date: {error}") from None
        return (day + timedelta(days=1)).replace(tzinfo=zone(timezone)).astimezone(UTC)
    when = parse_when(text, timezone)
    if when.instant is None:
        raise ValueError(f"'{short(text)}' is no limit; write a date or a time")
    return when.instant
