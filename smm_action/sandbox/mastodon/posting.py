"""Making and editing a Mastodon status: what is refused, and what an Idempotency-Key does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from smm_action.platformkit.fediverse import mastodon_length
from smm_action.sandbox.answers import instant
from smm_action.sandbox.call import Call, Refusal, Reply
from smm_action.sandbox.mastodon import entities
from smm_action.sandbox.store import Blob, Record, Relation, Resident


def invalid(message: str) -> Refusal:
    """Return the answer for a status that breaks a rule."""
    return Refusal(422, {"error": f"Validation failed: {message}"})


def status_of(call: Call, identifier: str) -> Record:
    """Return the status of an id.

    Raises:
        Refusal: 404, there is none or the caller may not see it.
    """
    record = call.store.find("mastodon", "status", identifier)
    if record is None or (record.value.get("visibility") in {"private", "direct"} and record.account != call.account):
        raise Refusal(404, {"error": "Record not found"})
    return record


def create(call: Call, mine: Resident) -> Reply:
    """Make a status, or answer the one that the same key made within ``key_ttl``."""
    key = call.headers.get("idempotency-key", "")
    earlier = _made_by(call, mine, key)
    if earlier is not None:
        return Reply(json=entities.status_entity(call, earlier))
    value = _checked(call, mine)
    identifier = str(call.store.number("mastodon", int(call.now.timestamp() * 1000) << 16))
    record = Record(
        platform="mastodon", account=mine.name, collection="status", key=identifier, value=value, at=call.now
    )
    with call.store.together():
        call.store.put(record, _links(value))
        _attach(call, value["media_ids"], identifier)
        if key and not call.effects.forget_key:
            call.store.remember("mastodon", mine.name, key, identifier, call.now)
    return Reply(json=entities.status_entity(call, record))


def edit(call: Call, mine: Resident) -> Reply:
    """Replace a status's text, warning and media; its id stays."""
    record = status_of(call, call.path["id"])
    if record.account != mine.name:
        raise Refusal(404, {"error": "Record not found"})
    value = _checked(call, mine, editing=record.key)
    written = [record.value["text"], instant(record.edited or record.at)]
    kept = {name: record.value[name] for name in ("visibility", "in_reply_to_id", "quoted_status_id")}
    changed = Record(
        platform="mastodon",
        account=mine.name,
        collection="status",
        key=record.key,
        value={**value, **kept, "earlier": [*record.value.get("earlier", ()), written]},
        at=record.at,
        edited=call.now,
    )
    call.store.put(changed, _links(changed.value))
    _attach(call, value["media_ids"], record.key)
    return Reply(json=entities.status_entity(call, changed))


def _made_by(call: Call, mine: Resident, key: str) -> Record | None:
    if not key or call.effects.forget_key:
        return None
    made = call.store.recalled("mastodon", mine.name, key, call.now - call.settings.key_ttl)
    return call.store.find("mastodon", "status", made) if made else None


def _checked(call: Call, mine: Resident, editing: str = "") -> dict[str, Any]:
    """Return the status's stored form, or refuse it."""
    fields = call.fields
    text, spoiler = str(fields.get("status") or ""), str(fields.get("spoiler_text") or "")
    media = _media(call, mine, [str(item) for item in fields.get("media_ids") or ()], editing)
    poll = _poll(fields.get("poll"))
    if not text.strip() and not media:
        raise invalid("Text can't be blank" if not poll else "Text can't be blank for a poll")
    if mastodon_length(text, spoiler) > call.settings.characters:
        raise invalid(f"Text character limit of {call.settings.characters} exceeded")
    if poll and media:
        raise Refusal(422, {"error": "Cannot attach media to a poll"})
    visibility = fields.get("visibility") or "public"
    if visibility not in {"public", "unlisted", "private", "direct"}:
        raise invalid("Visibility is not included in the list")
    if fields.get("scheduled_at"):
        raise invalid("Scheduled at is not supported by the sandbox")
    return {
        "text": text,
        "spoiler_text": spoiler,
        "sensitive": bool(spoiler) or fields.get("sensitive") in {True, "true", "1", "on"},
        "visibility": visibility,
        "language": fields.get("language") or None,
        "media_ids": [blob.id for blob in media],
        "in_reply_to_id": _existing(call, fields, "in_reply_to_id", "reply to"),
        "quoted_status_id": _existing(call, fields, "quoted_status_id", "quote"),
        "poll": poll,
    }


def _existing(call: Call, fields: Mapping[str, Any], name: str, verb: str) -> str | None:
    identifier = str(fields.get(name) or "")
    if not identifier:
        return None
    if call.store.find("mastodon", "status", identifier) is None:
        raise Refusal(404, {"error": f"The post you are trying to {verb} does not appear to exist."})
    return identifier


def _media(call: Call, mine: Resident, identifiers: list[str], editing: str) -> list[Blob]:
    if len(identifiers) > call.settings.media:
        raise Refusal(422, {"error": f"Cannot attach more than {call.settings.media} files"})
    found = [call.store.blob("mastodon", identifier, mine.name) for identifier in identifiers]
    blobs = [blob for blob in found if blob is not None and blob.meta.get("status") in {None, editing}]
    missing = [identifier for identifier in identifiers if identifier not in {blob.id for blob in blobs}]
    if missing:
        raise Refusal(422, {"error": f"Media {', '.join(missing)} not found or already attached to another post"})
    if len(blobs) > 1 and any(not blob.mime.startswith("image/") or blob.mime == "image/gif" for blob in blobs):
        raise Refusal(422, {"error": "Cannot attach a video to a post that already contains images"})
    if any(blob.ready > call.now for blob in blobs):
        raise Refusal(422, {"error": "Cannot attach files that have not finished processing. Try again in a moment!"})
    return blobs


def _poll(given: Any) -> dict[str, Any] | None:
    if not given:
        return None
    options = [str(option) for option in given.get("options", ())]
    seconds = int(given.get("expires_in") or 0)
    if not 2 <= len(options) <= 4:
        raise invalid(
            "Options must be more than one item" if len(options) < 2 else "Options can't contain more than 4 items"
        )
    if any(not option.strip() or len(option) > 50 for option in options):
        raise invalid("Options can't be longer than 50 characters each")
    if len(set(options)) < len(options):
        raise invalid("Options contain duplicate items")
    if not 300 <= seconds <= 2629746:
        raise invalid("Expires at is too soon" if seconds < 300 else "Expires at is too far into the future")
    return {"options": options, "expires_in": seconds, "multiple": given.get("multiple") in {True, "true", "1"}}


def _links(value: Mapping[str, Any]) -> list[tuple[Relation, str]]:
    pairs: tuple[tuple[Relation, str], ...] = (("reply", "in_reply_to_id"), ("quote", "quoted_status_id"))
    return [(relation, value[name]) for relation, name in pairs if value.get(name)]


def _attach(call: Call, identifiers: list[str], status: str) -> None:
    for identifier in identifiers:
        blob = call.store.blob("mastodon", identifier)
        if blob is not None:
            call.store.put_blob(replace(blob, meta={**blob.meta, "status": status}))
