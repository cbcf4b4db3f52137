"""Until when findings stay true when no file changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from smm_action.lint.context import LintContext
from smm_action.model.post import Post


def valid_until(context: LintContext) -> datetime | None:
    """Return the first instant after ``context.now`` at which a finding may come or go; None when there is none.

    Findings depend on time through posts whose time passes, and through posts that become too late to go out.
    """
    moments = (moment for post in context.project.posts for moment in _moments(post, context))
    return min((moment for moment in moments if moment > context.now), default=None)


def lapse(post: Post, instant: datetime, context: LintContext) -> datetime:
    """Return the last instant at which a post meant for ``instant`` still goes out by itself."""
    allowance = post.max_late if post.max_late is not None else context.brand(post).policy.max_late
    try:
        end = instant + allowance
    except OverflowError:
        end = instant
    return end if post.not_after is None else min(end, post.not_after)


def _moments(post: Post, context: LintContext) -> Iterator[datetime]:
    times = [post.time, *(variant.time for variant in post.variants.values())]
    for instant in {when.instant for when in times if when is not None and when.instant is not None}:
        yield instant
        yield lapse(post, instant, context) + timedelta(seconds=1)
