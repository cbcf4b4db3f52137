"""A post as the timeline page shows it."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import Any

from smm_action.sandbox.bluesky import views
from smm_action.sandbox.bluesky.repo import quote_of, uri
from smm_action.sandbox.call import Call
from smm_action.sandbox.message import Message, Picture, Preview
from smm_action.sandbox.store import Record


def message(call: Call, record: Record) -> Message:
    """Return the post as a message."""
    owner = call.store.resident("bluesky", record.account)
    assert owner is not None
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
