"""Pictures: each is uploaded unpublished, so nobody sees it, and the post takes them."""

from __future__ import annotations

from typing import Any

from smm_action.model.delivery import Pending, Rejected, Retry
from smm_action.model.payload import Medium, Part, Payload, Sealed
from smm_action.platformkit.base import Blobs, Prepared, Session
from smm_action.platformkit.errors import Refusal
from smm_action.platformkit.uploads import public_name, sealed_bytes
from smm_action.platforms.facebook.card import CARD, GRAPH
from smm_action.platforms.facebook.videos import upload_video


def upload_part(session: Session, sealed: Sealed, part: int, blobs: Blobs) -> Prepared | Pending | Refusal:
    """Upload what part ``part`` needs; what an earlier call of this run uploaded is not sent again."""
    if not sealed.payload.parts:
        return Prepared()
    held = sealed.payload.parts[part]
    video = video_of(held)
    if video is not None:
        return upload_video(session, sealed, video, blobs)
    no = without_video(sealed.payload)
    if no is not None:
        return no
    ids: list[str] = []
    for index, medium in enumerate(held.media):
        made = _photo(session, sealed, medium, blobs, (sealed.key, part, index))
        if not isinstance(made, str):
            return made
        ids.append(made)
    return Prepared(data={"photos": ids})


def without_video(payload: Payload) -> Rejected | None:
    """Return why a post that asks for what only videos have can not be sent without one."""
    asked = payload.options.get("reel") or payload.options.get("ai_generated")
    if not asked or any(video_of(part) for part in payload.parts):
        return None
    return Rejected(reason="`reel` and `ai_generated` are about a video, and the post has none", code="no-video")


def video_of(part: Part) -> Medium | None:
    """Return the video of a part; it is alone there, as the card says."""
    return next((medium for medium in part.media if medium.kind == "video"), None)


def _photo(session: Session, sealed: Sealed, medium: Medium, blobs: Blobs, key: tuple[str, int, int]) -> str | Refusal:
    uploads: dict[tuple[str, int, int], str] = session.memory.setdefault("photos", {})
    if key in uploads:
        return uploads[key]
    data = sealed_bytes(sealed, medium, blobs, CARD.media.max_image_bytes)
    if isinstance(data, Rejected):
        return data
    fields: dict[str, Any] = {"published": "false"} | ({"alt_text_custom": medium.alt} if medium.alt else {})
    answer = GRAPH.repeat(
        session,
        "POST",
        f"/{session.identity['id']}/photos",
        data=fields,
        files={"source": (public_name(medium), data, medium.mime)},
    )
    if not isinstance(answer, dict):
        return answer
    made = answer.get("id")
    if not isinstance(made, str) or not made.isdecimal():
        return Retry(reason="Facebook took a picture and did not say its number")
    uploads[key] = made
    return made
