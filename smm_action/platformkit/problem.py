"""Why a rendering may not be sendable."""

from __future__ import annotations

from dataclasses import dataclass

from smm_action.model.delivery import Rejected

REFUSED = "refused-by-platform"
"""The rule of what a platform refuses for reasons of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault that shows when a post is rendered for an account; lint turns it into a finding."""

    rule: str
    """The rule it belongs to: ``text-too-long``, ``unresolved-mention`` …"""
    message: str
    where: tuple[str | int, ...] | None = None
    """The front-matter key it comes from, for ``Post.locate``."""
    line: int | None = None
    """The line of the body it comes from."""
    part: int | None = None
    """The part it is in, counted from 0."""


def refused_by(no: Rejected) -> Problem:
    """Return what a platform says that it will not send, for lint: nothing went out yet, so nothing is said of that."""
    said = no.reason.removeprefix("Nothing went out: ")
    return Problem(rule=REFUSED, message=f"{said[:1].upper()}{said[1:].rstrip('.')}.")
