"""Changing a status where it stands (``PUT /api/v1/statuses/:id``, Mastodon 3.5 and later)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from smm_action.core.http import Lost, NotSent
from smm_action.model.delivery import Receipt, Rejected, Retry, Sent, Unauthorized
from smm_action.model.payload import Sealed
from smm_action.platformkit.base import Prepared, Session
from smm_action.platformkit.errors import unreached
from smm_action.platforms.mastodon.calls import read, refusal
from smm_action.platforms.mastodon.named import status_of
from smm_action.platforms.mastodon.post import status_body
from smm_action.platforms.mastodon.rewriting import comparable, same_alt


def edit_part(
    session: Session, sealed: Sealed, part: int, prepared: Prepared, receipt: Receipt
) -> Sent | Retry | Rejected | Unauthorized:
    """Have the status say what the part says. The server keeps its visibility and what it replies to or quotes.

    Repeating it is safe: the same text, media and poll change nothing, and no second edit is shown
    (https://docs.joinmastodon.org/methods/statuses/#edit, read 2026-11-24; ``UpdateStatusService`` returns early).
    A poll keeps its votes while its options stay as they are, and begins anew with others.
    """
    status = status_of(session, receipt)
    if not isinstance(status, str):
        return status
    body: dict[str, Any] = status_body(sealed.payload, part)
    del body["visibility"]
    # what is left out is kept by the server: a warning that was taken away has to be said
    body = {"spoiler_text": "", "sensitive": False, **body, "media_ids": list(prepared.data.get("media_ids") or [])}
    try:
        answer = read(session, "PUT", f"/api/v1/statuses/{quote(status, safe='')}", json=body)
    except (NotSent, Lost) as error:
        return unreached(error)
    made = answer.json()
    named = made.get("id") if answer.status == 200 and isinstance(made, dict) else None
    # snac gives it another id, and the address it had
    if isinstance(named, str) and named and (named == status or made.get("url") == receipt.url):
        kept = _kept(made, body, [medium.alt for medium in sealed.payload.parts[part].media])
        if kept is not None:
            return Rejected(reason=f"the server changed the text and kept {kept} of before: replace it", code="kept")
        return Sent(receipt=replace(receipt, part=part, id=named))
    if answer.status in {404, 405, 410}:
        return Rejected(reason="the post is gone, or the server does not let apps edit posts", code=str(answer.status))
    return Retry(reason="the server's answer makes no sense") if answer.status == 200 else refusal(session, answer)


def _kept(status: Mapping[str, Any], body: Mapping[str, Any], alts: Sequence[str]) -> str | None:
    """Return what the server did not change although it was told to: snac changes the text alone."""
    if comparable(str(status.get("spoiler_text") or "")) != comparable(body["spoiler_text"]):
        return "the content warning"
    return None if _has_media(status, body["media_ids"], alts) else "the pictures"


def _has_media(status: Mapping[str, Any], ids: Sequence[str], alts: Sequence[str]) -> bool:
    """Whether the status shows what was attached. Mastodon shows the ids that were sent, others give new ones."""
    held = status.get("media_attachments")
    shown = [medium for medium in held if isinstance(medium, dict)] if isinstance(held, list) else []
    if [medium.get("id") for medium in shown] == list(ids):
        return True
    texts = [comparable(str(medium.get("description") or "")) for medium in shown]
    return len(texts) == len(alts) and all(map(same_alt, map(comparable, alts), texts))
