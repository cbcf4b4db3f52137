"""What an HTTP answer means for a delivery. Keyed on status and error codes; localised sentences are only shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from smm_action.core.clock import format_instant
from smm_action.core.http import Answer, Lost, NotSent
from smm_action.model.delivery import Rejected, Retry, Unauthorized, Unknown

MAX_SENTENCE = 300
"""Code points of a server's own words that are kept: they end up in the ledger."""
_TAG = re.compile(r"<[^<>]*>")
_RESETS = ("x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset")
Refusal = Retry | Rejected | Unauthorized
"""It surely did not go out."""


def sentence(text: object, secrets: Iterable[str] = ()) -> str:
    """Return a server's words as one harmless line of at most ``MAX_SENTENCE`` code points, without ``secrets``."""
    shown = text if isinstance(text, str) else ""
    for secret in secrets:
        shown = shown.replace(secret, "…") if secret else shown
    shown = _TAG.sub(" ", shown)
    shown = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in shown)
    shown = " ".join(shown.split())
    return shown if len(shown) <= MAX_SENTENCE else shown[: MAX_SENTENCE - 1] + "…"


def answered_at(answer: Answer) -> datetime | None:
    """Return the server's clock as its ``Date`` header tells it, or None when there is none."""
    try:
        instant = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return None
    return instant.astimezone(UTC) if instant.tzinfo else None


def answer_instant(answer: Answer, otherwise: str) -> str:
    """Return when ``answer`` was given as RFC 3339 UTC, by the server's clock; ``otherwise`` when it has none."""
    instant = answered_at(answer)
    return otherwise if instant is None else format_instant(instant)


def wait(answer: Answer) -> float | None:
    """Return the seconds the server asks us to wait: Retry-After, or the reset of its rate limit."""
    asked = _retry_after(answer)
    return until_reset(answer) if asked is None else asked


def until_reset(answer: Answer) -> float | None:
    """Return the seconds until the server's rate limit begins anew, or None when it does not say.

    Resets come as ISO 8601 (Mastodon) or as seconds since 1970 (Bluesky, X, mastodon_mock) and are held against
    the answer's own ``Date``, so no clock of ours is read.
    """
    now = answered_at(answer)
    reset = next((answer.headers[name] for name in _RESETS if name in answer.headers), None)
    instant = None if reset is None else _instant(reset)
    return None if now is None or instant is None else max(0.0, (instant - now).total_seconds())


def of_refusal(answer: Answer, words: str) -> Refusal:
    """Return what an answer means that surely left the world as it was: of a read, an upload, or a create's 4xx."""
    shown = f"{answer.status}: {words}" if words else f"the server answered {answer.status}"
    if answer.status in {401, 403}:
        return Unauthorized(reason=shown)
    if answer.status == 429:
        return Retry(reason=shown, after=wait(answer))
    if answer.status >= 500 or answer.status == 408:
        return Retry(reason=shown, after=_retry_after(answer))
    return Rejected(reason=shown, code=str(answer.status))


def of_create(answer: Answer, words: str, *, busy_is_unsent: bool = False) -> Refusal | Unknown:
    """Return what a create's answer other than success means.

    A 5xx (and 408) may come after the post was made, so it is Unknown; ``busy_is_unsent`` says that on this
    platform a 503 with Retry-After is given before anything is done.
    """
    if answer.status == 503 and busy_is_unsent and _retry_after(answer) is not None:
        return of_refusal(answer, words)
    if 200 <= answer.status < 300:
        return Unknown(reason=f"the server answered {answer.status} and nothing that could be understood")
    if answer.status >= 500 or answer.status == 408:
        return Unknown(reason=f"the server answered {answer.status}; the post may be out")
    return of_refusal(answer, words)


def unreached(error: NotSent | Lost) -> Retry:
    """Return what a failed read or upload means: nothing of it is visible, so it may be repeated."""
    return Retry(reason=str(error))


def lost(error: NotSent | Lost) -> Retry | Unknown:
    """Return what a failed create means: a connection that was never made is no doubt, a lost answer is."""
    return Retry(reason=str(error)) if isinstance(error, NotSent) else Unknown(reason=str(error))


def _retry_after(answer: Answer) -> float | None:
    held = answer.headers.get("retry-after", "").strip()
    if held.isascii() and held.isdigit():
        return float(held)
    now = answered_at(answer)
    try:
        until = parsedate_to_datetime(held)
    except ValueError:
        return None
    return None if now is None or until.tzinfo is None else max(0.0, (until - now).total_seconds())


def _instant(text: str) -> datetime | None:
    try:
        if text.isascii() and text.isdigit():
            return datetime.fromtimestamp(int(text), UTC)
        instant = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
