"""Why a rendering may not be sendable."""

from __future__ import annotations

from dataclasses import dataclass


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
