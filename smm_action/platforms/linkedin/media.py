"""Uploads: register, send the bytes, wait until LinkedIn has worked on them. Nothing of it is visible to anyone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from smm_action.core.http import Lost, NotSent
from smm_action.model.delivery import Pending, Rejected, Retry, Unauthorized
from smm_action.model.payload import Sealed
from smm_action.platformkit.base import Blobs, Session
from smm_action.platformkit.errors import Refusal, unreached
from smm_action.platformkit.uploads import sealed_bytes
from smm_action.platforms.linkedin.calls import read, read_object, refusal
from smm_action.platforms.linkedin.card import CARD
from smm_action.platforms.linkedin.files import File, files_of
from smm_action.platforms.linkedin.session import author
from smm_action.platforms.linkedin.transfer import put
from smm_action.platforms.linkedin.urns import encoded
from smm_action.platforms.linkedin.video import send_video

GRACE = 1
"""How often a file that may not be looked at is waited for. A person's token may upload and not look
(images-api, permissions, read 2026-11-24)."""
_LIMITS = {"videos": CARD.media.max_video_bytes, "documents": CARD.media.max_document_bytes, "images": None}


@dataclass(slots=True)
class _Upload:
    """What this run knows of a file: its name at LinkedIn, and how often it was waited for unseen."""

    urn: str
    waited: int = 0


def upload_all(session: Session, sealed: Sealed, part: int, blobs: Blobs) -> list[str] | Pending | Refusal:
    """Return the URNs of the part's files, thumbnail included, in order. What this run uploaded is not sent again."""
    urns: list[str] = []
    waiting = 0
    files = files_of(sealed.payload, part)
    for index, file in enumerate(files):
        state = _state(session, sealed, file, blobs, key=(sealed.key, part, index))
        match state:
            case str():
                urns.append(state)
            case Pending():
                waiting += 1
            case _:
                return state
    return Pending(reason=f"{waiting} of {len(files)} files") if waiting else urns


def _state(
    session: Session, sealed: Sealed, file: File, blobs: Blobs, *, key: tuple[str, int, int]
) -> str | Pending | Refusal:
    uploads: dict[tuple[str, int, int], _Upload] = session.memory.setdefault("uploads", {})
    if key not in uploads:
        data = sealed_bytes(sealed, file.medium, blobs, _LIMITS[file.kind])
        if isinstance(data, Rejected):
            return data
        try:
            urn = _uploaded(session, file, data)
        except (NotSent, Lost) as error:
            return unreached(error)
        if not isinstance(urn, str):
            return urn
        uploads[key] = _Upload(urn)
    return _look(session, file.kind, uploads[key])


def _uploaded(session: Session, file: File, data: bytes) -> str | Refusal:
    """Register and send one file."""
    request: dict[str, Any] = {"owner": author(session)}
    if file.kind == "videos":
        request |= {"fileSizeBytes": len(data), "uploadCaptions": False, "uploadThumbnail": False}
    answer = read(
        session, "POST", f"/rest/{file.kind}?action=initializeUpload", json={"initializeUploadRequest": request}
    )
    told = answer.json()
    value = told.get("value") if answer.status == 200 and isinstance(told, dict) else None
    urn = value.get(file.kind.removesuffix("s")) if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(urn, str) or not urn:
        return _unclear() if answer.status == 200 else refusal(session, answer)
    failed = send_video(session, value, urn, data) if file.kind == "videos" else _send(session, value, file, data)
    return urn if failed is None else failed


def _send(session: Session, value: Mapping[str, Any], file: File, data: bytes) -> Refusal | None:
    url = value.get("uploadUrl")
    if not isinstance(url, str):
        return _unclear()
    answer = put(session, url, data, file.medium.mime, signed_in=True)
    if isinstance(answer, Rejected):
        return answer
    return None if answer.status in {200, 201} else refusal(session, answer)


def _look(session: Session, kind: str, upload: _Upload) -> str | Pending | Refusal:
    """Ask once whether LinkedIn is done."""
    told = read_object(session, f"/rest/{kind}/{encoded(upload.urn)}")
    if isinstance(told, Unauthorized):
        # the file was taken with the same token, so the token is good: it only may not look
        upload.waited += 1
        return upload.urn if upload.waited > GRACE else Pending(reason="LinkedIn does not let this token look")
    if not isinstance(told, dict):
        return told
    match told.get("status"):
        case "AVAILABLE":
            return upload.urn
        case "PROCESSING_FAILED":
            return Rejected(
                reason="Nothing went out: LinkedIn could not work on a file. Save it anew or in another format.",
                code="PROCESSING_FAILED",
            )
        case _:
            return Pending(reason="LinkedIn still works on it")


def _unclear() -> Retry:
    return Retry(reason="LinkedIn's answer to an upload makes no sense")
