"""When a delivery is due, and when it is too late for it.

A tick is never punctual: GitHub's cron comes minutes to hours late and sometimes not at all (orgs/community
discussions 208924, 210625, 210888, read 2026-08-01). So a post says how late is too late, and what then:

* ``late: publish`` (default): it goes out late, up to ``max_late`` after its time (the post's, else the brand's
  policy); after that it is ``missed``, said once.
* ``late: hold``: it is not to go out late. Late is what the post's own ``max_late`` says, else ``PUNCTUAL`` (never
  more than the policy's ``max_late``); after that it is ``held`` and a person may release it.
* ``not_after``: past this instant it is ``missed``, whatever ``late`` says.
* merged when it was already too late (``merged``): the same, with approval named as the reason.

``asap`` is never late by itself: its time is the tick that first sees it. What a person released counts from
the release, and a thread of which a part is out is always finished.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from smm_action.core.clock import format_instant, parse_instant, span
from smm_action.model.delivery import State
from smm_action.model.entry import Record
from smm_action.model.post import Post, When
from smm_action.model.project import Policy

PUNCTUAL = timedelta(minutes=30)
"""A tick within two periods of the starter's cron (every 15 minutes) counts as punctual."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLate:
    """What a delivery becomes because its time has passed, and why."""

    state: State
    reason: str


def released_at(record: Record | None) -> datetime | None:
    """Return the instant for which a person let the delivery go again, or None."""
    if record is None or record.state is not State.SCHEDULED or record.updated is None:
        return None
    # several that were released together come one after the other: each entry says when
    return max(parse_instant(text) for text in (record.updated, record.due) if text is not None)


def due_time(when: When, record: Record | None, now: datetime) -> datetime:
    """Return the instant the delivery is meant for; for ``asap`` the tick that first saw it."""
    released = released_at(record)
    if released is not None:
        # released before its time: its time still counts
        return released if when.instant is None else max(released, when.instant)
    # what was due once counts from then: a release outlasts the retries after it
    begun = parse_instant(record.due) if record is not None and record.due is not None else None
    if when.instant is not None:
        return when.instant if begun is None else max(begun, when.instant)
    return begun or now


def allowance(post: Post, policy: Policy) -> timedelta:
    """Return how long after its time a post may still go out."""
    if post.max_late is not None:
        return post.max_late
    return policy.max_late if post.late == "publish" else min(PUNCTUAL, policy.max_late)


def lapses(post: Post, policy: Policy, time: datetime) -> datetime:
    """Return the last instant at which a delivery meant for ``time`` may go out."""
    end = time + allowance(post, policy)
    return end if post.not_after is None else min(end, post.not_after)


def too_late(
    post: Post, policy: Policy, time: datetime, record: Record | None, now: datetime, merged: datetime | None
) -> TooLate | None:
    """Return what becomes of a delivery meant for ``time`` (≤ ``now``), or None while it may go out."""
    if record is not None and record.receipts:
        return None
    released = released_at(record) is not None or _begun_past(post.not_after, record)
    if post.not_after is not None and now > post.not_after and not released:
        return TooLate(state=State.MISSED, reason=f"not_after {format_instant(post.not_after)} has passed")
    if now <= time + allowance(post, policy):
        return None
    state = State.HELD if post.late == "hold" else State.MISSED
    return TooLate(state=state, reason=_why(time, now, record, merged))


def _begun_past(end: datetime | None, record: Record | None) -> bool:
    """Whether it was due past ``end`` before: only a person lets it go then, and the word outlasts a retry."""
    return end is not None and record is not None and record.due is not None and parse_instant(record.due) > end


def _why(time: datetime, now: datetime, record: Record | None, merged: datetime | None) -> str:
    if merged is not None and merged > time:
        return f"approved {span(merged - time)} after its time"
    late = f"{span(now - time)} late"
    if record is not None and record.state is State.RETRY and record.reason:
        return f"{late}; the last attempt: {record.reason}"
    return late
