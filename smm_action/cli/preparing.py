"""Seal what is due into a directory, where no secret is in reach."""

from __future__ import annotations

from pathlib import Path

from smm_action.cli.app import App
from smm_action.cli.foretelling import Foretold, foretell
from smm_action.cli.tick import tick
from smm_action.plan.select import parse
from smm_action.seal.directory import write


def prepare(run: App, selected: tuple[str, ...], directory: Path) -> tuple[int, Foretold]:
    """Write what is due at the last commit to ``directory``. Claims nothing, sends nothing.

    Return how many deliveries were sealed, and what may keep them from going out.
    """
    done = tick(run, parse(selected), dry_run=True)
    write(done.sealing, directory, run.must_have_repository().head())
    return len(done.sealing.sealed), foretell(run, done.plan, done.sealing, done.ledger)
