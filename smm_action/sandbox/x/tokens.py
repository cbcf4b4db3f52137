"""Credentials: OAuth 1.0a's header names the account, and OAuth 2's refresh token is good once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from smm_action.sandbox.call import CREDENTIAL, Call, Refusal, Reply
from smm_action.sandbox.store import Resident

LIFETIME = 7200
EVER = datetime(1970, 1, 1, tzinfo=UTC)
_TOKEN = re.compile(r'OAuth .*\boauth_token="([^"]*)"')
_ROTATED = re.compile(r"~\d+$")
SCOPES = "tweet.read tweet.write users.read media.write offline.access"


def account_of(headers: Mapping[str, str], fields: Mapping[str, Any]) -> str:
    """Return whose token signs a request, or whose refresh token is renewed; signatures are not looked at."""
    found = _TOKEN.match(headers.get("authorization", ""))
    token = unquote(found[1]) if found else str(fields.get("refresh_token") or "")
    return _ROTATED.sub("", token.removeprefix(CREDENTIAL)) if token.startswith(CREDENTIAL) else ""


def me(call: Call) -> Resident:
    """Return the caller's account.

    Raises:
        Refusal: 401, there is no valid token.
    """
    if call.effects.expired or not call.account:
        raise Refusal(401, {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"})
    name = "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in call.account)[:15]
    return call.store.settle(Resident(platform="x", name=call.account, handle=name, at=call.now))


def refresh(call: Call) -> Reply:
    """Exchange a refresh token for an access token and the next refresh token; the old one is dead then."""
    given = str(call.fields.get("refresh_token") or "")
    account = account_of({}, call.fields)
    if not account or call.fields.get("grant_type") != "refresh_token" or call.effects.expired:
        raise _invalid()
    renewed = call.store.recalled("x", account, "refresh-token", EVER)
    if given != (renewed or CREDENTIAL + account):
        raise _invalid()
    number = int(renewed.rpartition("~")[2]) + 1 if renewed else 1
    following = f"{CREDENTIAL}{account}~{number}"
    call.store.remember("x", account, "refresh-token", following, call.now)
    return Reply(
        json={
            "token_type": "bearer",
            "expires_in": LIFETIME,
            "access_token": CREDENTIAL + account,
            "scope": SCOPES,
            "refresh_token": following,
        }
    )


def _invalid() -> Refusal:
    said = "Value passed for the token was invalid."
    return Refusal(400, {"error": "invalid_request", "error_description": said})
