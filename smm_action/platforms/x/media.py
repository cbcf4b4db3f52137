"""Uploads: pictures in one call, animations and videos in pieces that X then works on; alt texts apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from smm_action.core.http import Answer, Lost, NotSent
from smm_action.model.delivery import Pending, Rejected, Retry
from smm_action.model.payload import Medium, Sealed
from smm_action.platformkit.base import Blobs, Prepared, Session
from smm_action.platformkit.errors import Refusal, unreached
from smm_action.platformkit.uploads import public_name, sealed_bytes
from smm_action.platforms.x.calls import data_of, read, read_data, refusal
from smm_action.platforms.x.card import CARD
from smm_action.platforms.x.combining import refused

ONE_SHOT = frozenset({"image/jpeg", "image/png", "image/webp"})
PIECE = 4 * 1024 * 1024
"""Bytes of a piece: 512 MB make 123 of the 1000 that ``segment_index`` can number
(https://docs.x.com/x-api/media/append-media-upload, read 2026-11-24)."""
CHECK_AFTER = 5
"""Seconds until the next look when X does not say (``check_after_secs``)."""
_CATEGORIES = {"image": "tweet_image", "gif": "tweet_gif", "video": "tweet_video"}


@dataclass(slots=True)
class _Upload:
    """One medium's way through X, kept for the run so that nothing is sent twice."""

    id: str
    described: bool = False
    ready: bool = False


def upload_part(session: Session, sealed: Sealed, part: int, blobs: Blobs) -> Prepared | Pending | Refusal:
    """Upload what part ``part`` needs; what an earlier call of this run uploaded is looked at, not sent again."""
    no = refused(sealed.payload)
    if no is not None:
        return no
    media = sealed.payload.parts[part].media if sealed.payload.parts else ()
    ids: list[str] = []
    wait = 0
    for index, medium in enumerate(media):
        state = _state(session, sealed, medium, blobs, key=(sealed.key, part, index))
        match state:
            case str():
                ids.append(state)
            case Pending(token=token):
                wait = max(wait, int(token["after"]))
            case _:
                return state
    if wait:
        waiting = f"{len(media) - len(ids)} of {len(media)} media"
        return Pending(reason=waiting, token={"after": wait})
    return Prepared(data={"media_ids": ids})


def _state(
    session: Session, sealed: Sealed, medium: Medium, blobs: Blobs, *, key: tuple[str, int, int]
) -> str | Pending | Refusal:
    uploads: dict[tuple[str, int, int], _Upload] = session.memory.setdefault("uploads", {})
    if key not in uploads:
        data = sealed_bytes(sealed, medium, blobs, _limit(medium))
        if isinstance(data, Rejected):
            return data
        made = _one_shot(session, medium, data) if medium.mime in ONE_SHOT else _in_pieces(session, medium, data)
        if not isinstance(made, tuple):
            return made
        uploads[key] = _Upload(made[0])
        state: Pending | Refusal | None = _processing(uploads[key], made[1])
    else:
        state = _look(session, uploads[key])
    return (_described(session, uploads[key], medium) or uploads[key].id) if state is None else state


def _limit(medium: Medium) -> int | None:
    rules = CARD.media
    limits = {"gif": rules.max_gif_bytes, "video": rules.max_video_bytes}
    return limits.get(medium.kind, rules.max_image_bytes)


def _category(medium: Medium) -> str:
    return _CATEGORIES.get(medium.kind, "tweet_image")


def _one_shot(session: Session, medium: Medium, data: bytes) -> tuple[str, dict[str, Any]] | Refusal:
    # nothing but what both of X's documents (2.159, 2.167) take: no media_type
    form = {"media_category": _category(medium)}
    files = {"media": (public_name(medium), data, medium.mime)}
    return _made(read_data(session, "POST", "/2/media/upload", data=form, files=files))


def _in_pieces(session: Session, medium: Medium, data: bytes) -> tuple[str, dict[str, Any]] | Refusal:
    begin = {"media_type": medium.mime, "total_bytes": len(data), "media_category": _category(medium)}
    begun = _made(read_data(session, "POST", "/2/media/upload/initialize", json=begin))
    if not isinstance(begun, tuple):
        return begun
    path = f"/2/media/upload/{begun[0]}"
    for number, start in enumerate(range(0, len(data), PIECE)):
        failed = _append(session, f"{path}/append", number, data[start : start + PIECE])
        if failed is not None:
            return failed
    return _made(read_data(session, "POST", f"{path}/finalize"))


def _append(session: Session, path: str, number: int, piece: bytes) -> Refusal | None:
    files = {"media": ("piece", piece, "application/octet-stream")}
    try:
        answer = read(session, "POST", path, data={"segment_index": str(number)}, files=files)
    except (NotSent, Lost) as error:
        return unreached(error)
    return None if _is_done(answer) else refusal(session, answer)


def _is_done(answer: Answer) -> bool:
    """A success without ``errors``; a piece's answer says nothing else that is needed."""
    body = answer.json()
    return 200 <= answer.status < 300 and not (isinstance(body, dict) and body.get("errors"))


def _made(data: dict[str, Any] | Refusal) -> tuple[str, dict[str, Any]] | Refusal:
    if not isinstance(data, dict):
        return data
    made = data.get("id")
    if isinstance(made, str) and made.isascii() and made.isdigit():
        return made, data
    return Retry(reason="X took the medium and did not say its id")


def _look(session: Session, upload: _Upload) -> Pending | Refusal | None:
    """Ask once how far X is, unless it was ready before."""
    if upload.ready:
        return None
    try:
        answer = read(session, "GET", "/2/media/upload", params={"command": "STATUS", "media_id": upload.id})
    except (NotSent, Lost) as error:
        return unreached(error)
    data = data_of(answer)
    return refusal(session, answer) if data is None else _processing(upload, data)


def _processing(upload: _Upload, data: dict[str, Any]) -> Pending | Rejected | None:
    """Return that X still works, or why it gave up; None when it is done, or had nothing to do."""
    told = data.get("processing_info")
    info: dict[str, Any] = told if isinstance(told, dict) else {}
    state = info.get("state", "succeeded")
    if state == "failed":
        return Rejected(
            reason="Nothing went out: X could not process the medium. A video needs H.264 and AAC, 60 frames a second"
            " at most and 140 seconds; encode it anew.",
            code="media-processing",
        )
    upload.ready = state == "succeeded"
    after = info.get("check_after_secs")
    wait = after if isinstance(after, int) and not isinstance(after, bool) and after > 0 else CHECK_AFTER
    return None if upload.ready else Pending(reason="X still works on it", token={"after": wait})


def _described(session: Session, upload: _Upload, medium: Medium) -> Refusal | None:
    """Give the medium its alt text, once."""
    if upload.described or not medium.alt:
        return None
    body = {"id": upload.id, "metadata": {"alt_text": {"text": medium.alt}}}
    try:
        answer = read(session, "POST", "/2/media/metadata", json=body)
    except (NotSent, Lost) as error:
        return unreached(error)
    if not _is_done(answer):
        return refusal(session, answer)
    upload.described = True
    return None
