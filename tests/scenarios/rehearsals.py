"""`smm rehearse` by its command, as several files of tests do it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from smm_action.cli.group import smm

STORM = "*.publish drop chance=0.1; *.publish error 500 after chance=0.1; *.publish error 503 chance=0.1"


@dataclass(frozen=True)
class Rehearsed:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


def rehearsed(root: Path, *arguments: str, form: str = "json", last: str = "2026-12-04") -> Rehearsed:
    """Rehearse the posts in ``root`` from the first of December to ``last``."""
    command = ["--root", str(root), "--format", form, "rehearse", "--from", "2026-12-01", "--to", last]
    done = CliRunner().invoke(smm, [*command, *arguments], standalone_mode=True)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Rehearsed(done.exit_code, done.stdout, done.stderr)
