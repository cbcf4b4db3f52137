"""Counting, and taking back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from smm_action.core.clock import parse_instant
from smm_action.core.http import Lost, NotSent
from smm_action.model.delivery import Receipt, Rejected, Retry, Unauthorized
from smm_action.model.post import EMPTY
from smm_action.platformkit.base import Session
from smm_action.platformkit.counted import numbers
from smm_action.platformkit.errors import answered_at, unreached
from smm_action.platforms.x.calls import data_of, read, read_data, refusal
from smm_action.platforms.x.fields import Page, read_posts
from smm_action.platforms.x.own import media_keys

IDS = 100
"""Posts of one call (https://docs.x.com/x-api/posts/get-posts-by-ids, read 2026-11-24)."""
PRIVATE = timedelta(days=29)
"""X tells clicks of posts of the last 30 days (https://docs.x.com/x-api/fundamentals/metrics, read 2026-11-24)."""
_PUBLIC = {
    "impressions": ("impression_count",),
    "likes": ("like_count",),
    "reposts": ("repost_count", "retweet_count"),
    "quotes": ("quote_count",),
    "replies": ("reply_count",),
    "saves": ("bookmark_count",),
}
"""Ours → X's, in both of its spellings."""
_CLICKS = {"clicks": ("url_link_clicks",)}


def post_counters(session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
    """Return the counters of each receipt by its id. A repost has none: what the original got is not ours.

    Clicks are asked for apart: X leaves out posts of which it does not tell them.
    """
    counted: dict[str, dict[str, int]] = {}
    own = [receipt.id for receipt in receipts if "reposted" not in receipt.extra]
    for ids in _chunks(own):
        page = read_posts(session, "/2/tweets", "count", {"ids": ",".join(ids)})
        if not isinstance(page, Page):
            # X does not want more calls now: the rest is missing, not zero
            break
        counted |= {str(post["id"]): _post(post, page.media) for post in page.posts}
        young = [str(post["id"]) for post in page.posts if _is_young(post, page)]
        private = read_posts(session, "/2/tweets", "private", {"ids": ",".join(young)}) if young else None
        for post in private.posts if isinstance(private, Page) else ():
            counted.setdefault(str(post["id"]), {}).update(_numbers(post.get("non_public_metrics"), _CLICKS))
    return {key: held for key, held in counted.items() if held}


def account_counters(session: Session) -> Mapping[str, int]:
    """Return ``followers``."""
    owner = read_data(session, "GET", "/2/users/me", params={"user.fields": "public_metrics"})
    return _numbers(owner.get("public_metrics"), {"followers": ("followers_count",)}) if isinstance(owner, dict) else {}


def take_back(session: Session, receipt: Receipt) -> Receipt | Retry | Rejected | Unauthorized:
    """Delete a post or undo a repost; done, too, when it was gone before."""
    reposted = receipt.extra.get("reposted")
    path = f"/2/users/{session.identity['id']}/retweets/{reposted}" if reposted else f"/2/tweets/{receipt.id}"
    try:
        answer = read(session, "DELETE", path)
    except (NotSent, Lost) as error:
        return unreached(error)
    done = data_of(answer)
    if answer.status == 404 or (done is not None and (done.get("deleted") is True or done.get("retweeted") is False)):
        return receipt
    return refusal(session, answer)


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), IDS):
        yield ids[start : start + IDS]


def _post(post: Mapping[str, Any], media: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    public = _numbers(post.get("public_metrics"), _PUBLIC)
    views = [_numbers(media.get(key, EMPTY).get("public_metrics"), {"v": ("view_count",)}) for key in media_keys(post)]
    seen = [one["v"] for one in views if one]
    return {**public, "video_views": sum(seen)} if seen else public


def _is_young(post: Mapping[str, Any], page: Page) -> bool:
    now = answered_at(page.answer)
    try:
        created = parse_instant(str(post.get("created_at")))
    except ValueError:
        return False
    return now is not None and now - created < PRIVATE


def _numbers(held: Any, names: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return ours → the number under any of its spellings."""
    spelled = {ours: numbers(held, {name: name for name in theirs}) for ours, theirs in names.items()}
    return {ours: value for ours, found in spelled.items() for value in found.values()}
