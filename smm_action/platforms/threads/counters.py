"""Counting and taking back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smm_action.model.delivery import Receipt, Rejected, Retry, Unauthorized
from smm_action.platformkit.base import Session
from smm_action.platformkit.graph import insights
from smm_action.platformkit.published import taken_back
from smm_action.platforms.threads.card import GRAPH
from smm_action.platforms.threads.targets import named

_INSIGHTS = {
    "impressions": "views",
    "likes": "likes",
    "replies": "replies",
    "reposts": "reposts",
    "quotes": "quotes",
}
"""Ours → Threads' (https://developers.facebook.com/docs/threads/insights, read 2026-11-24)."""


def post_counters(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
    """Return the counters of each receipt by its id. What is gone or can not be read now is absent.

    A repost has none: what the original got is not ours.
    """
    counted: dict[str, Mapping[str, int]] = {}
    for receipt in receipts:
        number = named(session, receipt) if "reposted" not in receipt.extra else None
        numbers = insights(GRAPH, session, f"/{number}/insights", _INSIGHTS) if isinstance(number, str) else {}
        if numbers:
            counted[receipt.id] = numbers
    return counted


def account_counters(session: Session) -> Mapping[str, int]:
    """Return ``followers``."""
    path = f"/{session.identity['id']}/threads_insights"
    return insights(GRAPH, session, path, {"followers": "followers_count"})


def take_back(session: Session, receipt: Receipt) -> Receipt | Retry | Rejected | Unauthorized:
    """Delete a post, a reply or a repost; done, too, when it was gone before."""
    number = named(session, receipt)
    return taken_back(session, GRAPH, receipt, number) if isinstance(number, str) else number
