"""Bytes to the address that LinkedIn names for an upload: only if it is LinkedIn's, or the session's own loopback."""

from __future__ import annotations

from urllib.parse import urlsplit

from smm_action.core.errors import SmmError
from smm_action.core.http import Answer, checked_origin, is_loopback
from smm_action.model.delivery import Rejected
from smm_action.platformkit.base import Session

HOSTS = ("linkedin.com", "licdn.com")
"""Uploads go to https://www.linkedin.com/dms-uploads/… (images-api and videos-api, samples, read 2026-11-24)."""


def put(session: Session, url: str, data: bytes, mime: str, *, signed_in: bool) -> Answer | Rejected:
    """Send ``data`` to ``url``; may be repeated. ``signed_in`` sends the token along.

    Raises:
        NotSent, Lost: as ``Http.read``.
    """
    origin = _allowed(url, session.http.origin)
    if origin is None:
        return Rejected(
            reason="Nothing went out: LinkedIn named an address for the upload that is not LinkedIn's, and the file"
            " was not sent there. Say `smm retry`; if it happens again, report it.",
            code="upload-host",
        )
    headers = {"content-type": mime}
    if signed_in:
        headers["authorization"] = f"Bearer {session.token}"
    parts = urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    http = session.http if origin == session.http.origin else session.http.at(origin)
    try:
        return http.read("PUT", path, headers=headers, content=data)
    finally:
        if http is not session.http:
            http.close()


def _allowed(url: str, own: str) -> str | None:
    try:
        origin = checked_origin(url)
    except (SmmError, ValueError):
        return None
    parts = urlsplit(origin)
    host = (parts.hostname or "").lower()
    if origin == own:
        return origin
    if parts.scheme != "https" or parts.port is not None or is_loopback(host):
        return None
    return origin if any(host == one or host.endswith(f".{one}") for one in HOSTS) else None
