"""Counting and taking back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smm_action.model.delivery import Receipt, Rejected, Retry, Unauthorized
from smm_action.platformkit.base import Session
from smm_action.platformkit.counted import Counters, numbers, one_by_one
from smm_action.platformkit.errors import Refusal
from smm_action.platformkit.graph import insights
from smm_action.platformkit.published import taken_back
from smm_action.platforms.instagram.card import GRAPH
from smm_action.platforms.instagram.named import COMMENT, STORY, kind_of, named
from smm_action.platforms.instagram.session import by_page

_INSIGHTS = {"impressions": "views", "reach": "reach", "reposts": "reposts", "saves": "saved"}
_OF_FILMS = {**_INSIGHTS, "video_views": "views"}
_OF_STORIES = {"impressions": "views", "reach": "reach", "replies": "replies"}
"""Ours → Instagram's; ``impressions`` went on 2025-04-21 and ``views`` took its place
(https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/insights, read 2026-11-24)."""


def post_counters(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
    """Return the counters of each receipt by its id. What is gone or can not be read now is absent."""

    def ask(receipt: Receipt) -> Counters | Refusal:
        return _comment(session, receipt) if kind_of(receipt) == COMMENT else _post(session, receipt)

    return one_by_one(receipts, ask)


def account_counters(session: Session) -> Mapping[str, int]:
    """Return ``followers``."""
    owner = GRAPH.read(session, f"/{session.identity['id']}", {"fields": "followers_count"})
    return numbers(owner, {"followers": "followers_count"})


def take_back(session: Session, receipt: Receipt) -> Receipt | Retry | Rejected | Unauthorized:
    """Delete a post, a story or a comment; done, too, when it was gone before.

    Posts since December 2025, with a Page's token and ``instagram_manage_contents`` alone
    (https://developers.facebook.com/docs/instagram-platform/reference/instagram-media, read 2026-11-24).
    """
    if kind_of(receipt) != COMMENT and not by_page(session):
        return Rejected(
            reason="Instagram deletes posts with the token of a Facebook Page alone: delete it in the app", code="login"
        )
    number = named(session, receipt)
    return taken_back(session, GRAPH, receipt, number) if isinstance(number, str) else number


def _post(session: Session, receipt: Receipt) -> Mapping[str, int] | Refusal:
    number = named(session, receipt)
    if not isinstance(number, str):
        return number
    held = GRAPH.read(session, f"/{number}", {"fields": "id,media_type,like_count,comments_count"})
    if not isinstance(held, dict):
        return held
    if kind_of(receipt) == STORY:
        return insights(GRAPH, session, f"/{number}/insights", _OF_STORIES)
    own = numbers(held, {"likes": "like_count", "replies": "comments_count"})
    metrics = _OF_FILMS if held.get("media_type") == "VIDEO" else _INSIGHTS
    return {**own, **insights(GRAPH, session, f"/{number}/insights", metrics)}


def _comment(session: Session, receipt: Receipt) -> Mapping[str, int] | Refusal:
    held = GRAPH.read(session, f"/{receipt.id}", {"fields": "id,like_count"})
    return numbers(held, {"likes": "like_count"}) if isinstance(held, dict) else held
