"""Signing in with an app password. The tokens live in memory only."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from smm_action.core.http import Answer
from smm_action.model.delivery import Rejected, Retry, Unauthorized
from smm_action.platformkit.base import Session
from smm_action.platformkit.credentials import Secret
from smm_action.platformkit.errors import of_refusal, sentence
from smm_action.platforms.bluesky.calls import code, note_clock


def sign_in(session: Session, credentials: Mapping[str, str]) -> Session | Unauthorized | Retry:
    """Return a session.

    Raises:
        NotSent, Lost: as ``Http.read``.
    """
    identifier = session.handle.removeprefix("@")
    if not identifier:
        return Unauthorized(reason="the account has no `handle:`, which is the name to sign in with")
    password = credentials.get("APP_PASSWORD", "")
    answer = session.http.read(
        "POST", "/xrpc/com.atproto.server.createSession", json={"identifier": identifier, "password": password}
    )
    body = answer.json()
    if answer.status != 200 or not isinstance(body, dict):
        return _not_signed_in(answer, password)
    held = {name: value for name, value in body.items() if isinstance(value, str) and value}
    if not {"did", "handle", "accessJwt", "refreshJwt"} <= held.keys():
        return Retry(reason="the server's answer to signing in makes no sense")
    session.handle, session.token = held["handle"], held["accessJwt"]
    session.identity = MappingProxyType({"did": held["did"], "handle": held["handle"]})
    session.memory |= {"refresh": Secret(held["refreshJwt"]), "password": Secret(password)}
    note_clock(session, answer)
    return session


def _not_signed_in(answer: Answer, password: str) -> Unauthorized | Retry:
    body: Any = answer.json()
    message = sentence(body.get("message"), (password,)) if isinstance(body, dict) else ""
    outcome = of_refusal(answer, " ".join(part for part in (code(answer), message) if part))
    return Unauthorized(reason=outcome.reason) if isinstance(outcome, Rejected) else outcome
