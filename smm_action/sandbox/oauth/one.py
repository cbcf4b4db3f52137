"""OAuth 1.0a with a PIN: request token, page, access token (RFC 5849, section 2). Signatures are checked."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from urllib.parse import quote, unquote, urlencode

from smm_action.sandbox.call import CREDENTIAL, Call, Reply
from smm_action.sandbox.oauth.answers import account_of, keep, kept, page, refusal

SECRET = "sandbox-secret"  # noqa: S105 a sandbox has no secrets
"""The secret of every client and of every token here."""

_PAIR = re.compile(r'(\w+)="([^"]*)"')


def request_token(call: Call) -> Reply:
    """Give a request token to a client that can not be redirected to (``oob``)."""
    told = _signed(call, "", "request_token")
    if told.get("oauth_callback") != "oob":
        raise refusal("invalid_request", "this sandbox knows PINs alone: oauth_callback=oob")
    token = secrets.token_urlsafe(18)
    keep(call, "request", token, {"client": told["oauth_consumer_key"], "pin": f"{secrets.randbelow(10**7):07d}"})
    return _form(oauth_token=token, oauth_token_secret=SECRET, oauth_callback_confirmed="true")


def pin(call: Call) -> Reply:
    """Show the PIN to a person."""
    held = kept(call, "request", call.one("oauth_token"))
    if held is None:
        raise refusal("invalid_request", "no such request")
    return page("Your PIN", {}, held["pin"])


def access_token(call: Call) -> Reply:
    """Exchange the PIN."""
    told = _signed(call, SECRET, "access_token")
    token = told.get("oauth_token", "")
    held = kept(call, "request", token)
    if held is None or told.get("oauth_verifier") != held["pin"]:
        raise refusal("invalid_request", "the PIN is another one, or was used before", 401)
    keep(call, "request", token, None)
    account = account_of(held["client"])
    return _form(oauth_token=CREDENTIAL + account, oauth_token_secret=CREDENTIAL + account, screen_name=account)


def _signed(call: Call, token_secret: str, path: str) -> dict[str, str]:
    """Return what the Authorization header says, whose signature is right (RFC 5849, section 3.4).

    Raises:
        Refusal: 401, it is not signed with the secrets of this sandbox.
    """
    header = call.headers.get("authorization", "")
    told = {name: unquote(value) for name, value in _PAIR.findall(header)} if header.startswith("OAuth ") else {}
    given = told.pop("oauth_signature", "")
    pairs = "&".join(sorted(f"{_escaped(name)}={_escaped(value)}" for name, value in told.items() if name != "realm"))
    base = "&".join(map(_escaped, ("POST", f"{call.origin}/sandbox/oauth/{path}", pairs)))
    key = f"{_escaped(SECRET)}&{_escaped(token_secret)}"
    right = base64.b64encode(hmac.digest(key.encode(), base.encode(), hashlib.sha1)).decode()
    if not hmac.compare_digest(given.encode(), right.encode()):
        raise refusal("invalid_request", "the signature is not the one of this request", 401)
    return told


def _escaped(text: str) -> str:
    return quote(text, safe="~")


def _form(**values: str) -> Reply:
    return Reply(content=urlencode(values).encode(), mime="application/x-www-form-urlencoded")
