"""Videos: uploaded in phases, of which only the last is seen by anyone. That one is the create (``post.py``).

``/videos`` takes chunks between the offsets that it names itself; a reel goes whole to an upload host
(https://developers.facebook.com/documentation/video-api/guides/reels-publishing, read 2026-11-24).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from smm_action.core.errors import SmmError
from smm_action.core.http import Http, Lost, NotSent, checked_origin
from smm_action.model.delivery import Pending, Rejected, Retry
from smm_action.model.payload import Medium, Sealed
from smm_action.platformkit.base import Blobs, Prepared, Session
from smm_action.platformkit.errors import Refusal, unreached
from smm_action.platformkit.uploads import public_name, sealed_bytes
from smm_action.platforms.facebook.card import CARD, GRAPH

_MOST_CHUNKS = 10_000
"""Facebook's chunks have a megabyte and more; a server that goes on asking for them is broken."""


def upload_video(session: Session, sealed: Sealed, medium: Medium, blobs: Blobs) -> Prepared | Pending | Refusal:
    """Upload the video of a part; Pending while Facebook has not all of a reel."""
    uploads: dict[str, Prepared] = session.memory.setdefault("videos", {})
    if sealed.key not in uploads:
        data = sealed_bytes(sealed, medium, blobs, CARD.media.max_video_bytes)
        if isinstance(data, Rejected):
            return data
        reel = bool(sealed.payload.options.get("reel"))
        made = _reel(session, data) if reel else _chunked(session, medium, data)
        if not isinstance(made, Prepared):
            return made
        uploads[sealed.key] = made
    return _whole(session, uploads[sealed.key])


def _chunked(session: Session, medium: Medium, data: bytes) -> Prepared | Refusal:
    path = f"/{session.identity['id']}/videos"
    begun = GRAPH.repeat(session, "POST", path, data={"upload_phase": "start", "file_size": str(len(data))})
    if not isinstance(begun, dict):
        return begun
    upload, video = _digits(begun, "upload_session_id"), _digits(begun, "video_id")
    if not upload or not video:
        return Retry(reason="Facebook began an upload and did not say its number")
    at = begun
    for _ in range(_MOST_CHUNKS):
        start, end = _offset(at, "start_offset"), _offset(at, "end_offset")
        if start is None or end is None or not 0 <= start <= end <= len(data):
            return Retry(reason="Facebook asked for a piece of the video that does not exist")
        if start == end:
            return Prepared(data={"video": video, "upload": upload})
        following = GRAPH.repeat(
            session,
            "POST",
            path,
            data={"upload_phase": "transfer", "upload_session_id": upload, "start_offset": str(start)},
            files={"video_file_chunk": (public_name(medium), data[start:end], "application/octet-stream")},
        )
        if not isinstance(following, dict):
            return following
        at = following
    return Retry(reason="Facebook goes on asking for pieces of the video")


def _reel(session: Session, data: bytes) -> Prepared | Refusal:
    begun = GRAPH.repeat(session, "POST", f"/{session.identity['id']}/video_reels", data={"upload_phase": "start"})
    if not isinstance(begun, dict):
        return begun
    video, address = _digits(begun, "video_id"), begun.get("upload_url")
    http = _upload_host(session, address)
    if not video or http is None:
        return Retry(reason="Facebook began a reel and named no upload address of its own")
    headers = {"authorization": f"OAuth {session.token}", "offset": "0", "file_size": str(len(data))}
    try:
        answer = http.read("POST", urlsplit(str(address)).path, headers=headers, content=data)
    except (NotSent, Lost) as error:
        return unreached(error)
    finally:
        http.close()
    taken = GRAPH.understood(session, answer)
    return Prepared(data={"video": video, "reel": True}) if isinstance(taken, dict) else taken


def _upload_host(session: Session, address: Any) -> Http | None:
    """Return calls to the host of an upload address; None when it is not Facebook's: the token goes along."""
    try:
        origin = checked_origin(address) if isinstance(address, str) else ""
    except (SmmError, ValueError):
        return None
    host = urlsplit(origin).hostname or ""
    ours = origin == session.http.origin or host.endswith(".facebook.com")
    return session.http.at(origin) if ours else None


def _whole(session: Session, prepared: Prepared) -> Prepared | Pending | Refusal:
    """Ask whether Facebook has all of a reel; a chunked upload says so itself."""
    if "reel" not in prepared.data:
        return prepared
    found = GRAPH.read(session, f"/{prepared.data['video']}", {"fields": "status"})
    if not isinstance(found, dict):
        return found
    state = found.get("status")
    phase = state.get("uploading_phase") if isinstance(state, Mapping) else None
    said = phase.get("status") if isinstance(phase, Mapping) else None
    if said == "error":
        return Rejected(reason="Nothing went out: Facebook could not take the video", code="upload")
    return prepared if said == "complete" else Pending(reason="Facebook still takes the video")


def _digits(held: Mapping[str, Any], name: str) -> str:
    value = held.get(name)
    return value if isinstance(value, str) and value.isdecimal() else ""


def _offset(held: Mapping[str, Any], name: str) -> int | None:
    """Return an offset: Meta writes numbers as texts."""
    value = held.get(name)
    return int(value) if isinstance(value, int | str) and str(value).isdecimal() else None
