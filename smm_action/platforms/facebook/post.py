"""The one create call: a post, the last phase of a video, or a comment under the post."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from smm_action.core.http import Answer
from smm_action.model.delivery import Outcome, Receipt, Rejected, Sent, Unknown
from smm_action.model.payload import Part, Payload, Sealed
from smm_action.platformkit.base import Prepared, Session, Target
from smm_action.platformkit.errors import answer_instant
from smm_action.platforms.facebook.addresses import comment_receipt, post_receipt, video_receipt
from smm_action.platforms.facebook.card import GRAPH


def send_part(
    session: Session, sealed: Sealed, part: int, prepared: Prepared, earlier: Sequence[Receipt], target: Target
) -> Outcome:
    """Publish part ``part``, once; the first comment goes under the post."""
    del target
    payload = sealed.payload
    if not payload.parts:
        return Rejected(reason="there is nothing to send", code="empty")
    if payload.parts[part].role == "comment":
        return _comment(session, sealed, part, earlier)
    if part > 0:
        return Rejected(reason="Facebook has no threads", code="no-threads")
    if "video" in prepared.data:
        return _video(session, sealed, part, prepared)
    path = f"/{session.identity['id']}/feed"
    made = GRAPH.create(session, path, post_fields(payload, payload.parts[part], prepared.data.get("photos", ())))
    if not isinstance(made, tuple):
        return made
    number = _number(made[0], "id")
    if not number:
        return _unnamed()
    return Sent(receipt=post_receipt(number, part, answer_instant(made[1], sealed.due)))


def post_fields(payload: Payload, part: Part, photos: Sequence[str]) -> dict[str, str]:
    """Return the form of a post."""
    fields = {"message": part.text} if part.text else {}
    if payload.card is not None and not photos:
        fields["link"] = payload.card.url
    if photos:
        fields["attached_media"] = json.dumps([{"media_fbid": photo} for photo in photos])
    return {**fields, **_sponsor(payload)}


def _video(session: Session, sealed: Sealed, part: int, prepared: Prepared) -> Outcome:
    payload, video = sealed.payload, str(prepared.data["video"])
    fields = {"upload_phase": "finish"}
    if "reel" in prepared.data:
        path, fields = "video_reels", {**fields, "video_id": video, "video_state": "PUBLISHED"}
    else:
        path, fields = "videos", {**fields, "upload_session_id": str(prepared.data["upload"]), **_sponsor(payload)}
    if payload.parts[part].text:
        fields["description"] = payload.parts[part].text
    if payload.options.get("title"):
        fields["title"] = str(payload.options["title"])
    if payload.options.get("ai_generated"):
        fields["is_ai_generated"] = "true"
    made = GRAPH.create(session, f"/{session.identity['id']}/{path}", fields)
    if not isinstance(made, tuple):
        return made
    if made[0].get("success") is not True:
        return _unnamed()
    at = answer_instant(made[1], sealed.due)
    return Sent(receipt=video_receipt(session, video, part, at, reel="reel" in prepared.data))


def _comment(session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt]) -> Outcome:
    if not earlier:
        return Rejected(reason="the part before this one has no receipt", code="no-parent")
    made = GRAPH.create(session, f"/{earlier[0].id}/comments", {"message": sealed.payload.parts[part].text})
    if not isinstance(made, tuple):
        return made
    number = _number(made[0], "id")
    if not number:
        return _unnamed()
    return Sent(receipt=comment_receipt(number, part, _at(made, sealed)))


def _at(made: tuple[Mapping[str, Any], Answer], sealed: Sealed) -> str:
    return answer_instant(made[1], sealed.due)


def _sponsor(payload: Payload) -> dict[str, str]:
    """Return the Page that pays for the post, which Facebook shows as a paid partnership."""
    return {"sponsor_id": str(payload.options["sponsor_id"])} if payload.options.get("sponsor_id") else {}


def _number(held: Mapping[str, Any], name: str) -> str:
    value = held.get(name)
    return value if isinstance(value, str) and value.replace("_", "").isdecimal() else ""


def _unnamed() -> Unknown:
    return Unknown(reason="Facebook answered and did not say what it made; the post may be out")
