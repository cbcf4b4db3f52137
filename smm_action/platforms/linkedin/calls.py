"""Calls with the account's token and the API's version, and what LinkedIn's answers mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smm_action.core.http import Answer, Lost, NotSent
from smm_action.model.delivery import Unknown
from smm_action.model.post import EMPTY
from smm_action.platformkit.base import Session
from smm_action.platformkit.errors import Refusal, of_create, of_refusal, sentence, unreached
from smm_action.platforms.linkedin.card import CARD, ERRORS

DUPLICATE = "DUPLICATE_POST"


def version(options: Mapping[str, Any]) -> str:
    """Return the API's version: the account's own ``version:``, else the card's."""
    assert CARD.version is not None
    return str(options.get("version") or CARD.version.name)


def headers(session: Session, method: str = "") -> dict[str, str]:
    """Return the headers of a call under ``/rest/``; ``method`` is Rest.li's, where the verb does not say it."""
    found = {
        "authorization": f"Bearer {session.token}",
        "accept": "application/json",
        "linkedin-version": version(session.options),
        "x-restli-protocol-version": "2.0.0",
    }
    return {**found, "x-restli-method": method} if method else found


def read(session: Session, verb: str, path: str, *, method: str = "", **content: Any) -> Answer:
    """Make an authorized call that may be repeated.

    Raises:
        NotSent, Lost: as ``Http.read``.
    """
    answer = session.http.read(verb, path, headers=headers(session, method), **content)
    session.throttle.note(answer)
    return answer


def create(session: Session, path: str, body: Mapping[str, Any]) -> Answer:
    """Make the one call that changes the world.

    Raises:
        NotSent, Lost: as ``Http.create``.
    """
    answer = session.http.create("POST", path, headers=headers(session), json=dict(body))
    session.throttle.note(answer)
    return answer


def read_object(session: Session, path: str, *, method: str = "") -> dict[str, Any] | Refusal:
    """Return the JSON object at ``path`` (query included, as Rest.li wants it), or why it could not be had."""
    try:
        answer = read(session, "GET", path, method=method)
    except (NotSent, Lost) as error:
        return unreached(error)
    body = answer.json()
    return body if answer.status == 200 and isinstance(body, dict) else refusal(session, answer)


def elements(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the members of a collection."""
    held = answer.get("elements")
    return [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []


def refusal(session: Session, answer: Answer) -> Refusal:
    """Return what a read or an upload came to that did not work."""
    known = _known(session, answer)
    return of_refusal(answer, words(session, answer)) if known is None or isinstance(known, Unknown) else known


def create_refusal(session: Session, answer: Answer) -> Refusal | Unknown:
    """Return what a create came to whose answer is not the status that was made."""
    return _known(session, answer) or of_create(answer, words(session, answer))


def error_code(answer: Answer) -> str | None:
    """Return the error's own name: ``code``, else that of the first input error."""
    body = _body(answer)
    details = body.get("errorDetails")
    inputs = details.get("inputErrors") if isinstance(details, dict) else None
    first = inputs[0] if isinstance(inputs, list) and inputs and isinstance(inputs[0], dict) else EMPTY
    return next((held for held in (body.get("code"), first.get("code")) if isinstance(held, str) and held), None)


def words(session: Session, answer: Answer) -> str:
    """Return LinkedIn's own sentence, harmless and without the token."""
    return sentence(_body(answer).get("message"), (session.token,))


def _known(session: Session, answer: Answer) -> Refusal | Unknown | None:
    number = _body(answer).get("serviceErrorCode")
    subcode = number if isinstance(number, int) and not isinstance(number, bool) else None
    return ERRORS.of(answer, code=error_code(answer), subcode=subcode, words=words(session, answer))


def _body(answer: Answer) -> Mapping[str, Any]:
    held = answer.json()
    return held if isinstance(held, dict) else EMPTY
