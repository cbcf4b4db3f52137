"""The record of a part: pure, from the payload, what was prepared, and the posts it refers to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from smm_action.core.clock import format_instant, parse_instant
from smm_action.model.payload import Facet, LinkCard, Medium, Part, Payload
from smm_action.platforms.bluesky.targets import Ref

LABELS = {
    "sexual": "sexual",
    "suggestive": "sexual",
    "nudity": "nudity",
    "nude": "nudity",
    "porn": "porn",
    "adult": "porn",
    "adult content": "porn",
    "graphic": "graphic-media",
    "graphic-media": "graphic-media",
    "graphic media": "graphic-media",
}
"""Content warnings that are one of Bluesky's self-labels. Any other warning is ``graphic-media``: Bluesky has no
free text, and that label hides the media until they are asked for."""


def post_record(
    payload: Payload,
    part: int,
    prepared: Mapping[str, Any],
    *,
    created: str,
    reply: tuple[Ref, Ref] | None,
    quote: Ref | None,
) -> dict[str, Any]:
    """Return an ``app.bsky.feed.post``. ``reply`` is root and parent."""
    sent = payload.parts[part]
    record: dict[str, Any] = {
        "$type": "app.bsky.feed.post",
        "text": sent.text,
        "createdAt": created,
    }
    facets = [made for facet in sent.facets if (made := _facet(facet, prepared.get("dids", {}))) is not None]
    if facets:
        record["facets"] = facets
    if payload.language:
        record["langs"] = [payload.language]
    labels = self_labels(payload)
    if labels:
        record["labels"] = {
            "$type": "com.atproto.label.defs#selfLabels",
            "values": [{"val": label} for label in labels],
        }
    if reply is not None:
        record["reply"] = {"root": reply[0].strong(), "parent": reply[1].strong()}
    embed = _embed(sent, payload.card if part == 0 else None, prepared, quote)
    if embed is not None:
        record["embed"] = embed
    return record


def repost_record(subject: Ref, created: str) -> dict[str, Any]:
    """Return an ``app.bsky.feed.repost``."""
    return {"$type": "app.bsky.feed.repost", "subject": subject.strong(), "createdAt": created}


def created_at(clock: str, part: int) -> str:
    """Return when part ``part`` is made: the server's clock, a millisecond later for each part, so that they sort."""
    return format_instant(parse_instant(clock) + timedelta(milliseconds=part))


def self_labels(payload: Payload) -> tuple[str, ...]:
    """Return the labels of ``options: {labels: […]}``, else the one that the content warning stands for."""
    chosen = payload.options.get("labels")
    if isinstance(chosen, Sequence) and not isinstance(chosen, str) and chosen:
        return tuple(str(label) for label in chosen)
    if not payload.content_warning:
        return ()
    return (LABELS.get(payload.content_warning.strip().lower(), "graphic-media"),)


def unresolved(part: Part, prepared: Mapping[str, Any]) -> int:
    """Return how many mentions stay plain text, because nobody has that handle."""
    dids = prepared.get("dids", {})
    return sum(facet.kind == "mention" and not dids.get(facet.value.lower()) for facet in part.facets)


def _facet(facet: Facet, dids: Mapping[str, str]) -> dict[str, Any] | None:
    match facet.kind:
        case "link":
            feature = {"$type": "app.bsky.richtext.facet#link", "uri": facet.value}
        case "tag":
            feature = {"$type": "app.bsky.richtext.facet#tag", "tag": facet.value}
        case "mention":
            did = dids.get(facet.value.lower())
            if not did:
                return None
            feature = {"$type": "app.bsky.richtext.facet#mention", "did": did}
    return {"index": {"byteStart": facet.start, "byteEnd": facet.end}, "features": [feature]}


def _embed(part: Part, card: LinkCard | None, prepared: Mapping[str, Any], quote: Ref | None) -> dict[str, Any] | None:
    media = _images(part.media, prepared.get("images", [])) or (_external(card, prepared) if card else None)
    if quote is None:
        return media
    record = {"$type": "app.bsky.embed.record", "record": quote.strong()}
    if media is None:
        return record
    return {"$type": "app.bsky.embed.recordWithMedia", "record": record, "media": media}


def _images(media: Sequence[Medium], blobs: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    if not media:
        return None
    images = [_image(medium, blob) for medium, blob in zip(media, blobs, strict=True)]
    return {"$type": "app.bsky.embed.images", "images": images}


def _image(medium: Medium, blob: Mapping[str, Any]) -> dict[str, Any]:
    image: dict[str, Any] = {"image": dict(blob), "alt": medium.alt}
    if medium.width > 0 and medium.height > 0:
        image["aspectRatio"] = {"width": medium.width, "height": medium.height}
    return image


def _external(card: LinkCard, prepared: Mapping[str, Any]) -> dict[str, Any]:
    external: dict[str, Any] = {"uri": card.url, "title": card.title or card.url, "description": card.description}
    if "thumb" in prepared:
        external["thumb"] = dict(prepared["thumb"])
    return {"$type": "app.bsky.embed.external", "external": external}
