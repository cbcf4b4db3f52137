"""OAuth 1.0a with a PIN, for programs that nobody can be redirected to (RFC 5849, section 2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

from smm_action.core.http import Http, Lost, NotSent
from smm_action.tokens.oauth2 import Client, GrantFault


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A token and its secret."""

    token: str = field(repr=False)
    secret: str = field(repr=False)


def request_token(url: str, client: Client) -> Pair:
    """Ask for the token that a person then allows.

    Raises:
        GrantFault: the platform gives none.
    """
    return _asked(url, client, redirect_uri="oob")


def page(authorize_url: str, asked: Pair) -> str:
    """Return the address for a person to open, who is shown a PIN there."""
    return f"{authorize_url}?{urlencode({'oauth_token': asked.token})}"


def access_token(url: str, client: Client, asked: Pair, pin: str) -> Pair:
    """Exchange the PIN, in one call.

    Raises:
        GrantFault: the platform gives no token for it.
    """
    return _asked(url, client, token=asked.token, token_secret=asked.secret, verifier=pin)


def _asked(url: str, client: Client, **more: str) -> Pair:
    from authlib.oauth1 import ClientAuth  # type: ignore[import-untyped]

    _, headers, _ = ClientAuth(client.number, client.secret, **more).prepare("POST", url, {}, b"")
    parts = urlsplit(url)
    signed = {"authorization": str(headers["Authorization"])}
    try:
        answer = Http(f"{parts.scheme}://{parts.netloc}").create("POST", parts.path, headers=signed)
    except (NotSent, Lost) as error:
        raise GrantFault(str(error)) from None
    told = parse_qs(answer.body.decode("utf-8", "replace")) if answer.status == 200 else {}
    token, secret = (told.get(name, [""])[0] for name in ("oauth_token", "oauth_token_secret"))
    if not token or not secret:
        raise GrantFault(f"the platform gives no token ({answer.status})")
    return Pair(token=token, secret=secret)
