"""Meta's error object: ``{"error": {message, type, code, error_subcode, is_transient, error_user_msg, fbtrace_id}}``.

https://developers.facebook.com/docs/graph-api/guides/error-handling (read 2026-11-24). Codes decide; the sentences
are in the language of whoever owns the token.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from smm_action.core.http import Answer
from smm_action.model.delivery import Retry, Unknown
from smm_action.platformkit.cards import read_errors
from smm_action.platformkit.errors import Refusal, of_create, of_refusal, sentence, wait
from smm_action.platformkit.errortable import ErrorTable


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphError:
    """What an answer says of itself. ``words`` are harmless and hold no token."""

    code: int | None = None
    subcode: int | None = None
    type: str = ""
    transient: bool = False
    words: str = ""
    trace: str = ""
    """``fbtrace_id``: what Meta's support asks for."""


NONE = GraphError()
PERMISSIONS = range(200, 300)
"""Codes of which each stands for a permission that lacks; the table has the first of them."""


def read_graph_errors(package: str) -> ErrorTable:
    """Return the errors of the platform in ``package`` before those that all of Meta's share: its own rows win."""
    return ErrorTable(read_errors(package).rows + read_errors(__package__).rows)


def error_of(body: Any, secrets: Iterable[str]) -> GraphError | None:
    """Return the error that a parsed body holds, whatever the status; None when it holds none."""
    held = body.get("error") if isinstance(body, Mapping) else None
    if not isinstance(held, Mapping):
        return None
    secrets = tuple(secrets)
    shown = sentence(held.get("error_user_msg"), secrets) or sentence(held.get("message"), secrets)
    return GraphError(
        code=_number(held.get("code")),
        subcode=_number(held.get("error_subcode")),
        type=sentence(held.get("type"), secrets),
        transient=held.get("is_transient") is True,
        words=shown,
        trace=sentence(held.get("fbtrace_id"), secrets),
    )


def refused(table: ErrorTable, answer: Answer, error: GraphError) -> Refusal:
    """Return what the answer of a read, an upload or another call that may be repeated means."""
    known = _known(table, answer, error)
    match known:
        case Unknown():
            return Retry(reason=f"Nothing went out: Meta failed for a moment ({error.words}).", after=wait(answer))
        case None if error.transient:
            return Retry(reason=f"{answer.status}: {error.words}", after=wait(answer))
        case None:
            return of_refusal(answer, error.words)
        case _:
            return known


def refused_create(table: ErrorTable, answer: Answer, error: GraphError) -> Refusal | Unknown:
    """Return what the answer of the one create means that is not a success."""
    known = _known(table, answer, error)
    if known is None and error.transient and 400 <= answer.status < 500:
        return Retry(reason=f"{answer.status}: {error.words}", after=wait(answer))
    return known or of_create(answer, error.words)


def _known(table: ErrorTable, answer: Answer, error: GraphError) -> Refusal | Unknown | None:
    if error.code is None:
        return None
    words = f"{error.words}; fbtrace_id {error.trace}" if error.trace else error.words
    found = table.of(answer, code=error.code, subcode=error.subcode, type_=error.type, words=words)
    if found is None and error.code in PERMISSIONS:
        return table.of(answer, code=PERMISSIONS.start, type_=error.type, words=words)
    return found


def _number(held: Any) -> int | None:
    return held if isinstance(held, int) and not isinstance(held, bool) else None
