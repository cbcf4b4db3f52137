"""Signing in: the token says which Page it is of."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from smm_action.model.delivery import Rejected, Retry, Unauthorized
from smm_action.platformkit.base import Inspection, Session
from smm_action.platformkit.graph import inspect_token
from smm_action.platforms.facebook.card import CARD, GRAPH


def sign_in(session: Session, credentials: Mapping[str, str]) -> Session | Unauthorized | Retry:
    """Return a session of the Page whose token it is.

    Asking for ``followers_count`` tells a Page from a person: people have none, and Facebook refuses the question.
    """
    session.token = credentials.get("TOKEN", "")
    page = GRAPH.read(session, "/me", {"fields": "id,name,followers_count"})
    match page:
        case Retry() | Unauthorized():
            return page
        case Rejected(reason=reason):
            return Unauthorized(reason=f"this is not the token of a Page ({reason})")
        case _:
            return _signed_in(session, page)


def _signed_in(session: Session, page: Mapping[str, Any]) -> Session | Unauthorized:
    identity = page.get("id")
    if not isinstance(identity, str) or not identity.isdecimal():
        return Unauthorized(reason="Facebook did not say which Page the token is of")
    session.identity = MappingProxyType({"id": identity})
    return session


def inspect(session: Session) -> Inspection:
    """Return the permissions that the token lacks, and when it ends."""
    return inspect_token(GRAPH, session, CARD.credentials[0].scopes)
