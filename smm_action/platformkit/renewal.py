"""Renewing Meta's long-lived tokens: 60 days, anew from the day they are renewed (Instagram login, Threads).

The page says that the token is a parameter of the address, and no other way: so it is there, in this one call, which
goes to the platform alone. The old token stays good until its own end, so a lost answer is simply asked for again.
"""

from __future__ import annotations

from datetime import timedelta

from smm_action.core.clock import format_instant
from smm_action.core.http import Answer, Http, Lost, NotSent
from smm_action.model.delivery import Rejected, Retry, Unauthorized
from smm_action.platformkit.base import Refreshed
from smm_action.platformkit.errors import answered_at, unreached
from smm_action.platformkit.errortable import ErrorTable
from smm_action.platformkit.graph.errors import NONE, error_of, refused


def renewed(
    http: Http, field: str, token: str, *, grant: str, errors: ErrorTable
) -> Refreshed | Unauthorized | Retry | Rejected:
    """Ask once for a token in place of ``token``, which must be a day old; ``field`` is the credential's name."""
    params = {"grant_type": grant, "access_token": token}
    try:
        answer = http.create("GET", "/refresh_access_token", headers={"accept": "application/json"}, params=params)
    except (NotSent, Lost) as error:
        return unreached(error)
    body = answer.json()
    fault = error_of(body, (token,))
    if answer.status != 200 or fault is not None or not isinstance(body, dict):
        return refused(errors, answer, fault or NONE)
    fresh = body.get("access_token")
    if not isinstance(fresh, str) or not fresh:
        return Retry(reason="the platform answered without a token")
    return Refreshed(values={field: fresh}, expires=_end(answer, body.get("expires_in")))


def _end(answer: Answer, seconds: object) -> str | None:
    now = answered_at(answer)
    if now is None or not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 < seconds < 10**9:
        return None
    return format_instant(now + timedelta(seconds=seconds))
