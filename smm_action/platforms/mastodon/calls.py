"""Calls with the account's token, and what Mastodon's answers mean. Statuses decide; sentences are localised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smm_action.core.http import Answer, Lost, NotSent
from smm_action.model.delivery import Unauthorized, Unknown
from smm_action.model.post import EMPTY
from smm_action.platformkit.base import Session
from smm_action.platformkit.errors import Refusal, of_create, of_refusal, sentence, unreached


def headers(session: Session) -> dict[str, str]:
    """Return the headers of an authorized call."""
    return {"authorization": f"Bearer {session.token}", "accept": "application/json"}


def read(session: Session, method: str, path: str, **content: Any) -> Answer:
    """Make an authorized call that may be repeated.

    Raises:
        NotSent, Lost: as ``Http.read``.
    """
    return session.http.read(method, path, headers=headers(session), **content)


def create(session: Session, path: str, *, extra: Mapping[str, str] = EMPTY, **content: Any) -> Answer:
    """Make the one call that changes the world; ``extra`` are headers of its own.

    Raises:
        NotSent, Lost: as ``Http.create``.
    """
    answer = session.http.create("POST", path, headers={**headers(session), **extra}, **content)
    session.throttle.note(answer)
    return answer


def read_object(session: Session, path: str, **content: Any) -> dict[str, Any] | Refusal:
    """Return the JSON object at ``path``, or why it could not be had."""
    try:
        answer = read(session, "GET", path, **content)
    except (NotSent, Lost) as error:
        return unreached(error)
    # a look counts against the same limit of calls as a post (rack_attack.rb: throttle_authenticated_api)
    session.throttle.note(answer)
    body = answer.json()
    return body if answer.status == 200 and isinstance(body, dict) else refusal(session, answer)


def refusal(session: Session, answer: Answer) -> Refusal:
    """Return what a read or an upload came to that did not work."""
    return _no_token(answer) or of_refusal(answer, words(session, answer))


def create_refusal(session: Session, answer: Answer) -> Refusal | Unknown:
    """Return what a create came to whose answer is not the status that was made."""
    return _no_token(answer) or of_create(answer, words(session, answer))


def words(session: Session, answer: Answer) -> str:
    """Return the server's own sentence, harmless and without the token."""
    body = answer.json()
    return sentence(body.get("error"), (session.token,)) if isinstance(body, dict) else ""


def _no_token(answer: Answer) -> Unauthorized | None:
    """A real validation error says what is wrong; snac answers a bad token with 422 and not a word."""
    if answer.status == 422 and not answer.body.strip():
        return Unauthorized(reason="422 without a word: the server does not know the token")
    return None
