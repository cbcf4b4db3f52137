"""When a post is counted again: often while it is young, then less, then never. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

BANDS = (
    (timedelta(hours=6), timedelta(hours=1)),
    (timedelta(hours=24), timedelta(hours=3)),
    (timedelta(hours=72), timedelta(hours=12)),
    (timedelta(days=7), timedelta(days=1)),
    (timedelta(days=30), timedelta(days=7)),
)
"""(younger than, at most every): after 30 days the counters of a post hardly move, and a sample costs a call."""
ACCOUNTS_EVERY = timedelta(days=1)
COUNTED = BANDS[-1][0] + ACCOUNTS_EVERY
"""How long after it went out a post says itself when it is counted next. What is older and was not counted as often as
it should be is counted together with its account, once a day: so a tick need not know every post of years."""


def next_sample(published: datetime, last: datetime | None) -> datetime | None:
    """Return when a post published then, and counted last at ``last``, is counted next; None means never again."""
    if last is None:
        return published + BANDS[0][1]
    for limit, every in BANDS:
        following = last + every
        if following - published <= limit:
            return following
        if last - published < limit:
            # the last sample of a band is taken at its end, so that the band's total is on record
            return published + limit if published + limit > last else None
    return None


def is_due(published: datetime, last: datetime | None, now: datetime) -> bool:
    """Whether a post is counted at ``now``."""
    following = next_sample(published, last)
    return following is not None and following <= now


def days_counted(published: datetime) -> frozenset[date]:
    """Return the days (UTC) on which a post that went out then is counted, once or more, if nothing is late."""
    found: set[date] = set()
    last = next_sample(published, None)
    while last is not None:
        found.add(last.astimezone(UTC).date())
        last = next_sample(published, last)
    return frozenset(found)


def next_account_sample(last: datetime | None, now: datetime) -> datetime:
    """Return when an account is counted next."""
    return now if last is None else last + ACCOUNTS_EVERY
