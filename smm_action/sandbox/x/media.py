"""Files sent to X: in one call or in pieces, judged by their bytes, worked on for a while, described."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from smm_action.media.probe import probe
from smm_action.sandbox.call import Call, Reply
from smm_action.sandbox.store import Blob
from smm_action.sandbox.x.answers import invalid, not_found
from smm_action.sandbox.x.tokens import me

SLOW = timedelta(seconds=2)
"""How long moving pictures are worked on; still ones are ready at once."""
LIMITS = {"tweet_image": 5_000_000, "tweet_gif": 15_000_000, "tweet_video": 512_000_000}
"""https://docs.x.com/x-api/media/quickstart/best-practices, read 2026-11-24."""
ONE_SHOT = frozenset({"tweet_image"})
ALT_TEXT = 1000
KINDS = {"tweet_image": "3", "tweet_gif": "16", "tweet_video": "13"}
"""What media keys begin with."""


def upload(call: Call) -> Reply:
    """Take a picture in one call."""
    owner = me(call).name
    given, category = call.files.get("media"), str(call.fields.get("media_category"))
    if given is None:
        raise invalid("media is missing", media="")
    if category not in ONE_SHOT:
        raise invalid(f"media_category [{category}] needs a chunked upload", media_category=category)
    return Reply(json={"data": _told(call, _kept(call, snowflake(call), owner, category, given.data))})


def initialize(call: Call) -> Reply:
    """Begin an upload in pieces."""
    owner, category = me(call).name, str(call.fields.get("media_category"))
    if category not in LIMITS or not call.fields.get("total_bytes") or not call.fields.get("media_type"):
        raise invalid("media_category, media_type and total_bytes are needed", media_category=category)
    if int(call.fields["total_bytes"]) > LIMITS[category]:
        raise invalid("The file is too large", total_bytes=str(call.fields["total_bytes"]))
    identifier = snowflake(call)
    meta = {"category": category, "total": call.fields["total_bytes"], "pieces": 0, "open": True}
    blob = Blob(platform="x", id=identifier, account=owner, mime="", data=b"", at=call.now, ready=call.now, meta=meta)
    call.store.put_blob(blob)
    return Reply(json={"data": {"id": identifier, "media_key": _key(blob), "expires_after_secs": 86400}})


def append(call: Call) -> Reply:
    """Take a piece; the same piece again replaces it."""
    begun, given = _own(call, call.path["id"]), call.files.get("media")
    index = str(call.fields.get("segment_index", ""))
    if given is None or not index.isdigit() or int(index) > 999 or not begun.meta.get("open"):
        raise invalid("media and segment_index (0 to 999) are needed", segment_index=index)
    piece = replace(begun, id=f"{begun.id}.{int(index)}", data=given.data, meta={})
    call.store.put_blob(piece)
    pieces = max(int(begun.meta["pieces"]), int(index) + 1)
    call.store.put_blob(replace(begun, meta={**begun.meta, "pieces": pieces}))
    return Reply(json={"data": {"expires_at": int(call.now.timestamp()) + 86400}})


def finalize(call: Call) -> Reply:
    """Put the pieces together and begin to work on them."""
    begun = _own(call, call.path["id"])
    if not begun.meta.get("open"):
        return Reply(json={"data": _told(call, begun)})
    found = [call.store.blob("x", f"{begun.id}.{number}", begun.account) for number in range(begun.meta["pieces"])]
    data = b"".join(piece.data for piece in found if piece is not None)
    if None in found or len(data) != begun.meta["total"]:
        raise invalid("The pieces are not total_bytes long", id=begun.id)
    for piece in found:
        if piece is not None:
            call.store.drop_blob(piece)
    return Reply(json={"data": _told(call, _kept(call, begun.id, begun.account, begun.meta["category"], data))})


def status(call: Call) -> Reply:
    """Answer how far the work on a file is."""
    if call.one("command", "STATUS") != "STATUS":
        raise invalid("command must be STATUS", command=call.one("command"))
    return Reply(json={"data": _told(call, _own(call, call.one("media_id")))})


def describe(call: Call) -> Reply:
    """Change a file's alt text."""
    blob = _own(call, str(call.fields.get("id")))
    metadata = call.fields.get("metadata") or {}
    alt = str((metadata.get("alt_text") or {}).get("text", ""))
    if len(alt) > ALT_TEXT:
        raise invalid(f"alt_text is longer than {ALT_TEXT}", alt_text=alt[:20])
    call.store.put_blob(replace(blob, meta={**blob.meta, "alt": alt}))
    return Reply(json={"data": {"id": blob.id, "associated_metadata": {"alt_text": {"text": alt}}}})


def entity(call: Call, blob: Blob) -> dict[str, Any]:
    """Return a Media object."""
    kind = {"tweet_gif": "animated_gif", "tweet_video": "video"}.get(blob.meta["category"], "photo")
    told: dict[str, Any] = {"media_key": _key(blob), "type": kind, "url": f"{call.origin}/x-media/{blob.id}"}
    for name in ("width", "height"):
        if blob.meta.get(name):
            told[name] = blob.meta[name]
    if blob.meta.get("alt"):
        told["alt_text"] = blob.meta["alt"]
    return told | ({} if kind == "photo" else {"public_metrics": {"view_count": 0}})


def _kept(call: Call, identifier: str, owner: str, category: str, data: bytes) -> Blob:
    """Keep a whole file.

    Raises:
        Refusal: 400, it is too large or not of its category.
    """
    facts = probe(data)
    kinds = {"tweet_image": "image", "tweet_gif": "gif", "tweet_video": "video"}
    if len(data) > LIMITS[category]:
        raise invalid("The file is too large", media_category=category)
    wrong = bool(facts.problem) or facts.kind != kinds[category]
    if wrong and category == "tweet_image":
        raise invalid("The file is no picture that X takes", media=facts.mime)
    slow = SLOW if category != "tweet_image" else timedelta()
    wait = slow if call.effects.processing is None else call.effects.processing
    blob = Blob(
        platform="x",
        id=identifier,
        account=owner,
        mime=facts.mime,
        data=data,
        at=call.now,
        ready=call.now + wait,
        meta={"category": category, "width": facts.width, "height": facts.height, "broken": wrong},
    )
    call.store.put_blob(blob)
    return blob


def _told(call: Call, blob: Blob) -> dict[str, Any]:
    told: dict[str, Any] = {"id": blob.id, "media_key": _key(blob), "size": len(blob.data), "expires_after_secs": 86400}
    if blob.ready > call.now:
        told["processing_info"] = {"state": "in_progress", "check_after_secs": 1, "progress_percent": 50}
    elif blob.meta.get("broken"):
        told["processing_info"] = {"state": "failed", "progress_percent": 0}
    elif blob.meta["category"] != "tweet_image":
        told["processing_info"] = {"state": "succeeded", "progress_percent": 100}
    return told


def _own(call: Call, identifier: str) -> Blob:
    blob = call.store.blob("x", identifier, me(call).name)
    if blob is None:
        raise not_found(identifier)
    return blob


def snowflake(call: Call) -> str:
    """Return a new id: milliseconds since X's own beginning, and 22 bits more."""
    return str(call.store.number("x", (int(call.now.timestamp() * 1000) - 1_288_834_974_657) << 22))


def _key(blob: Blob) -> str:
    return f"{KINDS[blob.meta['category']]}_{blob.id}"
