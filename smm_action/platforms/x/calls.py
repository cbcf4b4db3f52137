"""Signed calls, and what X's answers mean. Types, codes and statuses decide; its sentences are only shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from smm_action.core.http import Answer, Lost, NotSent
from smm_action.model.delivery import Rejected, Retry, Unauthorized, Unknown
from smm_action.model.post import EMPTY
from smm_action.platformkit.base import Session
from smm_action.platformkit.errors import Refusal, of_create, of_refusal, sentence, unreached
from smm_action.platforms.x.card import ERRORS
from smm_action.platforms.x.problems import problem_of
from smm_action.platforms.x.signing import Signer

SIGNER = "signer"
"""Where a session keeps its signer."""


def read(session: Session, method: str, path: str, *, params: Mapping[str, str] = EMPTY, **content: Any) -> Answer:
    """Make a signed call that may be repeated.

    Raises:
        NotSent, Lost: as ``Http.read``.
    """
    address = _address(path, params)
    return session.http.read(method, address, headers=_signed(session, method, address), **content)


def create(session: Session, path: str, body: Mapping[str, Any]) -> Answer:
    """Make the one call that changes the world.

    Raises:
        NotSent, Lost: as ``Http.create``.
    """
    answer = session.http.create("POST", path, headers=_signed(session, "POST", path), json=dict(body))
    session.throttle.note(answer)
    return answer


def read_data(session: Session, method: str, path: str, **content: Any) -> dict[str, Any] | Refusal:
    """Return the object under ``data``, or why it could not be had."""
    try:
        answer = read(session, method, path, **content)
    except (NotSent, Lost) as error:
        return unreached(error)
    return data_of(answer) or refusal(session, answer)


def data_of(answer: Answer) -> dict[str, Any] | None:
    """Return the object under ``data`` of a successful answer; errors beside it are told of parts that failed."""
    body = answer.json() if 200 <= answer.status < 300 else None
    data = body.get("data") if isinstance(body, dict) else None
    return data if isinstance(data, dict) and data else None


def refusal(session: Session, answer: Answer) -> Refusal:
    """Return what a read or an upload came to that did not work: none of it is visible to anyone."""
    known = _known(session, answer)
    if isinstance(known, Unknown):
        return Retry(reason=known.reason)
    if known is None and 200 <= answer.status < 300:
        return Retry(reason=f"X answered {answer.status} and nothing that could be understood")
    return known or of_refusal(answer, words(session, answer))


def create_refusal(session: Session, answer: Answer) -> Refusal | Unknown:
    """Return what a create came to that did not say what was made."""
    # a fault of the server may come after the post was made, whatever it calls itself
    known = None if answer.status >= 500 or answer.status == 408 else _known(session, answer)
    return known or of_create(answer, words(session, answer))


def words(session: Session, answer: Answer) -> str:
    """Return X's own sentence, harmless and without the secrets."""
    problem = problem_of(answer)
    return sentence(problem.words, _signer(session).secrets()) if problem else ""


def _known(session: Session, answer: Answer) -> Rejected | Retry | Unauthorized | Unknown | None:
    problem = problem_of(answer)
    if problem is None:
        return None
    return ERRORS.of(answer, code=problem.code, type_=problem.type, words=words(session, answer))


def _signer(session: Session) -> Signer:
    signer: Signer = session.memory[SIGNER]
    return signer


def _signed(session: Session, method: str, address: str) -> Mapping[str, str]:
    return _signer(session).headers(method, session.http.origin + address)


def _address(path: str, params: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(params, quote_via=quote)}" if params else path
