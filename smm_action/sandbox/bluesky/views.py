"""What Bluesky's AppView answers: profiles, posts with their counts, threads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from smm_action.sandbox.answers import instant
from smm_action.sandbox.bluesky.repo import quote_of, uri
from smm_action.sandbox.call import Call
from smm_action.sandbox.store import Record, Resident

POST = "app.bsky.feed.post"
AT_URI = re.compile(r"at://([^/]+)/([^/]+)/([^/]+)")


def author(resident: Resident) -> dict[str, Any]:
    """Return a profileViewBasic."""
    return {
        "did": resident.did,
        "handle": resident.handle,
        "displayName": resident.name,
        "createdAt": instant(resident.at),
        "labels": [],
    }


def profile(call: Call, resident: Resident) -> dict[str, Any]:
    """Return a profileViewDetailed."""
    store = call.store
    return {
        **author(resident),
        "followersCount": store.count("bluesky", resident.did, "follow"),
        "followsCount": store.total("bluesky", "app.bsky.graph.follow", resident.name),
        "postsCount": store.total("bluesky", POST, resident.name),
        "indexedAt": instant(resident.at),
    }


def at(call: Call, address: str) -> Record | None:
    """Return the record an at-uri names, None when it is gone or not seen yet."""
    parts = AT_URI.fullmatch(address)
    resident = call.store.resident("bluesky", parts[1]) if parts else None
    record = call.store.get("bluesky", resident.name, parts[2], parts[3]) if parts and resident else None
    if record and call.horizon and (record.edited or record.at) > call.horizon:
        return None
    return record


def post(call: Call, record: Record) -> dict[str, Any]:
    """Return a postView."""
    owner = call.store.resident("bluesky", record.account)
    assert owner is not None
    address, store = uri(record, owner.did), call.store
    embed = _embed(call, owner.did, record.value.get("embed"))
    return {
        "uri": address,
        "cid": record.cid,
        "author": author(owner),
        "record": dict(record.value),
        **({"embed": embed} if embed else {}),
        "bookmarkCount": 0,
        "replyCount": store.count("bluesky", address, "reply"),
        "repostCount": store.count("bluesky", address, "repost"),
        "likeCount": store.count("bluesky", address, "like"),
        "quoteCount": store.count("bluesky", address, "quote"),
        "indexedAt": instant(record.at),
        "labels": [],
    }


def thread(call: Call, record: Record, depth: int, above: int = 80) -> dict[str, Any]:
    """Return a threadViewPost: parents upwards, replies down to ``depth``."""
    view: dict[str, Any] = {"$type": "app.bsky.feed.defs#threadViewPost", "post": post(call, record)}
    reply = record.value.get("reply")
    if reply and above:
        parent = at(call, reply["parent"]["uri"])
        view["parent"] = thread(call, parent, 0, above - 1) if parent else _missing(reply["parent"]["uri"])
    if depth:
        replies = call.store.linked("bluesky", view["post"]["uri"], "reply")
        view["replies"] = [thread(call, found, depth - 1, 0) for found in replies]
    return view


def _missing(address: str) -> dict[str, Any]:
    return {"$type": "app.bsky.feed.defs#notFoundPost", "uri": address, "notFound": True}


def _embed(call: Call, did: str, embed: Mapping[str, Any] | None) -> dict[str, Any] | None:
    match embed:
        case {"$type": "app.bsky.embed.images", "images": images}:
            return {"$type": "app.bsky.embed.images#view", "images": [_image(call, did, image) for image in images]}
        case {"$type": "app.bsky.embed.external", "external": external}:
            thumb = {"thumb": image_url(call, did, external["thumb"])} if external.get("thumb") else {}
            return {"$type": "app.bsky.embed.external#view", "external": {**external, **thumb}}
        case {"$type": "app.bsky.embed.record", "record": {"uri": quoted}}:
            return {"$type": "app.bsky.embed.record#view", "record": _quoted(call, quoted)}
        case {"$type": "app.bsky.embed.recordWithMedia", "media": media}:
            quoted = quote_of({"embed": embed}) or ""
            return {
                "$type": "app.bsky.embed.recordWithMedia#view",
                "record": {"record": _quoted(call, quoted)},
                "media": _embed(call, did, media),
            }
        case _:
            return None


def image_url(call: Call, did: str, blob: Mapping[str, Any]) -> str:
    """Return where the bytes of a blob are served."""
    return f"{call.origin}/img/feed_fullsize/plain/{did}/{blob['ref']['$link']}"


def _image(call: Call, did: str, image: Mapping[str, Any]) -> dict[str, Any]:
    url = image_url(call, did, image["image"])
    ratio = {"aspectRatio": image["aspectRatio"]} if image.get("aspectRatio") else {}
    return {"thumb": url, "fullsize": url, "alt": image["alt"], **ratio}


def _quoted(call: Call, address: str) -> dict[str, Any]:
    record = at(call, address)
    owner = call.store.resident("bluesky", record.account) if record else None
    if record is None or owner is None:
        return {"$type": "app.bsky.embed.record#viewNotFound", "uri": address, "notFound": True}
    return {
        "$type": "app.bsky.embed.record#viewRecord",
        "uri": address,
        "cid": record.cid,
        "author": author(owner),
        "value": dict(record.value),
        "indexedAt": instant(record.at),
    }
