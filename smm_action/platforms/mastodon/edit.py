"""Changing a status where it stands (``PUT /api/v1/statuses/:id``, Mastodon 3.5 and later)."""

from __future__ import annotations

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
    if answer.status == 200 and isinstance(made, dict) and made.get("id") == status:
        return Sent(receipt=replace(receipt, part=part, id=status))
    if answer.status in {404, 405, 410}:
        return Rejected(reason="the post is gone, or the server does not let apps edit posts", code=str(answer.status))
    return Retry(reason="the server's answer makes no sense") if answer.status == 200 else refusal(session, answer)
