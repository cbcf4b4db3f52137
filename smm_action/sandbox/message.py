"""What an account said, alike for every platform: the form the timeline page shows."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from smm_action.sandbox import bluesky_views as views
from smm_action.sandbox import mastodon_entities as entities
from smm_action.sandbox.bluesky_repo import quote_of, uri
from smm_action.sandbox.call import Call
from smm_action.sandbox.store import Platform, Record, Resident

COLLECTIONS: Mapping[Platform, str] = {"mastodon": "status", "bluesky": views.POST}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One image of a message."""

    url: str
    alt: str
    video: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A link card."""

    url: str
    title: str
    description: str
    image: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One status or post."""

    id: str
    """What replies, quotes and likes point at."""
    author: Resident
    at: datetime
    edited: bool
    html: str
    """Safe: everything that came from outside is escaped."""
    url: str
    """Path of its page here."""
    replies: int
    reposts: int
    likes: int
    pictures: tuple[Picture, ...] = ()
    card: Preview | None = None
    poll: tuple[str, ...] = ()
    warning: str = ""
    visibility: str = "public"
    language: str = ""
    reply_to: str = ""
    """Id of the message it answers."""
    quotes: str = ""
    boost_of: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)


def messages(call: Call, account: str | None = None) -> Iterator[Message]:
    """Yield messages of ``account``, or of everybody, newest first within a platform."""
    for platform, collection in COLLECTIONS.items():
        for record in call.store.records(platform, collection, account):
            yield message(call, record)


def message(call: Call, record: Record) -> Message:
    """Return one record as a message."""
    owner = call.store.resident(record.platform, record.account)
    assert owner is not None
    return _status(call, record, owner) if record.platform == "mastodon" else _post(call, record, owner)


def _status(call: Call, record: Record, owner: Resident) -> Message:
    value, store = record.value, call.store
    media = (entities.media_entity(call, blob) for blob in entities.attached(call, value))
    return Message(
        id=record.key,
        author=owner,
        at=record.at,
        edited=record.edited is not None,
        html=entities.rewritten(call, value["text"]).html,
        url=f"/@{owner.handle}/{record.key}",
        replies=store.count("mastodon", record.key, "reply"),
        reposts=store.count("mastodon", record.key, "repost"),
        likes=store.count("mastodon", record.key, "like"),
        pictures=tuple(_attachment(one) for one in media),
        poll=tuple((value.get("poll") or {}).get("options", ())),
        warning=value.get("spoiler_text", ""),
        visibility=value.get("visibility", "public"),
        language=value.get("language") or "",
        reply_to=value.get("in_reply_to_id") or "",
        quotes=value.get("quoted_status_id") or "",
        boost_of=value.get("reblog_of") or "",
    )


def _attachment(entity: Mapping[str, Any]) -> Picture:
    video = entity["type"] not in {"image", "gifv"}
    return Picture(url=entity["url"] or "", alt=entity["description"] or "", video=video)


def _post(call: Call, record: Record, owner: Resident) -> Message:
    value, address, store = record.value, uri(record, owner.did), call.store
    reply = value.get("reply")
    return Message(
        id=address,
        author=owner,
        at=record.at,
        edited=record.edited is not None,
        html=_rich(value["text"], value.get("facets", ())),
        url=f"/profile/{owner.handle}/post/{record.key}",
        replies=store.count("bluesky", address, "reply"),
        reposts=store.count("bluesky", address, "repost"),
        likes=store.count("bluesky", address, "like"),
        pictures=tuple(_images(call, owner.did, value.get("embed") or {})),
        card=_card(call, owner.did, value.get("embed") or {}),
        language=", ".join(value.get("langs", ())),
        reply_to=reply["parent"]["uri"] if reply else "",
        quotes=quote_of(value) or "",
    )


def _images(call: Call, did: str, embed: Mapping[str, Any]) -> Iterator[Picture]:
    inner = embed.get("media", embed)
    for image in inner.get("images", ()):
        yield Picture(url=views.image_url(call, did, image["image"]), alt=image["alt"])


def _card(call: Call, did: str, embed: Mapping[str, Any]) -> Preview | None:
    external = embed.get("media", embed).get("external")
    if not external:
        return None
    image = views.image_url(call, did, external["thumb"]) if external.get("thumb") else ""
    return Preview(url=external["uri"], title=external["title"], description=external["description"], image=image)


def _rich(text: str, facets: Any) -> str:
    """Return text with its facets as links; facets that overlap or end outside are shown as plain text."""
    data, pieces, end = text.encode(), [], 0
    for facet in sorted(facets, key=lambda one: int(one["index"]["byteStart"])):
        start, stop = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        if end <= start <= stop <= len(data):
            shown = html.escape(data[start:stop].decode(errors="replace"))
            pieces += [html.escape(data[end:start].decode(errors="replace")), _faceted(facet["features"], shown)]
            end = stop
    whole = "".join(pieces) + html.escape(data[end:].decode(errors="replace"))
    return "".join(f"<p>{part}</p>" for part in whole.replace("\n\n", "\0").replace("\n", "<br>").split("\0") if part)


def _faceted(features: Any, shown: str) -> str:
    match features[0] if features else {}:
        case {"uri": str(url)} if url.startswith(("https://", "http://")):
            return f'<a href="{html.escape(url)}" rel="nofollow noopener">{shown}</a>'
        case {"tag": _} | {"did": _}:
            return f'<span class="mention">{shown}</span>'
        case _:
            return shown
