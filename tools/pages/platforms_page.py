"""Platforms, from their cards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from smm_action.core.clock import span
from smm_action.model.card import (
    Card,
    Credential,
    Limit,
    MediaRules,
    Polls,
    Prices,
    Quota,
    Refresh,
    Scheduler,
    Sourced,
    Version,
)
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
        access = card.access.kind if card.access else "open"
        rows.append(
            f"| [{card.label}](docs/platforms/{name}.md) | {card.tier} | {proof} | {access} | {_policy(card)} |"
        )
    return "\n".join(["| platform | tier | proved by | access | doubt is settled by |", "|---|---|---|---|---|", *rows])


def card_table(name: str) -> str:
    """Return one platform's card as a table."""
    card = load(name).card
    rows = [("access", _access(card)), ("text", _limit(card.text))]
    if card.text_bytes:
        rows.append(("and", _limit(card.text_bytes)))
    rows += [*_counts(card), *_media(card.media), *_polls(card.polls), *_quota(card.quota)]
    rows += [(f"secret `{item.field}`", _secret(item)) for item in card.credentials]
    rows += [*_renewal(card.refresh), *_version(card.version), *_prices(card.prices)]
    rows.append(("features", ", ".join(sorted(card.features)).replace("_", " ")))
    rows.append(("its own scheduler", _scheduler(card.scheduler)))
    rows.append(("doubt", _doubt(card)))
    return "\n".join(["| | |", "|---|---|", *(f"| {key} | {value} |" for key, value in rows)])


Rows = Iterator[tuple[str, str]]
ACCESS = {
    "open": "open to everybody, at once",
    "key": "an app of one's own, at once",
    "review": "an app that the platform reviewed",
    "paid": "paid",
}


def _access(card: Card) -> str:
    if card.access is None:
        return f"{ACCESS['open']}, free of charge"
    return f"{ACCESS[card.access.kind]}. {card.access.note}{_source(card.access)}"


def _counts(card: Card) -> Rows:
    if card.tags:
        refused = f"{card.tags.refused} at most" if card.tags.refused else ""
        advised = f"more than {card.tags.advised} are a warning" if card.tags.advised else ""
        yield "tags", _joined([refused, advised]) + _source(card.tags)
    if card.mentions:
        yield "mentions", f"{card.mentions.value} at most{_source(card.mentions)}"


def _media(media: MediaRules) -> Rows:
    if media.max_images:
        said = [f"{media.max_images} a part", _kinds(media.image_types)]
        said += [_bytes(media.max_image_bytes), _pixels(media.max_image_pixels), _ratio(media)]
        numbers = ("max_images", "max_image_bytes", "max_image_pixels", "min_ratio", "max_ratio")
        yield "images", _joined(said) + _sources(media, *numbers)
    if media.max_gif_bytes:
        yield "animated GIF", _bytes(media.max_gif_bytes) + _sources(media, "max_gif_bytes")
    if media.max_videos:
        said = [f"{media.max_videos} a part", _kinds(media.video_types), _bytes(media.max_video_bytes), _seconds(media)]
        numbers = ("max_videos", "max_video_bytes", "min_video_seconds", "max_video_seconds")
        yield "videos", _joined(said) + _sources(media, *numbers)
    if media.document_types:
        said = [_kinds(media.document_types), _bytes(media.max_document_bytes)]
        yield "documents", _joined(said) + _sources(media, "max_document_bytes")
    if media.max_images and media.max_videos:
        yield "pictures and videos together", "yes" if media.mixing else "no"
    if media.required:
        yield "without media", "refused"
    if media.by_url:
        yield "how media get there", "the platform fetches them from a public address: `media_host` in smm.yml"
    if media.alt_text_limit:
        yield "alt text", f"{media.alt_text_limit:,} characters" + _sources(media, "alt_text_limit")


def _polls(polls: Polls | None) -> Rows:
    if polls:
        (fewest, most), (shortest, longest) = polls.options, polls.duration
        lasts = f"for {span(shortest)}" if shortest == longest else f"for {span(shortest)} to {span(longest)}"
        said = f"{fewest} to {most} options, {polls.characters} characters each, {lasts}"
        yield "polls", said + _source(polls)


def _quota(quota: Quota | None) -> Rows:
    if quota:
        gap = f", {span(quota.gap)} apart" if quota.gap else ""
        yield "quota", f"{quota.count:,} in {span(quota.per)}{gap}{_source(quota)}"


def _secret(item: Credential) -> str:
    scopes = f" Scopes: {', '.join(f'`{scope}`' for scope in item.scopes)}." if item.scopes else ""
    return f"{item.what}{scopes}{' Optional.' if item.optional else ''}"


def _renewal(renew: Refresh | None) -> Rows:
    if renew:
        fields = ", ".join(f"`{name}`" for name in renew.fields)
        turns = ", and the old one ends with it" if renew.rotating else ""
        when = f"after {span(renew.lifetime)}; renewed when less than {span(renew.before)} is left{turns}"
        yield "tokens end", f"{fields} {when}{_source(renew)}"


def _version(version: Version | None) -> Rows:
    if version:
        ends = f", refused after {version.sunset}" if version.sunset else ""
        yield "API version", f"{version.name}{ends}{_source(version)}"


def _prices(prices: Prices | None) -> Rows:
    if prices:
        told = (
            (prices.post, "a post"),
            (prices.post_with_link, "a post with a link"),
            (prices.read_back, "a post read back, once a day"),
            (prices.owned_read, "a post of one's own timeline"),
            (prices.account, "the account, once a day"),
        )
        said = ", ".join(f"{price:g} for {what}" for price, what in told if price)
        yield "prices in USD", said + _source(prices)


def _scheduler(scheduler: Scheduler | None) -> str:
    return f"{scheduler.note}{_source(scheduler)}" if scheduler else "none that is open to apps"


def _doubt(card: Card) -> str:
    rule = card.idempotency
    keeps = f" A key is remembered for {span(rule.key_ttl)}{_told(rule.source, rule.read)}." if rule.key_ttl else ""
    return f"{_policy(card)}. {rule.why}{keeps}".strip()


def _limit(limit: Limit) -> str:
    return f"{limit.value:,} {limit.unit}{_source(limit)}"


def _source(held: Sourced) -> str:
    return _told(held.source, held.read)


def _sources(media: MediaRules, *numbers: str) -> str:
    """Say the pages of ``numbers``, each once, as far as the card has the number at all."""
    pages = {media.elsewhere.get(name, media.source): None for name in numbers if getattr(media, name) is not None}
    return "".join(_told(page, media.read) for page in pages)


def _told(source: str, read: str) -> str:
    return f" ([source]({source}), read {read})"


def _joined(said: Sequence[str]) -> str:
    return ", ".join(word for word in said if word)


def _kinds(types: Sequence[str]) -> str:
    return ", ".join(kind.partition("/")[2] for kind in types)


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
