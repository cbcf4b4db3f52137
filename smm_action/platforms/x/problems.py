"""What X's error bodies say, in whichever of their four shapes they come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from smm_action.core.http import Answer

BLANK = "about:blank"
"""The type of a problem that says no more than its status does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An error as far as it can be told from its fields."""

    type: str = ""
    """``https://api.x.com/2/problems/invalid-request``; older hosts are api.twitter.com. Its end decides."""
    code: int | str | None = None
    """A number (``187``), or OAuth 2's word (``invalid_request``)."""
    words: str = field(default="", repr=False)
    """X's own sentence; it is only shown."""


def problem_of(answer: Answer) -> Problem | None:
    """Return what an answer complains of, the first of several; None when it complains of nothing."""
    body = answer.json()
    if not isinstance(body, dict):
        return None
    listed = body.get("errors")
    first = listed[0] if isinstance(listed, list) and listed and isinstance(listed[0], dict) else {}
    if not first and not body.keys() & {"type", "detail", "code", "error"}:
        return None
    whole, inner = _problem(body), _problem(first)
    # what stands inside says which parameter is wrong, the whole only that one is
    return Problem(type=whole.type or inner.type, code=whole.code or inner.code, words=inner.words or whole.words)


def _problem(held: dict[str, Any]) -> Problem:
    kind, code = held.get("type"), held.get("code", held.get("error"))
    return Problem(
        type=kind if isinstance(kind, str) else "",
        code=code if isinstance(code, int | str) and not isinstance(code, bool) else None,
        words=_words(held),
    )


def _words(held: dict[str, Any]) -> str:
    names = ("detail", "message", "error_description", "title", "error")
    return next((text for name in names if isinstance(text := held.get(name), str) and text), "")
