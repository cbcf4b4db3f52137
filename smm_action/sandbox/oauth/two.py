"""OAuth 2: the authorization page, and the token endpoint with code, PKCE and refresh (RFC 6749, RFC 7636)."""

from __future__ import annotations

import base64
import hashlib
import secrets
from urllib.parse import unquote, urlencode, urlsplit

from smm_action.core.http import is_loopback
from smm_action.sandbox.call import CREDENTIAL, Call, Reply
from smm_action.sandbox.oauth import device
from smm_action.sandbox.oauth.answers import account_of, keep, kept, page, refusal, tokens


def authorize(call: Call) -> Reply:
    """Show who asks for what, with a link that allows it and one that does not.

    Raises:
        Refusal: the request is not as RFC 6749 wants it; then nobody is sent anywhere.
    """
    redirect, client = call.one("redirect_uri"), call.one("client_id")
    if call.one("response_type") != "code" or not client or not call.one("state"):
        raise refusal("invalid_request", "response_type=code, client_id and state are needed")
    parts = urlsplit(redirect)
    if parts.scheme != "http" or not is_loopback(parts.hostname or ""):
        raise refusal("invalid_request", "this sandbox redirects to this machine alone")
    if call.one("code_challenge") and call.one("code_challenge_method") != "S256":
        raise refusal("invalid_request", "code_challenge_method must be S256")
    code = secrets.token_urlsafe(24)
    held = {name: call.one(name) for name in ("client_id", "redirect_uri", "scope", "code_challenge")}
    keep(call, "code", code, held)
    state = {"state": call.one("state")}
    links = {
        "Allow": f"{redirect}?{urlencode({'code': code, **state})}",
        "Deny": f"{redirect}?{urlencode({'error': 'access_denied', **state})}",
    }
    return page("Authorize", links, f"{client} asks for: {held['scope']}")


def token(call: Call) -> Reply:
    """Exchange a code, a device code or a refresh token.

    Raises:
        Refusal: RFC 6749, section 5.2.
    """
    if call.effects.expired:
        raise refusal("invalid_grant", "it has ended")
    match call.fields.get("grant_type"):
        case "authorization_code":
            return _by_code(call)
        case "refresh_token":
            held = str(call.fields.get("refresh_token", ""))
            if not held.startswith(CREDENTIAL):
                raise refusal("invalid_grant", "no refresh token of ours")
            return tokens(held.removeprefix(CREDENTIAL), "")
        case device.GRANT:
            return device.token(call)
        case _:
            raise refusal("unsupported_grant_type", "authorization_code, refresh_token, or a device code")


def _by_code(call: Call) -> Reply:
    code = str(call.fields.get("code", ""))
    held = kept(call, "code", code)
    if held is None:
        raise refusal("invalid_grant", "the code is unknown, or was used before")
    keep(call, "code", code, None)
    client, secret = _client(call)
    if client != held["client_id"] or call.fields.get("redirect_uri") != held["redirect_uri"]:
        raise refusal("invalid_grant", "the code was given to another client, or for another redirect")
    verifier = str(call.fields.get("code_verifier", ""))
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    if held["code_challenge"] and digest != held["code_challenge"]:
        raise refusal("invalid_grant", "the code verifier is not the one of the challenge")
    if not held["code_challenge"] and not secret:
        raise refusal("invalid_client", "a client without PKCE needs its secret", 401)
    return tokens(account_of(client), held["scope"])


def _client(call: Call) -> tuple[str, str]:
    """Return who calls, by HTTP Basic or by the form (RFC 6749, section 2.3.1)."""
    scheme, _, packed = call.headers.get("authorization", "").partition(" ")
    if scheme == "Basic":
        client, _, secret = base64.b64decode(packed).decode().partition(":")
        return unquote(client), unquote(secret)
    return str(call.fields.get("client_id", "")), str(call.fields.get("client_secret", ""))
