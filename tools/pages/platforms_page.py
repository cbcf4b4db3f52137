"""Platforms, from their cards."""

from __future__ import annotations

from smm_action.model.card import Card, Limit
from smm_action.platforms import load, names


def page() -> str:
    """Return ``docs/reference/platforms.md``."""
    parts = ["# Platforms\n\nEvery number comes from a card and cites its source.\n", tiers(), ""]
    for name in names():
        parts += [f"## {load(name).card.label}\n", card_table(name), ""]
    return "\n".join(parts)


def tiers() -> str:
    """Return the table of tiers and what proves them."""
    rows = []
    for name in names():
        card = load(name).card
        proof = ", ".join(card.proof) or card.exemption or "rendering alone"
        rows.append(
            f"| [{card.label}](docs/platforms/{name}.md) | {card.tier} | {proof} | {card.access} | {_policy(card)} |"
        )
    return "\n".join(["| platform | tier | proved by | access | doubt is settled by |", "|---|---|---|---|---|", *rows])


def card_table(name: str) -> str:
    """Return one platform's card as a table."""
    card = load(name).card
    rows = [("text", _limit(card.text))]
    if card.text_bytes:
        rows.append(("and", _limit(card.text_bytes)))
    media = card.media
    if media.max_images:
        rows.append(
            ("images", f"{media.max_images} a part: {', '.join(media.image_types)}{_bytes(media.max_image_bytes)}")
        )
    if media.max_videos:
        rows.append(
            ("videos", f"{media.max_videos} a part: {', '.join(media.video_types)}{_bytes(media.max_video_bytes)}")
        )
    if media.alt_text_limit:
        rows.append(("alt text", f"{media.alt_text_limit:,} characters"))
    if card.poll_options:
        low, high = card.poll_options
        rows.append(("polls", f"{low} to {high} options, {card.poll_option_limit or 'any'} characters each"))
    if card.quota:
        rows.append(("quota", f"{card.quota.count} in {card.quota.per} ([source]({card.quota.source}))"))
    rows += [(f"secret `{item.field}`", item.what) for item in card.credentials]
    rows.append(("features", ", ".join(sorted(card.features)).replace("_", " ")))
    rows.append(("doubt", f"{_policy(card)}. {card.idempotency.why}".strip()))
    return "\n".join(["| | |", "|---|---|", *(f"| {key} | {value} |" for key, value in rows)])


def _limit(limit: Limit) -> str:
    return f"{limit.value:,} {limit.unit} ([source]({limit.source}), read {limit.read})"


def _bytes(limit: int | None) -> str:
    return f", {limit / 1_000_000:g} MB at most" if limit else ""


def _policy(card: Card) -> str:
    words = {
        "same-key": "repeating under the same key",
        "search": "searching the account's own posts",
        "atomic": "sending and recording in one commit",
        "ask": "asking a person",
    }
    return words[card.idempotency.policy]
