"""Facebook's objects as JSON: Page, post, comment, photo, video."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smm_action.sandbox.call import Call
from smm_action.sandbox.facebook.answers import page_number
from smm_action.sandbox.graph.answers import written
from smm_action.sandbox.store import Blob, Record, Resident

POST = "post"
"""Posts and comments alike: a comment has ``on``, the key of what it is under."""
SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "video/mp4": "mp4", "video/quicktime": "mov"}


def page(call: Call, mine: Resident) -> dict[str, Any]:
    """Return a Page."""
    return {
        "id": mine.did,
        "name": mine.name,
        "username": mine.handle,
        "link": f"{call.origin}/facebook/{mine.did}",
        "followers_count": call.store.count("facebook", mine.did, "follow"),
        "fan_count": call.store.count("facebook", mine.did, "follow"),
    }


def post(call: Call, record: Record) -> dict[str, Any]:
    """Return a post with what may be asked of it."""
    store, value = call.store, record.value
    shares = store.count("facebook", record.key, "repost")
    return {
        "id": record.key,
        "message": value["text"] or None,
        "created_time": written(record.at),
        "updated_time": written(record.edited or record.at),
        "permalink_url": f"https://www.facebook.com/{record.key.replace('_', '/posts/')}",
        "is_published": True,
        "from": author(record),
        "attachments": attachments(value),
        "reactions": {"data": [], "summary": {"total_count": store.count("facebook", record.key, "like")}},
        "comments": {"data": [], "summary": {"total_count": store.count("facebook", record.key, "reply")}},
        "shares": {"count": shares} if shares else None,
    }


def comment(call: Call, record: Record) -> dict[str, Any]:
    """Return a comment."""
    return {
        "id": record.key,
        "message": record.value["text"],
        "created_time": written(record.at),
        "permalink_url": f"https://www.facebook.com/{record.key}",
        "from": author(record),
        "like_count": call.store.count("facebook", record.key, "like"),
        "comment_count": call.store.count("facebook", record.key, "reply"),
    }


def photo(call: Call, blob: Blob) -> dict[str, Any]:
    """Return a photo."""
    return {
        "id": blob.id,
        "alt_text_custom": blob.meta.get("alt") or None,
        "created_time": written(blob.at),
        "source": address(call, blob),
        "page_story_id": blob.meta.get("post"),
    }


def video(call: Call, blob: Blob) -> dict[str, Any]:
    """Return a video; its phases as the reels guide shows them."""
    ready = blob.ready <= call.now
    uploading = {"status": "complete" if blob.data and ready else "in_progress"}
    record = call.store.find("facebook", POST, str(blob.meta.get("post") or ""))
    return {
        "id": blob.id,
        "post_id": record.key.partition("_")[2] if record else None,
        "created_time": written(blob.at),
        "description": record.value["text"] if record else None,
        "permalink_url": f"/reel/{blob.id}/" if blob.meta.get("reel") else f"/videos/{blob.id}/",
        "status": {"video_status": "ready" if ready else "processing", "uploading_phase": uploading},
    }


def author(record: Record) -> dict[str, str]:
    """Return who made a record."""
    return {"id": page_number(record.account), "name": record.account}


def address(call: Call, blob: Blob) -> str:
    """Return where the bytes of a file are."""
    return f"{call.origin}/facebook/files/{blob.id}.{SUFFIXES.get(blob.mime, 'bin')}"


def attachments(value: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what a post shows beside its text: one picture, an album, a video or a link."""
    photos, video_id, link = value.get("photos") or [], value.get("video"), value.get("link")
    if video_id:
        return {"data": [_attachment("video", "video_inline", video_id)]}
    if len(photos) == 1:
        return {"data": [_attachment("photo", "photo", photos[0])]}
    if photos:
        album = _attachment("album", "album", photos[0])
        return {"data": [{**album, "subattachments": {"data": [_attachment("photo", "photo", one) for one in photos]}}]}
    if link:
        return {"data": [{**_attachment("link", "share", ""), "unshimmed_url": link}]}
    return None


def _attachment(media_type: str, kind: str, target: str) -> dict[str, Any]:
    nothing = {"unshimmed_url": None, "subattachments": None}
    return {"media_type": media_type, "type": kind, "target": {"id": target} if target else {"id": None}, **nothing}
