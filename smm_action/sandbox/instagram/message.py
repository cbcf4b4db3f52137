"""A medium or a comment as the timeline page shows it."""

from __future__ import annotations

import html

from smm_action.sandbox.call import Call
from smm_action.sandbox.instagram.site import SITE
from smm_action.sandbox.message import Message
from smm_action.sandbox.store import Record


def message(call: Call, record: Record) -> Message:
    """Return the medium as a message."""
    value, store = record.value, call.store
    pictures = (SITE.picture(call, medium) for medium in value["media"])
    return Message(
        id=record.key,
        author=SITE.settled(store, record.account, call.now),
        at=record.at,
        edited=False,
        html="<br>".join(html.escape(line) for line in value["text"].split("\n")),
        url=f"/instagram/{record.key}",
        replies=store.count(SITE.platform, record.key, "reply"),
        reposts=store.count(SITE.platform, record.key, "repost"),
        likes=store.count(SITE.platform, record.key, "like"),
        pictures=tuple(picture for picture in pictures if picture is not None),
        reply_to=value.get("reply_to") or "",
    )
