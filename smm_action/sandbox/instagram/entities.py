"""Instagram's objects as JSON."""

from __future__ import annotations

from typing import Any

from smm_action.sandbox.call import Call
from smm_action.sandbox.graph.answers import written
from smm_action.sandbox.instagram.site import MEDIA, SITE
from smm_action.sandbox.store import Record, Resident


def user(call: Call, mine: Resident) -> dict[str, Any]:
    """Return a professional account."""
    return {
        "id": mine.did,
        "user_id": mine.did,
        "username": mine.handle,
        "name": mine.name,
        "followers_count": call.store.count(SITE.platform, mine.did, "follow"),
        "media_count": call.store.total(SITE.platform, MEDIA, mine.name),
    }


def medium(call: Call, record: Record) -> dict[str, Any]:
    """Return a picture, a reel, a carousel or a story with what may be asked of it."""
    value, media, store = record.value, record.value["media"], call.store
    film = len(media) == 1 and media[0]["kind"] == "VIDEO"
    code = shortcode(record.key)
    return {
        "id": record.key,
        "caption": value["text"] or None,
        "media_type": "CAROUSEL_ALBUM" if len(media) > 1 else "VIDEO" if film else "IMAGE",
        "media_product_type": "STORY" if value.get("story") else "REELS" if film else "FEED",
        "permalink": f"https://www.instagram.com/{'reel' if film else 'p'}/{code}/",
        "shortcode": code,
        "username": SITE.settled(store, record.account, call.now).handle,
        "owner": {"id": SITE.user_number(record.account)},
        "timestamp": written(record.at),
        "alt_text": media[0].get("alt") or None if len(media) == 1 else None,
        "children": {"data": [_child(record, index) for index in range(len(media))]} if len(media) > 1 else None,
        "like_count": store.count(SITE.platform, record.key, "like"),
        "comments_count": store.count(SITE.platform, record.key, "reply"),
        "is_ai_generated": bool(value.get("ai")),
    }


def comment(call: Call, record: Record) -> dict[str, Any]:
    """Return a comment."""
    return {
        "id": record.key,
        "text": record.value["text"],
        "timestamp": written(record.at),
        "username": SITE.settled(call.store, record.account, call.now).handle,
        "from": {"id": SITE.user_number(record.account)},
        "like_count": call.store.count(SITE.platform, record.key, "like"),
    }


def shortcode(number: str) -> str:
    """Return what stands in a post's address."""
    return f"C{int(number):x}"


def _child(record: Record, index: int) -> dict[str, Any]:
    held = record.value["media"][index]
    return {"id": f"{record.key}{index}", "media_type": held["kind"], "alt_text": held.get("alt") or None}
