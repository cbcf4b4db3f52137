"""A video's bytes: one PUT for each range that LinkedIn names, then their ETags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smm_action.model.delivery import Rejected, Retry
from smm_action.platformkit.base import Session
from smm_action.platformkit.errors import Refusal
from smm_action.platforms.linkedin.calls import read, refusal
from smm_action.platforms.linkedin.transfer import put


def send_video(session: Session, value: Mapping[str, Any], urn: str, data: bytes) -> Refusal | None:
    """Send ``data`` as ``value`` (the answer to initializeUpload) says, and finish; None when it is done.

    Raises:
        NotSent, Lost: as ``Http.read``; all of it may be repeated.
    """
    plan = _plan(value.get("uploadInstructions"), len(data))
    if plan is None:
        return Retry(reason="LinkedIn's plan for the upload does not cover the video")
    etags: list[str] = []
    for first, last, url in plan:
        answer = put(session, url, data[first : last + 1], "application/octet-stream", signed_in=False)
        if isinstance(answer, Rejected):
            return answer
        etag = answer.headers.get("etag", "").strip('"')
        if answer.status not in {200, 201}:
            return refusal(session, answer)
        if not etag:
            return Retry(reason="LinkedIn did not confirm a piece of the video")
        etags.append(etag)
    token = value.get("uploadToken")
    request = {"video": urn, "uploadToken": token if isinstance(token, str) else "", "uploadedPartIds": etags}
    answer = read(session, "POST", "/rest/videos?action=finalizeUpload", json={"finalizeUploadRequest": request})
    return None if answer.status in {200, 201, 204} else refusal(session, answer)


def _plan(held: Any, size: int) -> list[tuple[int, int, str]] | None:
    """Return (first byte, last byte, URL) in order, None unless they cover the file once."""
    if not isinstance(held, list):
        return None
    plan: list[tuple[int, int, str]] = []
    for one in held:
        match one:
            case {"firstByte": int(first), "lastByte": int(last), "uploadUrl": str(url)}:
                plan.append((first, last, url))
            case _:
                return None
    plan.sort()
    expected = 0
    for first, last, _ in plan:
        if first != expected or last < first:
            return None
        expected = last + 1
    return plan if expected == size else None
