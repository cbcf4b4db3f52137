"""X: card, counter and rendering; publishing is not built yet. Documentation: https://docs.x.com/x-api/introduction."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from smm_action.model.card import Card, Credential, Idempotency, Limit, MediaRules, Quota
from smm_action.model.ids import PlatformName
from smm_action.platformkit.base import Platform

CARD = Card(
    name=PlatformName("x"),
    label="X",
    documentation="https://docs.x.com/x-api/posts/create-post",
    text=Limit(
        value=280,
        unit="weighted characters",
        # version 3 of the configuration: a URL is 23, an emoji 2, most scripts outside Latin 2
        source="https://github.com/twitter/twitter-text/blob/master/config/v3.json",
        read="2026-11-24",
    ),
    # https://docs.x.com/x-api/media/quickstart/best-practices, read 2026-11-24
    media=MediaRules(
        max_images=4,
        max_videos=1,
        mixing=False,
        image_types=("image/jpeg", "image/png", "image/webp", "image/gif"),
        video_types=("video/mp4", "video/quicktime"),
        max_image_bytes=5_000_000,
        max_video_bytes=512_000_000,
        max_image_pixels=8192 * 8192,
        alt_text_limit=1000,
    ),
    features=frozenset(
        {"threads", "first_comment", "images", "gif", "video", "alt_text", "polls", "reply", "quote", "repost"}
    ),
    credentials=(
        Credential(field="API_KEY", what="The consumer key of your app in X's developer portal."),
        Credential(field="API_SECRET", what="The consumer secret beside it."),
        Credential(field="ACCESS_TOKEN", what="The access token of the account, with read and write permission."),
        Credential(field="ACCESS_SECRET", what="The secret beside that token."),
    ),
    idempotency=Idempotency(
        policy="search",
        why="X has no idempotency key; it refuses the same text twice, and the account's own posts can be read.",
    ),
    quota=Quota(count=100, per=timedelta(minutes=15), source="https://docs.x.com/x-api/fundamentals/rate-limits"),
    access="paid",
    max_tags=3,
    poll_options=(2, 4),
    poll_option_limit=25,
    poll_duration=(timedelta(minutes=5), timedelta(days=7)),
    tier="bronze",
    proof=("official contract",),
    post_url=r"https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/[A-Za-z0-9_]{1,15}/status/\d+(?:/(?:photo|video)/\d)?/?",
)


class X(Platform):
    """Posts of 280 weighted characters."""

    card: ClassVar[Card] = CARD

    def count(self, text: str, *, visible_only: bool = False) -> int:
        """Return the weighted length as twitter-text 3 counts."""
        from smm_action.platformkit.weighted import weighted_length

        del visible_only
        return weighted_length(text)


PLATFORM = X()
