"""Counting and taking back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from smm_action.model.delivery import Receipt, Rejected, Retry, Unauthorized
from smm_action.platformkit.base import Session
from smm_action.platformkit.counted import Counters, numbers, one_by_one
from smm_action.platformkit.errors import Refusal
from smm_action.platformkit.graph import insights
from smm_action.platforms.facebook.addresses import is_comment
from smm_action.platforms.facebook.card import GRAPH
from smm_action.platforms.facebook.named import number_of, story_of
from smm_action.platforms.facebook.own import own_posts

_FIELDS = "reactions.limit(0).summary(total_count),comments.limit(0).filter(stream).summary(total_count),shares"
_INSIGHTS = {
    "impressions": "post_media_view",
    "reach": "post_total_media_view_unique",
    "clicks": "post_clicks",
    "video_views": "post_video_views",
}
"""Ours → Facebook's, of what is left since 2026-06-15
(https://developers.facebook.com/docs/platforminsights/page/deprecated-metrics, read 2026-11-24)."""
GONE = "100/33"
"""``Rejected.code`` of an object that does not exist, or that the token may not see."""


def post_counters(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
    """Return the counters of each receipt by its id. What is gone or can not be read now is absent."""

    def ask(receipt: Receipt) -> Counters | Refusal:
        return _comment(session, receipt) if is_comment(receipt) else _post(session, receipt)

    return one_by_one(receipts, ask)


def account_counters(session: Session) -> Mapping[str, int]:
    """Return ``followers``."""
    page = GRAPH.read(session, "/me", {"fields": "followers_count"})
    return numbers(page, {"followers": "followers_count"})


def take_back(session: Session, receipt: Receipt) -> Receipt | Retry | Rejected | Unauthorized:
    """Delete a post, a video or a comment; done, too, when it was gone before."""
    number = number_of(session, receipt)
    if not isinstance(number, str):
        return number
    answer = GRAPH.repeat(session, "DELETE", f"/{number}")
    if isinstance(answer, dict):
        done = answer.get("success") is True
        return receipt if done else Retry(reason="Facebook did not say whether it deleted the post")
    if isinstance(answer, Rejected) and answer.code == GONE:
        return _was_gone(session, receipt, number, answer)
    return answer


def _was_gone(session: Session, receipt: Receipt, number: str, refused: Rejected) -> Receipt | Refusal:
    """Return the receipt when the post is gone; Facebook says the same of one that the token may not see.

    A token that may list the Page's posts sees them all, so one that it does not list is gone.
    """
    for page in own_posts(session):
        if not isinstance(page, list):
            return page
        if any(number in {post.id, post.video} for post in page):
            return refused
    return receipt


def _post(session: Session, receipt: Receipt) -> Mapping[str, int] | Refusal:
    number = story_of(session, receipt)
    if not isinstance(number, str):
        return number
    held = GRAPH.read(session, f"/{number}", {"fields": _FIELDS})
    if not isinstance(held, dict):
        return held
    shares = held.get("shares")
    given = {
        "likes": _total(held.get("reactions")),
        "replies": _total(held.get("comments")),
        "reposts": _number(shares, "count"),
    }
    own = {name: number for name, number in given.items() if number is not None}
    return {**own, **insights(GRAPH, session, f"/{number}/insights", _INSIGHTS)}


def _comment(session: Session, receipt: Receipt) -> Mapping[str, int] | Refusal:
    held = GRAPH.read(session, f"/{receipt.id}", {"fields": "like_count,comment_count"})
    if not isinstance(held, dict):
        return held
    given = {"likes": _number(held, "like_count"), "replies": _number(held, "comment_count")}
    return {name: number for name, number in given.items() if number is not None}


def _total(edge: Any) -> int | None:
    return _number(edge.get("summary"), "total_count") if isinstance(edge, Mapping) else None


def _number(held: Any, name: str) -> int | None:
    value = held.get(name) if isinstance(held, Mapping) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
