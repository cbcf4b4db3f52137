"""Signing in, by whichever credentials are there, and what they may do."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from smm_action.core.clock import format_instant
from smm_action.core.http import Answer, Lost, NotSent
from smm_action.model.delivery import Rejected, Retry, Unauthorized
from smm_action.platformkit.base import Inspection, Session
from smm_action.platformkit.errors import answered_at, unreached
from smm_action.platforms.x.calls import SIGNER, data_of, read, refusal
from smm_action.platforms.x.signing import Bearer, OAuth1, Signer

CLOCK = "clock"
"""Where a session keeps what X's clock said at sign-in, RFC 3339; missing when it said nothing."""
_OAUTH1 = ("API_KEY", "API_SECRET", "ACCESS_TOKEN", "ACCESS_SECRET")
_RENEW = "make a new access token under Keys and tokens in X's developer console and change the secrets"


def sign_in(session: Session, credentials: Mapping[str, str]) -> Session | Unauthorized | Retry:
    """Return a session whose credentials X knows. OAuth 1.0a is preferred: its secrets do not rotate."""
    signer = _signer(credentials)
    if isinstance(signer, Unauthorized):
        return signer
    session.memory[SIGNER] = signer
    try:
        answer = read(session, "GET", "/2/users/me")
    except (NotSent, Lost) as error:
        return unreached(error)
    owner = data_of(answer)
    if owner is None:
        return _refused(session, answer)
    identity = {name: held for name in ("id", "username") if isinstance(held := owner.get(name), str) and held}
    if len(identity) < 2:
        return Unauthorized(reason="X did not say whose credentials these are")
    session.identity = MappingProxyType(identity)
    session.scopes = _scopes(answer)
    clock = answered_at(answer)
    if clock is not None:
        session.memory[CLOCK] = format_instant(clock)
    return session


def inspect(session: Session) -> Inspection:
    """Return what ``smm doctor`` says beyond whose credentials they are."""
    rotating = isinstance(session.memory[SIGNER], Bearer)
    if rotating:
        return Inspection(
            expires=session.expires,
            said=(
                "OAuth 2: the token ends after two hours and is renewed by itself; each renewal rotates the secret.",
            ),
        )
    missing = () if session.scopes is None or "write" in session.scopes else ("write",)
    said = (f"The access token is read-only: give the app Read and write, then {_RENEW}.",) if missing else ()
    return Inspection(missing_scopes=missing, said=said)


def _signer(credentials: Mapping[str, str]) -> Signer | Unauthorized:
    if all(credentials.get(name) for name in _OAUTH1):
        return OAuth1(credentials)
    token = credentials.get("USER_TOKEN")
    if token:
        return Bearer(token)
    return Unauthorized(reason="there is no access token yet: it comes with the first renewal of REFRESH_TOKEN")


def _refused(session: Session, answer: Answer) -> Unauthorized | Retry:
    told = refusal(session, answer)
    if isinstance(told, Rejected):
        return Unauthorized(reason=f"X does not take the credentials ({told.reason})")
    return told


def _scopes(answer: Answer) -> frozenset[str] | None:
    """Return what ``x-access-level`` says of an OAuth 1.0a token (``read``, ``read-write``)."""
    level = answer.headers.get("x-access-level", "")
    return frozenset(level.split("-")) if level else None
