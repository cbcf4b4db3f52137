"""Changing what a post, a video or a comment says. Pictures and links stay as they are, so those can not differ."""

from __future__ import annotations

from smm_action.model.delivery import Receipt, Rejected, Retry, Sent, Unauthorized
from smm_action.model.payload import Sealed
from smm_action.platformkit.base import Prepared, Session
from smm_action.platformkit.errors import Refusal
from smm_action.platforms.facebook.addresses import is_comment, is_video
from smm_action.platforms.facebook.card import GRAPH
from smm_action.platforms.facebook.find import same_link, same_pictures
from smm_action.platforms.facebook.media import video_of
from smm_action.platforms.facebook.named import number_of
from smm_action.platforms.facebook.own import FIELDS, post_of


def edit_part(
    session: Session, sealed: Sealed, part: int, prepared: Prepared, receipt: Receipt
) -> Sent | Retry | Rejected | Unauthorized:
    """Have the post say what the part says. Repeating it is safe: the same text changes nothing.

    An app can change only what it made itself (https://developers.facebook.com/docs/pages-api/posts, read 2026-11-24).
    """
    del prepared
    number = number_of(session, receipt)
    if not isinstance(number, str):
        return number
    kept = _kept(session, sealed, part, receipt, number)
    if kept is not None:
        return kept
    field = "description" if is_video(receipt) else "message"
    answer = GRAPH.repeat(session, "POST", f"/{number}", data={field: sealed.payload.parts[part].text})
    if not isinstance(answer, dict):
        return answer
    if answer.get("success") is not True and answer.get("id") != number:
        return Retry(reason="Facebook's answer makes no sense")
    return Sent(receipt=receipt)


def _kept(session: Session, sealed: Sealed, part: int, receipt: Receipt, number: str) -> Refusal | None:
    """Return why the text alone is not enough, None when it is."""
    sent, payload = sealed.payload.parts[part], sealed.payload
    if is_comment(receipt):
        return None
    if is_video(receipt):
        return None if video_of(sent) is not None else _replace("the video")
    held = GRAPH.read(session, f"/{number}", {"fields": FIELDS})
    if not isinstance(held, dict):
        return held
    post = post_of(held)
    same = not post.video and same_pictures(session, sent, post)
    if not isinstance(same, bool):
        return same
    if not same:
        return _replace("the pictures")
    link = payload.card.url if payload.card is not None and not sent.media else ""
    return None if same_link(link, post.link) else _replace("the link")


def _replace(what: str) -> Rejected:
    return Rejected(reason=f"Facebook changes the text of a post and keeps {what}: replace the post", code="kept")
