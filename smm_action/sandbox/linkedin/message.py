"""A post or a comment as the timeline page shows it."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from smm_action.sandbox.call import Call
from smm_action.sandbox.linkedin.posts import urn_of
from smm_action.sandbox.linkedin.text import shown
from smm_action.sandbox.message import Message, Picture, Preview
from smm_action.sandbox.store import Record


def message(call: Call, record: Record) -> Message:
    """Return the post or comment as a message."""
    owner = call.store.resident("linkedin", record.account)
    assert owner is not None
    value, urn, store = record.value, urn_of(record), call.store
    body: Mapping[str, Any] = value.get("body", {})
    content: Mapping[str, Any] = body.get("content") or {}
    poll = content.get("poll") or {}
    return Message(
        id=urn,
        author=owner,
        at=record.at,
        edited=record.edited is not None,
        html=shown(body["commentary"]) if "commentary" in body else f"<p>{html.escape(value['text'])}</p>",
        url=f"/feed/update/{urn}/",
        replies=store.count("linkedin", urn, "reply"),
        reposts=store.count("linkedin", urn, "repost"),
        likes=store.count("linkedin", urn, "like"),
        pictures=_pictures(content),
        card=_card(content.get("article")),
        poll=tuple(option["text"] for option in poll.get("options", ())),
        visibility=str(body.get("visibility", "PUBLIC")).lower(),
        reply_to=value.get("object", ""),
        quotes=value.get("parent", "") if value["text"] else "",
        boost_of="" if value["text"] else value.get("parent", ""),
    )


def _pictures(content: Mapping[str, Any]) -> tuple[Picture, ...]:
    media = content.get("media")
    held = [media] if media else (content.get("multiImage") or {}).get("images", [])
    return tuple(
        Picture(url=f"/dms/{one['id']}", alt=one.get("altText", ""), video=":video:" in one["id"])
        for one in held
        if ":document:" not in one["id"]
    )


def _card(article: Mapping[str, Any] | None) -> Preview | None:
    if not article:
        return None
    image = f"/dms/{article['thumbnail']}" if article.get("thumbnail") else ""
    return Preview(
        url=article["source"], title=article["title"], description=article.get("description", ""), image=image
    )
