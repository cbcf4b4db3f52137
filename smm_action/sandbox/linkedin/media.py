"""Files sent to LinkedIn: registered, sent in pieces to addresses that were handed out, worked on, and looked at."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

from smm_action.sandbox.call import Call, Reply
from smm_action.sandbox.linkedin.answers import refused
from smm_action.sandbox.linkedin.members import acting, readable, versioned
from smm_action.sandbox.store import Blob

PIECE = 4 * 1024 * 1024
"""Bytes of one piece of a video (videos-api, read 2026-11-24)."""
SLOW = timedelta(seconds=2)
"""How long a video is worked on; the others are there at once."""
NEVER = timedelta(days=36500)


def register(call: Call) -> Reply:
    """Hand out a name and the addresses for the bytes, or finish a video."""
    mine = versioned(call)
    if call.path["kind"] not in {"images", "videos", "documents"}:
        raise refused(404)
    if call.one("action") == "finalizeUpload" and call.path["kind"] == "videos":
        return _finish(call, mine.name)
    asked = call.fields.get("initializeUploadRequest")
    if call.one("action") != "initializeUpload" or not isinstance(asked, dict):
        raise refused(400)
    owner = acting(mine, asked.get("owner"))
    kind = call.path["kind"].removesuffix("s")
    number = call.store.number("linkedin", int(call.now.timestamp() * 1000) << 22)
    urn = f"urn:li:{kind}:C4D{number}"
    size = int(asked.get("fileSizeBytes") or 0)
    blob = Blob(
        platform="linkedin",
        id=urn,
        account=mine.name,
        mime="application/octet-stream",
        data=b"",
        at=call.now,
        ready=call.now + NEVER,
        meta={"owner": owner, "size": size},
    )
    call.store.put_blob(blob)
    expires = int((call.now + timedelta(days=1)).timestamp() * 1000)
    told: dict[str, Any] = {"uploadUrlExpiresAt": expires, kind: urn}
    if kind == "video":
        told |= {"uploadToken": "", "uploadInstructions": _instructions(call, urn, size)}
    else:
        told["uploadUrl"] = f"{call.origin}/dms-uploads/{urn}/0"
    return Reply(json={"value": told})


def take(call: Call) -> Reply:
    """Keep the bytes of a file, or of one piece of a video."""
    urn, first = call.path["urn"], call.path["first"]
    blob = call.store.blob("linkedin", urn)
    if blob is None:
        raise refused(404)
    if ":video:" in urn:
        etag = f"/ambry-video/signedId/{hashlib.sha256(call.body).hexdigest()[:32]}"
        pieces = {**blob.meta.get("pieces", {}), first: etag}
        data = blob.data.ljust(int(first), b"\0") + call.body
        call.store.put_blob(replace(blob, data=data, meta={**blob.meta, "pieces": pieces}))
        return Reply(content=b"", headers={"etag": etag})
    if blob.account != call.account:
        raise refused(401)
    mime = call.headers.get("content-type", "")
    call.store.put_blob(replace(blob, data=call.body, mime=mime, ready=_ready(call, timedelta())))
    return Reply(content=b"", status=201)


def look(call: Call) -> Reply:
    """Answer a file's state; a person's token may not look."""
    versioned(call)
    urn = call.path["urn"]
    blob = call.store.blob("linkedin", urn)
    if blob is None:
        raise refused(404)
    readable(blob.meta["owner"])
    state = "AVAILABLE" if blob.ready <= call.now else "PROCESSING" if blob.data else "WAITING_UPLOAD"
    return Reply(json={"id": urn, "owner": blob.meta["owner"], "status": state})


def _instructions(call: Call, urn: str, size: int) -> list[dict[str, Any]]:
    firsts = range(0, max(size, 1), PIECE)
    return [
        {
            "firstByte": first,
            "lastByte": min(first + PIECE, size) - 1,
            "uploadUrl": f"{call.origin}/dms-uploads/{urn}/{first}",
        }
        for first in firsts
    ]


def _finish(call: Call, account: str) -> Reply:
    asked = call.fields.get("finalizeUploadRequest")
    urn = asked.get("video") if isinstance(asked, dict) else None
    blob = call.store.blob("linkedin", urn, account) if isinstance(urn, str) else None
    if blob is None or not isinstance(asked, dict):
        raise refused(404)
    pieces = blob.meta.get("pieces", {})
    etags = [pieces[first] for first in sorted(pieces, key=int)]
    if asked.get("uploadedPartIds") != etags or len(blob.data) != blob.meta["size"]:
        raise refused(400, "INVALID_VALUE_FOR_FIELD", "uploadedPartIds are not those of the video's pieces")
    call.store.put_blob(replace(blob, mime="video/mp4", ready=_ready(call, SLOW)))
    return Reply(content=b"")


def _ready(call: Call, usual: timedelta) -> Any:
    return call.now + (usual if call.effects.processing is None else call.effects.processing)
