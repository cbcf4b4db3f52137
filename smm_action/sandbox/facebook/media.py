"""Photos, videos in phases, and reels at the upload host, which is this very server."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from smm_action.media.probe import probe
from smm_action.sandbox.call import Call, Reply
from smm_action.sandbox.facebook.answers import new_number
from smm_action.sandbox.facebook.api import make_post, me, own_page
from smm_action.sandbox.graph.answers import invalid, missing, nobody
from smm_action.sandbox.store import Blob, Resident

CHUNK = 256 * 1024
"""Bytes that the server asks for at once."""
PHOTO_BYTES, SMALLEST, LARGEST = 4_000_000, 1024, 2_000_000_000
PHOTO_TYPES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff", "image/bmp", "image/heic"})


def photo(call: Call) -> Reply:
    """Take a picture. One that is published at once is a post of its own."""
    mine = own_page(call)
    given = call.files.get("source")
    if given is None:
        raise invalid("(#324) Missing or invalid image file", code=324)
    facts = probe(given.data)
    if facts.mime not in PHOTO_TYPES or facts.problem or facts.bytes > PHOTO_BYTES:
        raise invalid("(#100) Your photos couldn't be uploaded", subcode=1366046)
    number = new_number(call)
    blob = Blob(
        platform="facebook",
        id=number,
        account=mine.name,
        mime=facts.mime,
        data=given.data,
        at=call.now,
        ready=call.now,
        meta={"alt": str(call.fields.get("alt_text_custom") or "")},
    )
    call.store.put_blob(blob)
    if str(call.fields.get("published", "true")) == "false":
        return Reply(json={"id": number})
    post = make_post(call, mine, {"text": str(call.fields.get("message") or ""), "photos": [number]})
    call.store.put_blob(replace(blob, meta={**blob.meta, "post": post.key}))
    return Reply(json={"id": number, "post_id": post.key})


def video(call: Call) -> Reply:
    """Begin, go on with, or end the upload of a video; the end publishes it."""
    mine = own_page(call)
    match str(call.fields.get("upload_phase") or ""):
        case "start":
            return _begin(call, mine)
        case "transfer":
            return _go_on(call, mine)
        case "finish":
            return _publish(call, _upload(call, mine, str(call.fields.get("upload_session_id") or "")), mine)
        case _:
            raise invalid("(#100) Unknown upload_phase")


def reel(call: Call) -> Reply:
    """Begin or publish a reel."""
    mine = own_page(call)
    if call.fields.get("upload_phase") == "start":
        number = new_number(call)
        _keep(call, mine, number, {"reel": True})
        return Reply(json={"video_id": number, "upload_url": f"{call.origin}/facebook-upload/v26.0/{number}"})
    if call.fields.get("upload_phase") != "finish" or call.fields.get("video_state") != "PUBLISHED":
        raise invalid("(#100) Unknown upload_phase or video_state")
    return _publish(call, _upload(call, mine, str(call.fields.get("video_id") or "")), mine)


def receive(call: Call) -> Reply:
    """Take the bytes of a reel at the upload host."""
    mine = me(call)
    blob = call.store.blob("facebook", call.path["id"], mine.name)
    if blob is None:
        raise nobody()
    if call.headers.get("file_size") != str(len(call.body)) or call.headers.get("offset") != "0":
        raise invalid("The upload does not have the size that was said", subcode=1363037)
    wait = call.effects.processing or timedelta()
    call.store.put_blob(replace(blob, data=call.body, mime=probe(call.body).mime, ready=call.now + wait))
    return Reply(json={"success": True})


def _begin(call: Call, mine: Resident) -> Reply:
    size = str(call.fields.get("file_size") or "")
    if not size.isdecimal() or int(size) < SMALLEST:
        raise invalid("The video you tried to upload is too small", code=100, subcode=1363022)
    if int(size) > LARGEST:
        raise invalid("The video you tried to upload is too large", code=100, subcode=1363023)
    number = new_number(call)
    _keep(call, mine, number, {"size": int(size)})
    offsets = {"start_offset": "0", "end_offset": str(min(CHUNK, int(size)))}
    return Reply(json={"upload_session_id": number, "video_id": number, **offsets})


def _go_on(call: Call, mine: Resident) -> Reply:
    blob = _upload(call, mine, str(call.fields.get("upload_session_id") or ""))
    given, size = call.files.get("video_file_chunk"), int(blob.meta["size"])
    if given is None or str(call.fields.get("start_offset")) != str(len(blob.data)):
        raise invalid("There was a problem uploading your video", code=6001, subcode=1363037)
    data = blob.data + given.data
    if len(data) > size:
        raise invalid("There was a problem uploading your video", code=6001, subcode=1363019)
    mime = probe(data).mime if len(data) == size else blob.mime
    call.store.put_blob(replace(blob, data=data, mime=mime))
    return Reply(json={"start_offset": str(len(data)), "end_offset": str(min(len(data) + CHUNK, size))})


def _publish(call: Call, blob: Blob, mine: Resident) -> Reply:
    if not blob.mime.startswith("video/"):
        raise invalid("(#352) The video file you selected is in a format that we don't support", code=352)
    if len(blob.data) < int(blob.meta.get("size") or 0) or blob.ready > call.now:
        raise invalid("The upload is not complete", code=6000)
    if blob.meta.get("post"):
        # a session that has ended is known no more
        raise missing(blob.id)
    text = str(call.fields.get("description") or "")
    post = make_post(call, mine, {"text": text, "video": blob.id, "ai": call.fields.get("is_ai_generated") == "true"})
    call.store.put_blob(replace(blob, meta={**blob.meta, "post": post.key}))
    return Reply(json={"success": True})


def _upload(call: Call, mine: Resident, number: str) -> Blob:
    blob = call.store.blob("facebook", number, mine.name)
    if blob is None or not blob.meta.get("video"):
        raise missing(number)
    return blob


def _keep(call: Call, mine: Resident, number: str, meta: dict[str, object]) -> None:
    call.store.put_blob(
        Blob(
            platform="facebook",
            id=number,
            account=mine.name,
            mime="application/octet-stream",
            data=b"",
            at=call.now,
            ready=call.now,
            meta={"video": True, **meta},
        )
    )
