"""Mastodon's card: the defaults of a server that was not asked yet."""

from __future__ import annotations

from datetime import timedelta

from smm_action.model.card import Card, Credential, Idempotency, Limit, MediaRules, Quota
from smm_action.model.ids import PlatformName

CARD = Card(
    name=PlatformName("mastodon"),
    label="Mastodon",
    documentation="https://docs.joinmastodon.org/client/intro/",
    # The default; each server states its own in /api/v2/instance (GoToSocial 5000, snac 100000).
    text=Limit(
        value=500, unit="characters", source="https://docs.joinmastodon.org/user/posting/#text", read="2026-11-24"
    ),
    # Answers of Mastodon 4.6.4's /api/v2/instance, recorded 2026-08-01; the alt limit is the older and smaller one.
    media=MediaRules(
        max_images=4,
        max_videos=1,
        mixing=False,
        image_types=("image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "image/heif", "image/avif"),
        video_types=("video/mp4", "video/webm", "video/quicktime"),
        max_image_bytes=16_777_216,
        max_video_bytes=103_809_024,
        max_image_pixels=33_177_600,
        alt_text_limit=1500,
    ),
    features=frozenset(
        {
            "publish",
            "threads",
            "images",
            "gif",
            "video",
            "alt_text",
            "focus",
            "polls",
            "reply",
            "quote",
            "repost",
            "language",
            "visibility",
            "content_warning",
            "edit",
            "delete",
            "find",
            "metrics",
            "followers",
            "doctor",
        }
    ),
    credentials=(
        Credential(
            field="TOKEN",
            what="An access token: on your server under Preferences, Development, New application; copy"
            " “Your access token”.",
            scopes=("read:accounts", "read:statuses", "read:search", "write:statuses", "write:media"),
        ),
    ),
    idempotency=Idempotency(
        policy="search",
        key_ttl=timedelta(hours=1),
        why="Mastodon remembers an Idempotency-Key for an hour, GoToSocial and snac ignore it: the header is"
        " always sent and never trusted. GET /api/v1/accounts/:id/statuses is read back to a day before the post was"
        " due; text, content warning and alt texts are compared after the server's rewriting. Edits and deletions are"
        " repeated.",
    ),
    quota=Quota(
        count=300,
        per=timedelta(hours=3),
        source="https://github.com/mastodon/mastodon/blob/main/app/lib/rate_limiter.rb",
    ),
    access="open",
    poll_options=(2, 4),
    poll_option_limit=50,
    poll_duration=(timedelta(seconds=300), timedelta(seconds=2_629_746)),
    tier="silver",
    proof=("real server", "official contract"),
    # Any fediverse server may be named: each software shapes the addresses of its posts differently.
    post_url=r"https?://[^/\s]+/\S+",
)
