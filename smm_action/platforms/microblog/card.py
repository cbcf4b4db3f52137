"""The card of our own static pages. All limits are our own choice."""

from __future__ import annotations

from smm_action.model.card import Card, Idempotency, Limit, MediaRules
from smm_action.model.ids import PlatformName

DOCUMENTATION = "https://github.com/smm-action/smm-action/blob/main/docs/platforms/microblog.md"

CARD = Card(
    name=PlatformName("microblog"),
    label="Microblog",
    documentation=DOCUMENTATION,
    text=Limit(value=20_000, unit="characters", source=DOCUMENTATION, read="2026-11-24"),
    media=MediaRules(
        max_images=20,
        image_types=("image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"),
        max_image_bytes=10_000_000,
        alt_text_limit=10_000,
    ),
    features=frozenset(
        {
            "publish",
            "threads",
            "images",
            "gif",
            "alt_text",
            "reply",
            "quote",
            "repost",
            "link_card",
            "language",
            "content_warning",
            "edit",
            "delete",
            "doctor",
        }
    ),
    idempotency=Idempotency(
        policy="atomic", why="The pages and the receipt are one commit: there is no moment between them."
    ),
    access="open",
    tier="silver",
    proof=("official contract",),
    rich_text=True,
    titles=True,
    post_url=r"https?://[^/\s]+/\S*",
)
