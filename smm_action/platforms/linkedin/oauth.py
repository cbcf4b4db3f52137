"""Tokens: how long one lives and what it may do, and a new one for a refresh token."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from smm_action.core.clock import format_instant
from smm_action.core.http import Answer, Http, Lost, NotSent, is_loopback
from smm_action.model.delivery import Rejected, Retry, Unauthorized
from smm_action.platformkit.base import Inspection, Refreshed, Session
from smm_action.platformkit.credentials import Secret
from smm_action.platformkit.errors import answered_at, sentence, wait
from smm_action.platforms.linkedin.session import SECRETS, is_organization

HOME = "https://www.linkedin.com"
"""Tokens are made and looked at on another host than the API's (authorization-code-flow, read 2026-11-24)."""
PERSON = ("w_member_social",)
ORGANIZATION = ("w_organization_social", "r_organization_social")
_RENEW = "Get a new token (`smm auth`) and store it."


def inspect(session: Session) -> Inspection:
    """Ask what the token may do and when it ends; LinkedIn tells only the app itself."""
    secrets = [session.memory.get(field) for field in SECRETS]
    if not all(isinstance(secret, Secret) for secret in secrets):
        return Inspection(
            said=("Store CLIENT_ID and CLIENT_SECRET of the app as well, and LinkedIn says how long the token lives.",)
        )
    client, secret = (one.reveal() for one in secrets if isinstance(one, Secret))
    form = {"client_id": client, "client_secret": secret, "token": session.token}
    try:
        answer = _home(session.http).read("POST", "/oauth/v2/introspectToken", data=form)
    except (NotSent, Lost) as error:
        return Inspection(said=(str(error),))
    told = answer.json()
    if answer.status != 200 or not isinstance(told, dict):
        return Inspection(
            said=(f"LinkedIn does not look at the token ({answer.status}): check CLIENT_ID and _SECRET.",)
        )
    if told.get("active") is not True:
        return Inspection(said=(f"The token is {sentence(told.get('status')) or 'not active'}. {_RENEW}",))
    held = {scope.strip() for scope in str(told.get("scope") or "").replace(" ", ",").split(",")}
    wanted = ORGANIZATION if is_organization(session) else PERSON
    return Inspection(
        missing_scopes=tuple(scope for scope in wanted if scope not in held),
        expires=_at(told.get("expires_at")),
    )


def renew(http: Http, credentials: Mapping[str, str]) -> Refreshed | Unauthorized | Retry | Rejected:
    """Exchange the refresh token, in one call. The old token stays good, so a lost answer is no harm."""
    missing = [field for field in ("REFRESH_TOKEN", *SECRETS) if not credentials.get(field)]
    if missing:
        return Rejected(reason=f"there is no {' and no '.join(missing)} to renew the token with", code="no-refresh")
    form = {
        "grant_type": "refresh_token",
        "refresh_token": credentials["REFRESH_TOKEN"],
        "client_id": credentials["CLIENT_ID"],
        "client_secret": credentials["CLIENT_SECRET"],
    }
    try:
        answer = _home(http).create("POST", "/oauth/v2/accessToken", data=form)
    except (NotSent, Lost) as error:
        return Retry(reason=str(error))
    return _renewed(answer, tuple(form.values())[1:])


def _renewed(answer: Answer, secrets: tuple[str, ...]) -> Refreshed | Unauthorized | Retry:
    told: Any = answer.json()
    held = told if isinstance(told, dict) else {}
    token = held.get("access_token")
    if answer.status == 200 and isinstance(token, str) and token:
        return Refreshed(values={"TOKEN": token}, expires=_after(answer, held.get("expires_in")))
    if answer.status in {200, 429} or answer.status >= 500:
        return Retry(reason=f"LinkedIn answered {answer.status} and no token", after=wait(answer))
    why = sentence(held.get("error_description") or held.get("error"), secrets)
    return Unauthorized(reason=f"LinkedIn does not renew the token ({answer.status} {why}). {_RENEW}")


def _home(http: Http) -> Http:
    return http if is_loopback(urlsplit(http.origin).hostname or "") else http.at(HOME)


def _after(answer: Answer, seconds: Any) -> str | None:
    now = answered_at(answer)
    if now is None or not isinstance(seconds, int) or isinstance(seconds, bool):
        return None
    return format_instant(now + timedelta(seconds=seconds))


def _at(seconds: Any) -> str | None:
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        return None
    return format_instant(datetime.fromtimestamp(seconds, UTC))
