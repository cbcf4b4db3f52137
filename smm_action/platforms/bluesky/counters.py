"""Counting, through the AppView behind the account's server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smm_action.model.delivery import Receipt
from smm_action.platformkit.base import Session
from smm_action.platformkit.counted import numbers
from smm_action.platforms.bluesky.calls import read_object
from smm_action.platforms.bluesky.targets import POSTS

BATCH = 25
"""Posts of one app.bsky.feed.getPosts
(https://docs.bsky.app/docs/api/app-bsky-feed-get-posts, read 2026-11-24)."""
_COUNTERS = {"likes": "likeCount", "reposts": "repostCount", "replies": "replyCount", "quotes": "quoteCount"}


def post_counters(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
    """Return the counters of each post by its at-uri; without an AppView there are none, which is not zero."""
    uris = [receipt.id for receipt in receipts if f"/{POSTS}/" in receipt.id]
    counted: dict[str, Mapping[str, int]] = {}
    for start in range(0, len(uris), BATCH):
        answer = read_object(session, "app.bsky.feed.getPosts", params={"uris": uris[start : start + BATCH]})
        if not isinstance(answer, dict):
            break
        posts = answer.get("posts")
        for post in posts if isinstance(posts, list) else ():
            if isinstance(post, dict) and post.get("uri") in uris:
                counted[post["uri"]] = numbers(post, _COUNTERS)
    return counted


def account_counters(session: Session) -> Mapping[str, int]:
    """Return ``followers``."""
    answer = read_object(session, "app.bsky.actor.getProfile", params={"actor": session.identity["did"]})
    return numbers(answer, {"followers": "followersCount"})
