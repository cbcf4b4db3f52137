"""A post as the timeline page shows it."""

from __future__ import annotations

import html

from smm_action.sandbox.call import Call
from smm_action.sandbox.message import Message, Preview
from smm_action.sandbox.store import Record
from smm_action.sandbox.threads.site import SITE


def message(call: Call, record: Record) -> Message:
    """Return the post as a message."""
    value, store = record.value, call.store
    pictures = (SITE.picture(call, medium) for medium in value["media"])
    link = value.get("link")
    return Message(
        id=record.key,
        author=SITE.settled(store, record.account, call.now),
        at=record.at,
        edited=False,
        html="<br>".join(html.escape(line) for line in value["text"].split("\n")),
        url=f"/threads/{record.key}",
        replies=store.count(SITE.platform, record.key, "reply"),
        reposts=store.count(SITE.platform, record.key, "repost"),
        likes=store.count(SITE.platform, record.key, "like"),
        pictures=tuple(picture for picture in pictures if picture is not None),
        card=Preview(url=link, title=link, description="") if link else None,
        poll=tuple((value.get("poll") or {}).values()),
        reply_to=value.get("reply_to") or "",
        quotes=value.get("quotes") or "",
        boost_of=value.get("reposts") or "",
    )
