"""Bluesky's card."""

from __future__ import annotations

from datetime import timedelta

from smm_action.model.card import Card, Credential, Idempotency, Limit, MediaRules, Quota
from smm_action.model.ids import PlatformName

_POST = "https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/post.json"
MAX_IMAGE_BYTES = 2_000_000
"""app.bsky.embed.images#image, atproto d6296a1 of 2026-08-20; it was 1,000,000 before."""
MAX_THUMB_BYTES = 1_000_000
"""app.bsky.embed.external#external.thumb, same commit."""

CARD = Card(
    name=PlatformName("bluesky"),
    label="Bluesky",
    documentation="https://docs.bsky.app/docs/advanced-guides/posts",
    text=Limit(value=300, unit="graphemes", source=_POST, read="2026-11-24"),
    text_bytes=Limit(value=3000, unit="bytes", source=_POST, read="2026-11-24"),
    media=MediaRules(
        max_images=4,
        image_types=("image/jpeg", "image/png", "image/webp", "image/gif"),
        max_image_bytes=MAX_IMAGE_BYTES,
        # The lexicon has no limit; this is what Bluesky's own app accepts.
        alt_text_limit=2000,
    ),
    features=frozenset(
        {
            "publish",
            "threads",
            "images",
            "alt_text",
            "reply",
            "quote",
            "repost",
            "link_card",
            "language",
            "content_warning",
            "delete",
            "find",
            "metrics",
            "followers",
            "doctor",
        }
    ),
    credentials=(
        Credential(
            field="APP_PASSWORD",
            what="An app password: Settings, Privacy and security, App passwords. Never the account's own password.",
        ),
    ),
    idempotency=Idempotency(
        policy="same-key",
        key_ttl=None,
        why="putRecord with swapRecord null under a record key made from the idempotency key creates or refuses:"
        " a repeat answers InvalidSwap, and the record that is there is read and adopted. Deletions are repeated.",
    ),
    quota=Quota(count=1666, per=timedelta(hours=1), source="https://docs.bsky.app/docs/advanced-guides/rate-limits"),
    access="open",
    default_server="https://bsky.social",
    tier="silver",
    proof=("real server", "official contract"),
    rich_text=True,
    post_url=r"https://bsky\.app/profile/[^/\s]+/post/[A-Za-z0-9._:~-]{1,512}"
    r"|at://[^/\s]+/app\.bsky\.feed\.post/[A-Za-z0-9._:~-]{1,512}",
)
