"""Signing in, by one of two doors: graph.facebook.com with a Page's token, graph.instagram.com with Instagram's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from smm_action.core.http import Http, is_loopback
from smm_action.model.delivery import Rejected, Retry, Unauthorized
from smm_action.platformkit.base import Inspection, Refreshed, Session
from smm_action.platformkit.doors import number_of
from smm_action.platformkit.errors import Refusal
from smm_action.platformkit.graph import inspect_token
from smm_action.platformkit.published import text_of
from smm_action.platformkit.renewal import renewed
from smm_action.platforms.instagram.card import CARD, GRAPH, PAGE_TOKEN, USER_TOKEN

INSTAGRAM = "https://graph.instagram.com"
_ACCOUNT = "instagram_business_account{id,username}"


def sign_in(session: Session, credentials: Mapping[str, str]) -> Session | Unauthorized | Retry:
    """Return a session of the account that the token, and the handle where it serves several, stand for."""
    page = credentials.get(PAGE_TOKEN, "")
    session.http = session.http if page else instagram_door(session.http)
    session.token = page or credentials.get(USER_TOKEN, "")
    owner = _owner(session, str(session.options.get("user_id") or "")) if page else _own(session)
    match owner:
        case Retry() | Unauthorized():
            return owner
        case Rejected(reason=reason):
            return Unauthorized(reason=reason)
        case _:
            session.identity = MappingProxyType({**owner, "login": "page" if page else "instagram"})
            return session


def by_page(session: Session) -> bool:
    """Whether the session goes through graph.facebook.com, which can do more."""
    return session.identity["login"] == "page"


def instagram_door(http: Http) -> Http:
    """Return calls to graph.instagram.com; a server on this machine is both doors."""
    return http if is_loopback(urlsplit(http.origin).hostname or "") else http.at(INSTAGRAM)


def _own(session: Session) -> Mapping[str, str] | Refusal:
    held = GRAPH.read(session, "/me", {"fields": "id,user_id,username"})
    if not isinstance(held, dict):
        return held
    number = text_of(held, "user_id", "id")
    if not number.isdecimal():
        return Rejected(reason="Instagram did not say whose token it is")
    return {"id": number, "username": text_of(held, "username")}


def _owner(session: Session, number: str) -> Mapping[str, str] | Refusal:
    """Return the account: the one that smm.yml names, the token's Page's, or the one with our handle of its Pages'."""
    if number:
        held = GRAPH.read(session, f"/{number}", {"fields": "id,username"})
        return held if not isinstance(held, dict) else _known([held], "")
    page = GRAPH.read(session, "/me", {"fields": _ACCOUNT})
    if isinstance(page, dict) and "instagram_business_account" in page:
        return _known([page["instagram_business_account"]], "")
    if not isinstance(page, dict | Rejected):
        return page
    # People and system users have no account of their own, but Pages that have one.
    pages = GRAPH.read(session, "/me/accounts", {"fields": _ACCOUNT, "limit": "100"})
    if not isinstance(pages, dict):
        return pages
    return _known(list(_accounts(pages)), session.handle)


def _accounts(pages: Mapping[str, Any]) -> Iterator[Any]:
    listed = pages.get("data")
    for page in listed if isinstance(listed, list) else ():
        if isinstance(page, dict) and page.get("instagram_business_account"):
            yield page["instagram_business_account"]


def _known(accounts: list[Any], handle: str) -> Mapping[str, str] | Rejected:
    found = [one for one in accounts if isinstance(one, dict) and number_of(one)]
    named = [one for one in found if text_of(one, "username").lower() == handle.removeprefix("@").lower()]
    chosen = found if len(found) == 1 else named
    if len(chosen) == 1:
        return {"id": number_of(chosen[0]), "username": text_of(chosen[0], "username")}
    return Rejected(
        reason="the token stands for no professional Instagram account called so: link the account to the Page,"
        " correct `handle:`, or write its number under `options: {user_id: …}`"
    )


def inspect(session: Session) -> Inspection:
    """Return the permissions that the token lacks, and when it ends."""
    page, user = CARD.credentials
    return inspect_token(GRAPH, session, (page if by_page(session) else user).scopes)


def renew(http: Http, credentials: Mapping[str, str]) -> Refreshed | Unauthorized | Retry | Rejected:
    """Renew the token of the Instagram login, in one call; that of a Page does not end."""
    token = credentials.get(USER_TOKEN, "")
    if not token:
        return Rejected(reason="the token of a Facebook Page does not end, and is not renewed", code="no-refresh")
    return renewed(instagram_door(http), USER_TOKEN, token, grant="ig_refresh_token", errors=GRAPH.errors)
