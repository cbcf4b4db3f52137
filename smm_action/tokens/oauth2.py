"""OAuth 2 as a client: the address to open, PKCE, and the calls that bring a token (RFC 6749, RFC 7636, RFC 8628)."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from smm_action.core.http import Answer, Http, Lost, NotSent

DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
SLOWER = 5.0
"""Seconds to wait longer after ``slow_down`` (RFC 8628, section 3.5)."""


class GrantFault(Exception):  # noqa: N818 an end of one attempt, not an error of ours
    """There is no token; the text says why, for a person, and holds no secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The app that asks."""

    number: str
    """The ``client_id``."""
    secret: str = field(default="", repr=False)
    """Empty for a public client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What the token endpoint gave."""

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    lifetime: int | None = None
    """Seconds; None when nothing is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One authorization request: what must be equal on the way back."""

    client: Client
    redirect: str
    scopes: Sequence[str]
    pkce: bool
    state: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)

    def address(self, authorize_url: str) -> str:
        """Return the address for a person to open. It holds no secret: of the verifier only the digest."""
        asked = {
            "response_type": "code",
            "client_id": self.client.number,
            "redirect_uri": self.redirect,
            "scope": " ".join(self.scopes),
            "state": self.state,
        }
        if self.pkce:
            digest = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
            asked |= {"code_challenge": digest, "code_challenge_method": "S256"}
        return f"{authorize_url}{'&' if urlsplit(authorize_url).query else '?'}{urlencode(asked, quote_via=quote)}"

    def code(self, told: Mapping[str, str]) -> str:
        """Return the code that came back in the redirect's query.

        Raises:
            GrantFault: it is not the answer to this request, or a person said no.
        """
        if not secrets.compare_digest(told.get("state", "").encode(), self.state.encode()):
            raise GrantFault("the answer belongs to another request: the state differs")
        if told.get("error"):
            raise GrantFault(f"the platform says {_word(told['error'])}")
        if not told.get("code"):
            raise GrantFault("the answer holds no code")
        return told["code"]


def exchange(token_url: str, request: Request, code: str) -> Grant:
    """Exchange the code, in one call.

    Raises:
        GrantFault: the platform gives no token for it.
    """
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": request.redirect}
    if request.pkce:
        form["code_verifier"] = request.verifier
    return _grant(_asked(token_url, form, request.client, basic=request.pkce))


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A code to type in elsewhere."""

    code: str = field(repr=False)
    typed: str
    page: str
    ends: float
    """Seconds."""
    interval: float


def device(device_url: str, client: Client, scopes: Sequence[str]) -> Device:
    """Ask for a device code.

    Raises:
        GrantFault: the platform gives none.
    """
    told = _object(_asked(device_url, {"client_id": client.number, "scope": " ".join(scopes)}, client, basic=False))
    try:
        return Device(
            code=str(told["device_code"]),
            typed=str(told["user_code"]),
            page=str(told.get("verification_uri_complete") or told["verification_uri"]),
            ends=float(told["expires_in"]),
            interval=float(told.get("interval", 5)),
        )
    except (KeyError, TypeError, ValueError):
        raise GrantFault("the platform's answer holds no device code") from None


def await_device(token_url: str, client: Client, held: Device, sleep: Callable[[float], None]) -> Grant:
    """Ask until a person typed the code in.

    Raises:
        GrantFault: nobody did in time, or said no.
    """
    waited, interval = 0.0, held.interval
    form = {"grant_type": DEVICE_GRANT, "device_code": held.code, "client_id": client.number}
    while waited < held.ends:
        sleep(interval)
        waited += interval
        answer = _asked(token_url, form, client, basic=False)
        told = answer.json()
        error = told.get("error") if isinstance(told, dict) else None
        if error == "slow_down":
            interval += SLOWER
        elif error != "authorization_pending":
            return _grant(answer)
    raise GrantFault("nobody typed the code in")


def _asked(url: str, form: Mapping[str, str], client: Client, *, basic: bool) -> Answer:
    """Make one call. A secret goes by HTTP Basic where PKCE is in use, as X wants it, else in the form, as LinkedIn."""
    parts = urlsplit(url)
    headers, sent = {"accept": "application/json"}, dict(form)
    if client.secret and basic:
        pair = f"{quote(client.number, safe='')}:{quote(client.secret, safe='')}"
        headers["authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        sent["client_id"] = client.number
        sent |= {"client_secret": client.secret} if client.secret else {}
    try:
        return Http(f"{parts.scheme}://{parts.netloc}").create("POST", parts.path, headers=headers, data=sent)
    except (NotSent, Lost) as error:
        raise GrantFault(str(error)) from None


def _grant(answer: Answer) -> Grant:
    told = _object(answer)
    access, refresh, lifetime = told.get("access_token"), told.get("refresh_token"), told.get("expires_in")
    if not isinstance(access, str) or not access:
        raise GrantFault("the platform's answer holds no token")
    return Grant(
        access=access,
        refresh=refresh if isinstance(refresh, str) else "",
        lifetime=lifetime if isinstance(lifetime, int) and not isinstance(lifetime, bool) and lifetime > 0 else None,
    )


def _object(answer: Answer) -> dict[str, Any]:
    told = answer.json()
    if answer.status != 200 or not isinstance(told, dict):
        error = told.get("error") if isinstance(told, dict) else None
        said = f"{_word(error)} ({answer.status})" if isinstance(error, str) else str(answer.status)
        raise GrantFault(f"the platform says {said}")
    return told


def _word(error: str) -> str:
    """Return an error code of RFC 6749, or that it is none: what a server says freely may quote what it was sent."""
    plain = error.replace("_", "").isalpha() and error.isascii() and len(error) <= 40
    return error if plain else "something that is no error code"
