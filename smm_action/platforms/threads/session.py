"""Signing in: the token says whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from smm_action.core.http import Http
from smm_action.model.delivery import Rejected, Retry, Unauthorized
from smm_action.platformkit.base import Session
from smm_action.platformkit.doors import number_of
from smm_action.platformkit.published import text_of
from smm_action.platforms.threads.card import GRAPH


def sign_in(
    http: Http, account: str, server: str, handle: str, credentials: Mapping[str, str], options: Mapping[str, Any]
) -> Session | Unauthorized | Retry:
    """Return a session whose token Threads knows."""
    token = credentials.get("TOKEN", "")
    session = Session(http=http, account=account, server=server, handle=handle, token=token, options=options)
    owner = GRAPH.read(session, "/me", {"fields": "id,username"})
    match owner:
        case Retry() | Unauthorized():
            return owner
        case Rejected(reason=reason):
            return Unauthorized(reason=f"Threads does not take the token ({reason})")
        case _:
            number = number_of(owner)
    if not number:
        return Unauthorized(reason="Threads did not say whose token it is")
    session.identity = MappingProxyType({"id": number, "username": text_of(owner, "username")})
    return session
