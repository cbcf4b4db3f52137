"""XRPC calls with the session's token, renewed when it has expired (400 ExpiredToken, not 401)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from smm_action.core.http import Answer, Lost, NotSent
from smm_action.model.delivery import Rejected, Retry, Unauthorized, Unknown
from smm_action.platformkit.base import Session
from smm_action.platformkit.credentials import Secret
from smm_action.platformkit.errors import Refusal, answer_instant, of_create, of_refusal, sentence, unreached

_CREDENTIAL_CODES = frozenset(
    {
        "AuthenticationRequired", "AuthMissing", "InvalidToken", "ExpiredToken", "AccountTakedown",
        "AccountDeactivated", "AuthFactorTokenRequired", "InvalidAuthToken", "BadAuthToken",
    }
)  # fmt: skip


def read(
    session: Session, method: str, name: str, *, headers: Mapping[str, str] | None = None, **content: Any
) -> Answer:
    """Make an authorized call that may be repeated.

    Raises:
        NotSent, Lost: as ``Http.read``.
    """
    return _renewing(session, session.http.read, method, name, headers, content)


def create(session: Session, name: str, body: Mapping[str, Any]) -> Answer:
    """Make the one call that changes the world; again with a new token when the old one was refused as expired.

    Raises:
        NotSent, Lost: as ``Http.create``.
    """
    answer = _renewing(session, session.http.create, "POST", name, None, {"json": body})
    session.throttle.note(answer)
    return answer


def read_object(session: Session, name: str, **content: Any) -> dict[str, Any] | Refusal:
    """Return the JSON object a query answers, or why it could not be had."""
    try:
        answer = read(session, "GET", name, **content)
    except (NotSent, Lost) as error:
        return unreached(error)
    body = answer.json()
    return body if answer.status == 200 and isinstance(body, dict) else refusal(session, answer)


def code(answer: Answer) -> str:
    """Return the error's name: ``InvalidSwap``, ``RecordNotFound`` …; empty when there is none."""
    body = answer.json()
    name = body.get("error") if isinstance(body, dict) else None
    return name if isinstance(name, str) and name.isascii() and name.isalnum() else ""


def refusal(session: Session, answer: Answer) -> Refusal:
    """Return what a query or an upload came to that did not work."""
    return _refused(session, answer) or of_refusal(answer, words(session, answer))


def create_refusal(session: Session, answer: Answer) -> Refusal | Unknown:
    """Return what the create came to whose answer is not the record that was made."""
    return _refused(session, answer) or of_create(answer, words(session, answer))


def words(session: Session, answer: Answer) -> str:
    """Return name and message of the error, harmless and without the tokens."""
    body = answer.json()
    if not isinstance(body, dict):
        return ""
    shown = sentence(body.get("message"), _secrets(session))
    return " ".join(part for part in (code(answer), shown) if part)


def note_clock(session: Session, answer: Answer) -> None:
    """Keep the server's clock: records say when they were made, and we have no clock of our own here."""
    instant = answer_instant(answer, "")
    if instant:
        session.memory["clock"] = instant


def _refused(session: Session, answer: Answer) -> Refusal | None:
    """What the name of the error says more exactly than the status."""
    if not 400 <= answer.status < 500:
        return None
    name = code(answer)
    if name in _CREDENTIAL_CODES:
        return Unauthorized(reason=words(session, answer))
    if name == "BlobNotFound":
        # The server forgets blobs that no record uses: the next attempt uploads them again.
        return Retry(reason=words(session, answer))
    if answer.status not in {401, 403, 408, 429}:
        return Rejected(reason=words(session, answer) or f"the server answered {answer.status}", code=name)
    return None


def _renewing(
    session: Session,
    call: Callable[..., Answer],
    method: str,
    name: str,
    headers: Mapping[str, str] | None,
    content: Mapping[str, Any],
) -> Answer:
    path = f"/xrpc/{name}"
    answer = call(method, path, headers={**(headers or {}), **_bearer(session.token)}, **content)
    if answer.status in {400, 401} and code(answer) == "ExpiredToken" and _renew(session):
        answer = call(method, path, headers={**(headers or {}), **_bearer(session.token)}, **content)
    note_clock(session, answer)
    return answer


def _renew(session: Session) -> bool:
    """Trade the refresh token for a new pair. Whether that worked; if not, the expired answer stands."""
    held = session.memory.get("refresh")
    if not isinstance(held, Secret):
        return False
    path = "/xrpc/com.atproto.server.refreshSession"
    try:
        answer = session.http.create("POST", path, headers=_bearer(held.reveal()))
    except (NotSent, Lost):
        return False
    body = answer.json()
    fresh = body if answer.status == 200 and isinstance(body, dict) else {}
    access, refresh = fresh.get("accessJwt"), fresh.get("refreshJwt")
    if not isinstance(access, str) or not isinstance(refresh, str):
        return False
    session.token, session.memory["refresh"] = access, Secret(refresh)
    return True


def _bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def _secrets(session: Session) -> tuple[str, ...]:
    """Everything that a server might hand back to us in an error."""
    return (session.token, *(held.reveal() for held in session.memory.values() if isinstance(held, Secret)))
