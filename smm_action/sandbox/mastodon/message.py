"""A status as the timeline page shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smm_action.sandbox.call import Call
from smm_action.sandbox.mastodon import entities
from smm_action.sandbox.message import Message, Picture
from smm_action.sandbox.store import Record


def message(call: Call, record: Record) -> Message:
    """Return the status as a message."""
    owner = call.store.resident("mastodon", record.account)
    assert owner is not None
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
