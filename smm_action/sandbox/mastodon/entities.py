"""Mastodon's entities as JSON: Account, Status, MediaAttachment, Poll, Instance. Shapes as 4.6.4 recorded them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from smm_action.sandbox.answers import instant
from smm_action.sandbox.call import Call
from smm_action.sandbox.mastodon.text import Mentioned, Rewritten, link, rewrite
from smm_action.sandbox.store import Blob, Record, Resident

SUFFIXES = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/heic": "heic",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "video/quicktime": "mov",
}


def username(account: str) -> str:
    """Return the local user name of an account: Mastodon allows letters, digits and underscores."""
    return "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in account)


def account_id(account: str) -> str:
    """Return the id of an account, the same in every run."""
    return str(10**17 + int(hashlib.sha256(account.encode()).hexdigest()[:12], 16))


def account_entity(call: Call, resident: Resident) -> dict[str, Any]:
    """Return an Account."""
    name = resident.handle
    newest = call.store.records("mastodon", "status", resident.name, limit=1)
    picture = f"{call.origin}/avatars/original/missing.png"
    return {
        "id": account_id(resident.name),
        "username": name,
        "acct": name,
        "display_name": resident.name,
        "locked": False,
        "bot": False,
        "discoverable": True,
        "indexable": False,
        "group": False,
        "created_at": resident.at.strftime("%Y-%m-%dT00:00:00.000Z"),
        "note": "",
        "url": f"{call.origin}/@{name}",
        "uri": f"{call.origin}/users/{name}",
        "avatar": picture,
        "avatar_static": picture,
        "header": picture,
        "header_static": picture,
        "followers_count": call.store.count("mastodon", resident.name, "follow"),
        "following_count": call.store.total("mastodon", "follow", resident.name),
        "statuses_count": call.store.total("mastodon", "status", resident.name),
        "last_status_at": newest[0].at.strftime("%Y-%m-%d") if newest else None,
        "noindex": False,
        "emojis": [],
        "roles": [],
        "fields": [],
    }


def rewritten(call: Call, text: str) -> Rewritten:
    """Return ``text`` as this server rewrites it; any ``@user@domain`` resolves, a local name only when it exists."""

    def resolve(user: str, domain: str) -> Mentioned | None:
        if domain:
            return Mentioned(username=user, url=f"https://{domain}/@{user}")
        known = call.store.resident("mastodon", user)
        return Mentioned(username=known.handle, url=f"{call.origin}/@{known.handle}") if known else None

    return rewrite(text, call.origin, resolve)


def status_url(call: Call, record: Record) -> str:
    """Return where a status is shown."""
    return f"{call.origin}/@{_handle(call, record.account)}/{record.key}"


def status_entity(call: Call, record: Record, *, nested: bool = False) -> dict[str, Any]:
    """Return a Status. ``nested``: inside another one, where quotes are not unfolded again."""
    value, store = record.value, call.store
    author = store.resident("mastodon", record.account)
    assert author is not None
    done = rewritten(call, value["text"])
    reply_to = store.find("mastodon", "status", value["in_reply_to_id"]) if value.get("in_reply_to_id") else None
    boosted = store.find("mastodon", "status", value["reblog_of"]) if value.get("reblog_of") else None
    return {
        "id": record.key,
        "created_at": instant(record.at),
        "in_reply_to_id": value.get("in_reply_to_id"),
        "in_reply_to_account_id": account_id(reply_to.account) if reply_to else None,
        "sensitive": value.get("sensitive", False),
        "spoiler_text": value.get("spoiler_text", ""),
        "visibility": value.get("visibility", "public"),
        "language": value.get("language"),
        "uri": f"{call.origin}/users/{author.handle}/statuses/{record.key}",
        "url": status_url(call, record),
        "replies_count": store.count("mastodon", record.key, "reply"),
        "reblogs_count": store.count("mastodon", record.key, "repost"),
        "favourites_count": store.count("mastodon", record.key, "like"),
        "quotes_count": store.count("mastodon", record.key, "quote"),
        "edited_at": instant(record.edited) if record.edited else None,
        "favourited": bool(call.account and store.get("mastodon", call.account, "favourite", record.key)),
        "reblogged": call.account in {r.account for r in store.linked("mastodon", record.key, "repost")},
        "muted": False,
        "bookmarked": False,
        "pinned": False,
        "content": _quoted_line(call, value) + done.html,
        "filtered": [],
        "reblog": status_entity(call, boosted, nested=True) if boosted and not nested else None,
        "application": {"name": "smm-action", "website": None},
        "account": account_entity(call, author),
        "media_attachments": [media_entity(call, blob) for blob in attached(call, value)],
        "mentions": [_mention(call, user, domain) for user, domain in done.mentions],
        "tags": [{"name": tag, "url": f"{call.origin}/tags/{quote(tag)}"} for tag in done.tags],
        "emojis": [],
        "quote": _quote(call, value, nested=nested),
        "card": None,
        "poll": poll_entity(call, record),
    }


def attached(call: Call, value: Mapping[str, Any]) -> list[Blob]:
    """Return the media of a status."""
    blobs = (call.store.blob("mastodon", identifier) for identifier in value.get("media_ids", ()))
    return [blob for blob in blobs if blob is not None]


def media_entity(call: Call, blob: Blob) -> dict[str, Any]:
    """Return a MediaAttachment; ``url`` is null while the file is in processing."""
    ready = blob.ready <= call.now
    url = f"{call.origin}/media/{blob.id}.{SUFFIXES.get(blob.mime, 'bin')}" if ready else None
    kind = "gifv" if blob.mime == "image/gif" else blob.mime.partition("/")[0]
    meta: dict[str, Any] = {"focus": blob.meta["focus"]} if blob.meta.get("focus") else {}
    if ready and blob.meta.get("width"):
        width, height = blob.meta["width"], blob.meta["height"]
        meta["original"] = {
            "width": width,
            "height": height,
            "size": f"{width}x{height}",
            "aspect": round(width / height, 4),
        }
    return {
        "id": blob.id,
        "type": kind,
        "url": url,
        "preview_url": url,
        "remote_url": None,
        "preview_remote_url": None,
        "text_url": None,
        "meta": meta,
        "description": blob.meta.get("description"),
        "blurhash": "UGC~-#M{0JfkNFofR%M{IURj%Mt7E0oM%MR*" if kind == "image" else None,
    }


def poll_entity(call: Call, record: Record) -> dict[str, Any] | None:
    """Return the Poll of a status, None when it has none."""
    poll = record.value.get("poll")
    if not poll:
        return None
    ends = record.at + timedelta(seconds=poll["expires_in"])
    return {
        "id": record.key,
        "expires_at": instant(ends),
        "expired": ends <= call.now,
        "multiple": poll["multiple"],
        "votes_count": 0,
        "voters_count": 0,
        "voted": call.account == record.account,
        "own_votes": [],
        "options": [{"title": title, "votes_count": 0} for title in poll["options"]],
        "emojis": [],
    }


def instance_entity(call: Call) -> dict[str, Any]:
    """Return the Instance of version 2, with the limits this sandbox enforces."""
    settings = call.settings
    return {
        "domain": call.origin.partition("//")[2],
        "title": "smm sandbox",
        "version": "4.6.4",
        "source_url": "https://github.com/mastodon/mastodon",
        "description": "A simulated Mastodon server on this machine.",
        "languages": ["en"],
        "configuration": {
            "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5},
            "statuses": {
                "max_characters": settings.characters,
                "max_media_attachments": settings.media,
                "characters_reserved_per_url": 23,
            },
            "media_attachments": {
                "description_limit": settings.alt_text,
                "image_matrix_limit": 33177600,
                "image_size_limit": settings.image_bytes,
                "supported_mime_types": list(SUFFIXES),
                "video_frame_rate_limit": 120,
                "video_matrix_limit": 8294400,
                "video_size_limit": settings.video_bytes,
            },
            "polls": {
                "max_options": 4,
                "max_characters_per_option": 50,
                "min_expiration": 300,
                "max_expiration": 2629746,
            },
        },
        "registrations": {"enabled": False, "approval_required": False, "message": None},
        "api_versions": {"mastodon": 11},
        "rules": [],
    }


def _handle(call: Call, account: str) -> str:
    resident = call.store.resident("mastodon", account)
    return resident.handle if resident else username(account)


def _mention(call: Call, user: str, domain: str) -> dict[str, str]:
    acct = f"{user}@{domain}" if domain else user
    base = f"https://{domain}" if domain else call.origin
    return {"id": account_id(acct), "username": user, "url": f"{base}/@{user}", "acct": acct}


def _quote(call: Call, value: Mapping[str, Any], *, nested: bool) -> dict[str, Any] | None:
    if not value.get("quoted_status_id"):
        return None
    quoted = call.store.find("mastodon", "status", value["quoted_status_id"])
    if quoted is None:
        return {"state": "deleted", "quoted_status": None}
    if nested:
        return {"state": "accepted", "quoted_status_id": quoted.key}
    return {"state": "accepted", "quoted_status": status_entity(call, quoted, nested=True)}


def _quoted_line(call: Call, value: Mapping[str, Any]) -> str:
    quoted = call.store.find("mastodon", "status", value.get("quoted_status_id") or "")
    return f'<p class="quote-inline">RE: {link(status_url(call, quoted))}</p>' if quoted else ""
