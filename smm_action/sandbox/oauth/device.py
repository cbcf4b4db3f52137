"""OAuth 2 for devices: a code to type in elsewhere (RFC 8628)."""

from __future__ import annotations

import secrets
from urllib.parse import quote

from smm_action.sandbox.call import Call, Reply
from smm_action.sandbox.oauth.answers import account_of, keep, kept, page, refusal, tokens

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
INTERVAL = 1
"""Seconds between two questions."""


def begin(call: Call) -> Reply:
    """Give a device code, and the code that a person types in."""
    client = str(call.fields.get("client_id", ""))
    if not client:
        raise refusal("invalid_client", "client_id is needed", 401)
    code, typed = secrets.token_urlsafe(24), f"{secrets.randbelow(10**8):08d}"
    keep(call, "typed", typed, {"allowed": ""})
    keep(call, "device", code, {"client_id": client, "scope": str(call.fields.get("scope", "")), "typed": typed})
    return Reply(
        json={
            "device_code": code, "user_code": typed, "verification_uri": f"{call.origin}/sandbox/oauth/device",
            "expires_in": 600, "interval": INTERVAL,
        }
    )  # fmt: skip


def show(call: Call) -> Reply:
    """Show the page on which a person allows what has the code."""
    typed = call.one("user_code")
    return page("Connect a device", {"Allow": f"/sandbox/oauth/device/allow?user_code={quote(typed)}"}, typed)


def allow(call: Call) -> Reply:
    """Allow it."""
    if kept(call, "typed", call.one("user_code")) is None:
        raise refusal("invalid_request", "no such code")
    keep(call, "typed", call.one("user_code"), {"allowed": "yes"})
    return page("Connected", {})


def token(call: Call) -> Reply:
    """Give the token once a person allowed it.

    Raises:
        Refusal: nobody did yet, or the code is unknown.
    """
    code = str(call.fields.get("device_code", ""))
    held = kept(call, "device", code)
    if held is None or held["client_id"] != call.fields.get("client_id"):
        raise refusal("invalid_grant", "the device code is unknown, or was used before")
    typed = kept(call, "typed", held["typed"])
    if typed is None or not typed["allowed"]:
        raise refusal("authorization_pending", "nobody typed the code in yet")
    keep(call, "device", code, None)
    return tokens(account_of(held["client_id"]), held["scope"])
