"""Platforms, from their cards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smm_action.model.card import Card, Credential, Limit, MediaRules
from smm_action.plan.schedule import span
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
    rows = [*_access(card), ("text", _limit(card.text))]
    if card.text_bytes:
        rows.append(("and", _limit(card.text_bytes)))
    rows += [*_counts(card), *_media(card.media), *_polls(card)]
    if card.quota:
        gap = f", {span(card.quota.gap)} apart" if card.quota.gap else ""
        rows.append(("quota", f"{card.quota.count:,} in {span(card.quota.per)}{gap} ([source]({card.quota.source}))"))
    rows += [(f"secret `{item.field}`", _secret(item)) for item in card.credentials]
    rows += [*_renewal(card), *_version(card), *_prices(card)]
    rows.append(("features", ", ".join(sorted(card.features)).replace("_", " ")))
    rows.append(("its own scheduler", card.scheduler or "none that is open to apps"))
    rows.append(("doubt", f"{_policy(card)}. {card.idempotency.why}".strip()))
    return "\n".join(["| | |", "|---|---|", *(f"| {key} | {value} |" for key, value in rows)])


Rows = Iterator[tuple[str, str]]


def _access(card: Card) -> Rows:
    words = {
        "open": "open to everybody, at once",
        "key": "an app of one's own, at once",
        "review": "an app that the platform reviewed",
        "paid": "paid",
    }
    yield "access", f"{words[card.access]}. {card.access_note}".strip()


def _counts(card: Card) -> Rows:
    if card.max_tags_refused or card.max_tags:
        refused = f"{card.max_tags_refused} at most" if card.max_tags_refused else ""
        advised = f"more than {card.max_tags} are a warning" if card.max_tags else ""
        yield "tags", ", ".join(word for word in (refused, advised) if word)
    if card.max_mentions:
        yield "mentions", f"{card.max_mentions} at most"


def _media(media: MediaRules) -> Rows:
    source = f" ([source]({media.source}), read {media.read})" if media.source else ""
    if media.max_images:
        said = [f"{media.max_images} a part", ", ".join(kind.partition("/")[2] for kind in media.image_types)]
        said += [_bytes(media.max_image_bytes), _pixels(media.max_image_pixels), _ratio(media)]
        yield "images", _joined(said) + source
    if media.max_gif_bytes:
        yield "animated GIF", _bytes(media.max_gif_bytes) + source
    if media.max_videos:
        said = [f"{media.max_videos} a part", ", ".join(kind.partition("/")[2] for kind in media.video_types)]
        yield "videos", _joined([*said, _bytes(media.max_video_bytes), _seconds(media)]) + source
    if media.document_types:
        kinds = ", ".join(kind.partition("/")[2] for kind in media.document_types)
        yield "documents", _joined([kinds, _bytes(media.max_document_bytes)]) + source
    if media.max_images and media.max_videos:
        yield "pictures and videos together", "yes" if media.mixing else "no"
    if media.required:
        yield "without media", "refused"
    if media.by_url:
        yield "how media get there", "the platform fetches them from a public address: `media_host` in smm.yml"
    if media.alt_text_limit:
        yield "alt text", f"{media.alt_text_limit:,} characters"


def _polls(card: Card) -> Rows:
    if card.poll_options:
        low, high = card.poll_options
        lasts = f", for {span(card.poll_duration[0])} to {span(card.poll_duration[1])}" if card.poll_duration else ""
        yield "polls", f"{low} to {high} options, {card.poll_option_limit or 'any'} characters each{lasts}"


def _secret(item: Credential) -> str:
    scopes = f" Scopes: {', '.join(f'`{scope}`' for scope in item.scopes)}." if item.scopes else ""
    return f"{item.what}{scopes}{' Optional.' if item.optional else ''}"


def _renewal(card: Card) -> Rows:
    if card.refresh:
        renew = card.refresh
        fields = ", ".join(f"`{name}`" for name in renew.fields)
        turns = ", and the old one ends with it" if renew.rotating else ""
        when = f"after {span(renew.lifetime)}; renewed when less than {span(renew.before)} is left{turns}"
        yield "tokens end", f"{fields} {when} ([source]({renew.source}))"


def _version(card: Card) -> Rows:
    if card.version:
        ends = f", refused after {card.version.sunset}" if card.version.sunset else ""
        yield "API version", f"{card.version.name}{ends} ([source]({card.version.source}), read {card.version.read})"


def _prices(card: Card) -> Rows:
    if card.prices:
        told = (
            (card.prices.post, "a post"),
            (card.prices.post_with_link, "a post with a link"),
            (card.prices.read, "a post read back, once a day"),
            (card.prices.owned_read, "a post of one's own timeline"),
            (card.prices.account, "the account, once a day"),
        )
        said = ", ".join(f"{price:g} for {what}" for price, what in told if price)
        yield "prices in USD", f"{said} ([source]({card.prices.source}), read {card.prices.read_on})"


def _limit(limit: Limit) -> str:
    return f"{limit.value:,} {limit.unit} ([source]({limit.source}), read {limit.read})"


def _joined(said: Sequence[str]) -> str:
    return ", ".join(word for word in said if word)


def _bytes(limit: int | None) -> str:
    return f"{limit / 1_000_000:g} MB at most" if limit else ""


def _pixels(limit: int | None) -> str:
    return f"{limit / 1_000_000:.3g} megapixels at most" if limit else ""


def _ratio(media: MediaRules) -> str:
    return f"width to height {media.min_ratio:g} to {media.max_ratio:g}" if media.min_ratio and media.max_ratio else ""


def _seconds(media: MediaRules) -> str:
    if not media.max_video_seconds:
        return ""
    return f"{media.min_video_seconds or 0} to {media.max_video_seconds:,} seconds"


def _policy(card: Card) -> str:
    words = {
        "same-key": "repeating under the same key",
        "search": "searching the account's own posts",
        "atomic": "sending and recording in one commit",
        "ask": "asking a person",
    }
    return words[card.idempotency.policy]
