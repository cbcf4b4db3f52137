"""A post as the timeline page shows it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from smm_action.sandbox.call import Call
from smm_action.sandbox.message import Message, Picture
from smm_action.sandbox.store import Record
from smm_action.sandbox.x import media, views


def message(call: Call, record: Record) -> Message:
    """Return the post as a message."""
    owner = call.store.resident("x", record.account)
    assert owner is not None
    value, store = record.value, call.store
    return Message(
        id=record.key,
        author=owner,
        at=record.at,
        edited=record.edited is not None,
        html=_html(str(value.get("text", ""))),
        url=f"/x/{owner.handle}/status/{record.key}",
        replies=store.count("x", record.key, "reply"),
        reposts=store.count("x", record.key, "repost"),
        likes=store.count("x", record.key, "like"),
        pictures=tuple(_picture(media.entity(call, blob)) for blob in views.attached(call, record)),
        poll=tuple((value.get("poll") or {}).get("options", ())),
        reply_to=value.get("reply_to") or "",
        quotes=value.get("quote") or "",
        boost_of=value.get("repost_of") or "",
    )


def _picture(entity: Mapping[str, str]) -> Picture:
    return Picture(url=entity["url"], alt=entity.get("alt_text", ""), video=entity["type"] == "video")


def _html(text: str) -> str:
    shown = re.sub(
        r"https?://[^\s<>\"]+",
        lambda found: f'<a href="{found[0]}" rel="nofollow noopener">{found[0]}</a>',
        html.escape(text),
    )
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in shown.split("\n\n") if part)
