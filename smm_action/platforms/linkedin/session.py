"""Signing in: a person is whose token it is, an organisation is the one that ``organization:`` names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from smm_action.model.delivery import Rejected, Retry, Unauthorized
from smm_action.platformkit.base import Session
from smm_action.platformkit.credentials import Secret
from smm_action.platforms.linkedin.calls import read_object
from smm_action.platforms.linkedin.urns import encoded

SECRETS = ("CLIENT_ID", "CLIENT_SECRET")


def sign_in(session: Session, credentials: Mapping[str, str]) -> Session | Unauthorized | Retry:
    """Return a session whose token LinkedIn knows."""
    session.token = credentials.get("TOKEN", "")
    session.memory |= {field: Secret(credentials[field]) for field in SECRETS if credentials.get(field)}
    organization = session.options.get("organization")
    author = _organization(session, f"urn:li:organization:{organization}") if organization else _person(session)
    if not isinstance(author, str):
        return author
    session.identity = MappingProxyType({"author": author})
    return session


def author(session: Session) -> str:
    """Return who posts: ``urn:li:person:…`` or ``urn:li:organization:…``."""
    return session.identity["author"]


def is_organization(session: Session) -> bool:
    """Whether the account is an organisation: what it posted can be read."""
    return author(session).startswith("urn:li:organization:")


def _person(session: Session) -> str | Unauthorized | Retry:
    told = read_object(session, "/v2/userinfo")
    match told:
        case Retry() | Unauthorized():
            return told
        case Rejected(reason=reason):
            return Unauthorized(reason=reason)
        case dict():
            sub = told.get("sub")
            if isinstance(sub, str) and sub:
                return f"urn:li:person:{sub}"
            return Unauthorized(reason="LinkedIn did not say whose token it is; it needs the scopes openid and profile")


def _organization(session: Session, urn: str) -> str | Unauthorized | Retry:
    """Ask for its newest post: that takes the token, the scope, the page and the version that a search takes."""
    told = read_object(session, f"/rest/posts?author={encoded(urn)}&q=author&count=1&sortBy=CREATED", method="FINDER")
    match told:
        case Retry() | Unauthorized():
            return told
        case Rejected(reason=reason):
            return Unauthorized(reason=reason)
        case dict():
            return urn
