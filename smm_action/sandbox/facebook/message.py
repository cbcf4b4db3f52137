"""A post or comment as the timeline page shows it."""

from __future__ import annotations

import html

from smm_action.sandbox.call import Call
from smm_action.sandbox.facebook.entities import address
from smm_action.sandbox.message import Message, Picture, Preview
from smm_action.sandbox.store import Blob, Record


def message(call: Call, record: Record) -> Message:
    """Return the post as a message."""
    owner = call.store.resident("facebook", record.account)
    assert owner is not None
    value, store = record.value, call.store
    numbers = [*(value.get("photos") or ()), *([value["video"]] if value.get("video") else [])]
    blobs = (store.blob("facebook", number) for number in numbers)
    return Message(
        id=record.key,
        author=owner,
        at=record.at,
        edited=record.edited is not None,
        html="<br>".join(html.escape(line) for line in value["text"].split("\n")),
        url=f"/facebook/{record.key}",
        replies=store.count("facebook", record.key, "reply"),
        reposts=store.count("facebook", record.key, "repost"),
        likes=store.count("facebook", record.key, "like"),
        pictures=tuple(_picture(call, blob) for blob in blobs if blob is not None),
        card=Preview(url=value["link"], title=value["link"], description="") if value.get("link") else None,
        reply_to=value.get("on") or "",
    )


def _picture(call: Call, blob: Blob) -> Picture:
    shown = address(call, blob).removeprefix(call.origin)
    return Picture(url=shown, alt=str(blob.meta.get("alt") or ""), video=bool(blob.meta.get("video")))
