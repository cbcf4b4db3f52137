"""The Action's inputs, as action.yml hands them over: environment variables ``SMM_INPUT_…``, never expressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from smm_action.core.clock import parse_instant
from smm_action.core.errors import SmmError

COMMANDS = ("lint", "prepare", "publish", "metrics", "flush")
"""What ``smm action`` does; ``gate`` runs alone, before anything is installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """One call of the Action."""

    command: str
    root: Path = Path("content")
    sealed: Path = Path("smm-sealed")
    dry_run: bool = False
    select: tuple[str, ...] = ()
    now: datetime | None = None


def read(environ: Mapping[str, str]) -> Inputs:
    """Return the inputs; an empty one is its default, as GitHub passes inputs nobody gave.

    Raises:
        SmmError: an input has a value that means nothing.
    """
    command = _given(environ, "SMM_INPUT_COMMAND")
    if command not in COMMANDS:
        raise _odd("command", command, f"one of gate, {', '.join(COMMANDS)}")
    return Inputs(
        command=command,
        root=Path(_given(environ, "SMM_INPUT_ROOT") or "content"),
        sealed=Path(_given(environ, "SMM_INPUT_SEALED") or "smm-sealed"),
        dry_run=_truth("dry-run", _given(environ, "SMM_INPUT_DRY_RUN")),
        select=tuple(_given(environ, "SMM_INPUT_SELECT").split()),
        now=_instant(_given(environ, "SMM_INPUT_NOW")),
    )


def _given(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name, "").strip()


def _truth(name: str, text: str) -> bool:
    """Return a boolean as YAML writes it; ``dry-run: yes`` must not publish."""
    if text.lower() not in {"", "true", "false"}:
        raise _odd(name, text, "true or false")
    return text.lower() == "true"


def _instant(text: str) -> datetime | None:
    try:
        return parse_instant(text) if text else None
    except ValueError:
        raise _odd("now", text, "an instant such as 2026-12-01T08:00:00Z") from None


def _odd(name: str, text: str, wanted: str) -> SmmError:
    return SmmError(f"The input `{name}` is {text[:80]!r}.", f"It is {wanted}.", "Mend the step in the workflow.")
