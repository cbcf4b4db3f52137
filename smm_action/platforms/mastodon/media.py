"""Uploads: ``/api/v2/media``, which may answer before it is done, and ``/api/v1/media`` of older servers."""

from __future__ import annotations

from typing import Any

from smm_action.core.http import Answer, Lost, NotSent
from smm_action.model.delivery import Pending, Rejected
from smm_action.model.payload import Medium, Sealed
from smm_action.platformkit.base import Blobs, Prepared, Session
from smm_action.platformkit.errors import Refusal, unreached
from smm_action.platformkit.uploads import public_name, sealed_bytes
from smm_action.platforms.mastodon.calls import read, refusal
from smm_action.platforms.mastodon.card import CARD
from smm_action.platforms.mastodon.session import limits

DONE, ACCEPTED, PROCESSING = 200, 202, 206


def upload_part(session: Session, sealed: Sealed, part: int, blobs: Blobs) -> Prepared | Pending | Refusal:
    """Upload what part ``part`` needs; what an earlier call of this run uploaded is looked at, not sent again."""
    media = sealed.payload.parts[part].media if sealed.payload.parts else ()
    ids: list[str] = []
    waiting = 0
    for index, medium in enumerate(media):
        state = _state(session, sealed, medium, blobs, key=(sealed.key, part, index))
        match state:
            case str():
                ids.append(state)
            case Pending():
                waiting += 1
            case _:
                return state
    if waiting:
        return Pending(reason=f"{waiting} of {len(media)} media")
    return Prepared(data={"media_ids": ids})


def _state(
    session: Session, sealed: Sealed, medium: Medium, blobs: Blobs, *, key: tuple[str, int, int]
) -> str | Pending | Refusal:
    uploads: dict[tuple[str, int, int], str] = session.memory.setdefault("uploads", {})
    if key in uploads:
        return _look(session, uploads[key])
    ceiling = limits(session).get("video_bytes" if medium.kind == "video" else "image_bytes")
    own = CARD.media.max_video_bytes if medium.kind == "video" else CARD.media.max_image_bytes
    data = sealed_bytes(sealed, medium, blobs, ceiling or own)
    if isinstance(data, Rejected):
        return data
    try:
        answer = _upload(session, medium, data)
    except (NotSent, Lost) as error:
        return unreached(error)
    made = _id(answer)
    if answer.status not in {DONE, ACCEPTED} or made is None:
        return refusal(session, answer)
    uploads[key] = made
    return made if answer.status == DONE and _is_ready(answer) else _look(session, made)


def _upload(session: Session, medium: Medium, data: bytes) -> Answer:
    form: dict[str, Any] = {"files": {"file": (public_name(medium), data, medium.mime)}, "data": _fields(medium)}
    answer = read(session, "POST", "/api/v2/media", **form)
    return read(session, "POST", "/api/v1/media", **form) if answer.status in {404, 405} else answer


def _fields(medium: Medium) -> dict[str, str]:
    fields = {"description": medium.alt} if medium.alt else {}
    if medium.focus is not None:
        # Ours counts from the left and the top, 0 to 1; Mastodon's from the centre, upwards, -1 to 1.
        x, y = medium.focus
        fields["focus"] = f"{2 * x - 1:.3f},{1 - 2 * y:.3f}"
    return fields


def _look(session: Session, media_id: str) -> str | Pending | Refusal:
    """Ask once whether the server is done: 206 means not yet."""
    try:
        answer = read(session, "GET", f"/api/v1/media/{media_id}")
    except (NotSent, Lost) as error:
        return unreached(error)
    if answer.status == PROCESSING:
        return Pending(reason="the server still works on it")
    return media_id if answer.status == DONE else refusal(session, answer)


def _id(answer: Answer) -> str | None:
    body = answer.json()
    made = body.get("id") if isinstance(body, dict) else None
    return made if isinstance(made, str) and made and "/" not in made else None


def _is_ready(answer: Answer) -> bool:
    """An attachment without a URL is still being worked on, whatever the status says."""
    body = answer.json()
    return isinstance(body, dict) and bool(body.get("url"))
