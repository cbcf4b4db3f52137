"""``smm action``: what action.yml calls."""

from __future__ import annotations

import click


@click.command("action", hidden=True)
def command() -> None:
    """Run the command of the Action's inputs (SMM_INPUT_…) as this step."""
    from smm_action.cli.actions import run_action

    raise SystemExit(run_action())
