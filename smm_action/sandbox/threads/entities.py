"""Threads' objects as JSON."""

from __future__ import annotations

from typing import Any

from smm_action.sandbox.call import Call
from smm_action.sandbox.graph.answers import written
from smm_action.sandbox.store import Record, Resident
from smm_action.sandbox.threads.site import SITE


def user(call: Call, mine: Resident) -> dict[str, Any]:
    """Return a profile."""
    del call
    return {
        "id": mine.did,
        "username": mine.handle,
        "name": mine.name,
        "threads_profile_picture_url": None,
        "threads_biography": None,
        "is_verified": False,
    }


def post(call: Call, record: Record) -> dict[str, Any]:
    """Return a post, a reply or a repost with what may be asked of it."""
    value, media = record.value, record.value["media"]
    handle = SITE.settled(call.store, record.account, call.now).handle
    single = media[0] if len(media) == 1 else {}
    return {
        "id": record.key,
        "media_product_type": "THREADS",
        "media_type": _media_type(value, media),
        "permalink": f"https://www.threads.com/@{handle}/post/{shortcode(record.key)}",
        "shortcode": shortcode(record.key),
        "username": handle,
        "text": value["text"] or None,
        "timestamp": written(record.at),
        "alt_text": single.get("alt") or None,
        "children": {"data": [_child(record, index) for index in range(len(media))]} if len(media) > 1 else None,
        "is_quote_post": bool(value.get("quotes")),
        "quoted_post": _ref(value.get("quotes")),
        "reposted_post": _ref(value.get("reposts")),
        "replied_to": _ref(value.get("reply_to")),
        "is_reply": bool(value.get("reply_to")),
        "link_attachment_url": value.get("link") or None,
        "topic_tag": value.get("topic") or None,
        "poll_attachment": value.get("poll") or None,
    }


def shortcode(number: str) -> str:
    """Return what stands in a post's address."""
    return f"D{int(number):x}"


def _media_type(value: Any, media: list[dict[str, Any]]) -> str:
    if value.get("reposts"):
        return "REPOST_FACADE"
    if len(media) > 1:
        return "CAROUSEL_ALBUM"
    return str(media[0]["kind"]) if media else "TEXT_POST"


def _child(record: Record, index: int) -> dict[str, Any]:
    medium = record.value["media"][index]
    return {"id": f"{record.key}{index}", "media_type": medium["kind"], "alt_text": medium.get("alt") or None}


def _ref(number: Any) -> dict[str, str] | None:
    return {"id": str(number)} if number else None
