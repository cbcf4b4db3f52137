"""Renewing the OAuth 2 access token. The refresh token is good once, so there is exactly one call."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from smm_action.core.clock import format_instant
from smm_action.core.http import Answer, Http, Lost, NotSent
from smm_action.model.delivery import Rejected, Retry, Unauthorized, Unknown
from smm_action.platformkit.base import Refreshed
from smm_action.platformkit.errors import answered_at, of_create, sentence
from smm_action.platforms.x.problems import problem_of

PATH = "/2/oauth2/token"
LIFETIME = 7200
"""Seconds of an access token when the answer does not say
(https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code, read 2026-11-24)."""
_AGAIN = "Authorize the account again (docs/platforms/x.md, OAuth 2) and store the new REFRESH_TOKEN."


def renew(http: Http, credentials: Mapping[str, str]) -> Refreshed | Unauthorized | Retry | Rejected | Unknown:
    """Exchange the refresh token for an access token and the next refresh token."""
    form = {"grant_type": "refresh_token", "refresh_token": credentials.get("REFRESH_TOKEN", "")}
    client, secret = credentials.get("CLIENT_ID", ""), credentials.get("CLIENT_SECRET", "")
    headers: dict[str, str] = {}
    if secret:
        # confidential clients authenticate, public ones only name themselves
        headers["authorization"] = "Basic " + base64.b64encode(f"{client}:{secret}".encode()).decode()
    else:
        form["client_id"] = client
    try:
        answer = http.create("POST", PATH, headers=headers, data=form)
    except NotSent as error:
        return Retry(reason=str(error))
    except Lost as error:
        return Unknown(reason=f"{error}; X may have renewed the token, and the old one may be dead. {_AGAIN}")
    return _refreshed(answer) or _refused(answer, tuple(filter(None, (*form.values(), secret))))


def _refreshed(answer: Answer) -> Refreshed | None:
    body = answer.json()
    if answer.status != 200 or not isinstance(body, dict):
        return None
    access, refresh = body.get("access_token"), body.get("refresh_token")
    if not (isinstance(access, str) and access and isinstance(refresh, str) and refresh):
        return None
    return Refreshed(values={"USER_TOKEN": access, "REFRESH_TOKEN": refresh}, expires=_expires(answer, body))


def _expires(answer: Answer, body: Mapping[str, Any]) -> str | None:
    lifetime, now = body.get("expires_in"), answered_at(answer)
    seconds = lifetime if isinstance(lifetime, int) and not isinstance(lifetime, bool) and lifetime > 0 else LIFETIME
    return None if now is None else format_instant(now + timedelta(seconds=seconds))


def _refused(answer: Answer, secrets: tuple[str, ...]) -> Unauthorized | Retry | Rejected | Unknown:
    problem = problem_of(answer)
    said = sentence(problem.words, secrets) if problem else ""
    if answer.status in {400, 401, 403}:
        # https://www.rfc-editor.org/rfc/rfc6749#section-5.2: invalid_request, invalid_grant, invalid_client …
        return Unauthorized(reason=f"X does not take the refresh token ({said or answer.status}). {_AGAIN}")
    told = of_create(answer, said)
    if isinstance(told, Unknown):
        return Unknown(reason=f"{told.reason}; the old refresh token may be dead. {_AGAIN}")
    return told
