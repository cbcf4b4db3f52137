"""The one create call: a status, or a repost of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from smm_action.core.http import Answer, Lost, NotSent
from smm_action.model.delivery import Outcome, Receipt, Rejected, Sent, Unknown, part_key
from smm_action.model.payload import Payload, Sealed
from smm_action.platformkit.base import Prepared, Session, Target
from smm_action.platformkit.errors import Refusal, answer_instant, lost
from smm_action.platforms.mastodon.calls import create, create_refusal
from smm_action.platforms.mastodon.session import QUOTES, api_version
from smm_action.platforms.mastodon.targets import status_id

VISIBILITIES = {"public": "public", "unlisted": "unlisted", "followers": "private", "direct": "direct"}
"""Our word → Mastodon's."""


def send_part(
    session: Session, sealed: Sealed, part: int, prepared: Prepared, earlier: Sequence[Receipt], target: Target
) -> Outcome:
    """Post part ``part``. Everything before the create only reads, so whatever fails there surely did not go out."""
    if not sealed.payload.parts:
        return _repost(session, sealed, part, target)
    links = _links(session, part, earlier, target)
    if not isinstance(links, dict):
        return links
    body = {**status_body(sealed.payload, part), **links}
    media_ids = prepared.data.get("media_ids") or []
    if media_ids:
        body["media_ids"] = list(media_ids)
    key = part_key(sealed.key, part)
    try:
        answer = create(session, "/api/v1/statuses", extra={"idempotency-key": key}, json=body)
    except (NotSent, Lost) as error:
        return lost(error)
    return _made(session, sealed, part, answer, body)


def status_body(payload: Payload, part: int) -> dict[str, Any]:
    """Return the JSON of part ``part`` without its media and the statuses it refers to."""
    body: dict[str, Any] = {
        "status": payload.parts[part].text,
        "visibility": VISIBILITIES.get(payload.visibility, payload.visibility),
    }
    if payload.language:
        body["language"] = payload.language
    if payload.content_warning:
        body |= {"spoiler_text": payload.content_warning, "sensitive": True}
    elif payload.options.get("sensitive"):
        body["sensitive"] = True
    if payload.poll is not None and part == 0:
        body["poll"] = {
            "options": list(payload.poll.options),
            "expires_in": int(payload.poll.duration.total_seconds()),
            "multiple": payload.poll.multiple,
        }
    return body


def _links(session: Session, part: int, earlier: Sequence[Receipt], target: Target) -> dict[str, Any] | Refusal:
    if part > 0:
        return {"in_reply_to_id": earlier[-1].id} if earlier else _no_parent()
    links: dict[str, Any] = {}
    if target.reply_to is not None:
        parent = status_id(session, target.reply_to)
        if not isinstance(parent, str):
            return parent
        links["in_reply_to_id"] = parent
    if target.quote is not None:
        if api_version(session) < QUOTES:
            # Servers without quotes ignore the field: the post would go out without what it is about.
            return Rejected(reason="this server has no quotes (Mastodon has since 4.5)", code="no-quotes")
        quoted = status_id(session, target.quote)
        if not isinstance(quoted, str):
            return quoted
        links["quoted_status_id"] = quoted
    return links


def _no_parent() -> Rejected:
    return Rejected(reason="the part before this one has no receipt", code="no-parent")


def _repost(session: Session, sealed: Sealed, part: int, target: Target) -> Outcome:
    """Repost; doing it twice leaves one repost, and the answer is the same."""
    if target.repost is None:
        return Rejected(reason="there is nothing to send", code="empty")
    original = status_id(session, target.repost)
    if not isinstance(original, str):
        return original
    try:
        answer = create(session, f"/api/v1/statuses/{original}/reblog")
    except (NotSent, Lost) as error:
        return lost(error)
    status = _status(answer)
    if status is None:
        return create_refusal(session, answer)
    extra = {"reposted": original}
    return Sent(receipt=_receipt(status, part, answer_instant(answer, sealed.due), extra, url=target.repost))


def _made(session: Session, sealed: Sealed, part: int, answer: Answer, body: Mapping[str, Any]) -> Outcome:
    status = _status(answer)
    if status is None:
        return create_refusal(session, answer)
    if "scheduled_at" in status and "params" in status:
        return Unknown(reason="the server scheduled the post instead of publishing it")
    if not isinstance(status.get("url") or status.get("uri"), str):
        return Unknown(reason="the server made a post and did not say where it is")
    return Sent(receipt=_receipt(status, part, answer_instant(answer, sealed.due), _differences(status, body)))


def _status(answer: Answer) -> dict[str, Any] | None:
    body = answer.json()
    made = body.get("id") if isinstance(body, dict) and answer.status == 200 else None
    return body if isinstance(made, str) and made else None


def _receipt(
    status: Mapping[str, Any], part: int, answered: str, extra: Mapping[str, str], url: str | None = None
) -> Receipt:
    created = status.get("created_at")
    address = status.get("url") or status.get("uri") or url or ""
    at = created if isinstance(created, str) and created else answered
    return Receipt(part=part, id=str(status["id"]), url=str(address), at=at, extra=extra)


def _differences(status: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, str]:
    """Return what the server did otherwise than asked. The post is out all the same, so this is only told."""
    told: dict[str, str] = {}
    shown = status.get("visibility")
    if isinstance(shown, str) and shown in VISIBILITIES.values() and shown != body["visibility"]:
        told["visibility"] = shown
    if "poll" in body and not status.get("poll"):
        told["poll"] = "dropped by the server"
    attachments = status.get("media_attachments")
    if isinstance(attachments, list) and len(attachments) != len(body.get("media_ids", ())):
        told["media"] = f"{len(attachments)} of {len(body.get('media_ids', ()))}"
    return told
