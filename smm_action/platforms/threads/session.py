"""Signing in: the token says whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from smm_action.core.http import Http
from smm_action.model.delivery import Rejected, Retry, Unauthorized
from smm_action.platformkit.base import Inspection, Refreshed, Session
from smm_action.platformkit.doors import number_of
from smm_action.platformkit.graph import inspect_token
from smm_action.platformkit.published import text_of
from smm_action.platformkit.renewal import renewed
from smm_action.platforms.threads.card import CARD, GRAPH


def sign_in(session: Session, credentials: Mapping[str, str]) -> Session | Unauthorized | Retry:
    """Return a session whose token Threads knows."""
    session.token = credentials.get("TOKEN", "")
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


def inspect(session: Session) -> Inspection:
    """Return the permissions that the token lacks, and when it ends."""
    return inspect_token(GRAPH, session, CARD.credentials[0].scopes)


def renew(http: Http, credentials: Mapping[str, str]) -> Refreshed | Unauthorized | Retry | Rejected:
    """Renew the token, in one call."""
    return renewed(http, "TOKEN", credentials["TOKEN"], grant="th_refresh_token", errors=GRAPH.errors)
