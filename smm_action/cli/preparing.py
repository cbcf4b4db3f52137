"""Seal what is due into a directory, where no secret is in reach."""

from __future__ import annotations

from pathlib import Path

from smm_action.cli.app import App
from smm_action.cli.tick import tick
from smm_action.plan.select import parse
from smm_action.seal.directory import write
from smm_action.seal.sealing import Sealing


def prepare(run: App, selected: tuple[str, ...], directory: Path) -> Sealing:
    """Write what is due at the last commit to ``directory`` and return it. Claims nothing, sends nothing."""
    done = tick(run, parse(selected), dry_run=True)
    write(done.sealing, directory, run.must_have_repository().head())
    return done.sealing
