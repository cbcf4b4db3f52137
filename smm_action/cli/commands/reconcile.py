"""``smm reconcile``: settle what dead runs left behind, and send nothing."""

from __future__ import annotations

import click

from smm_action.cli.options import global_options


@click.command("reconcile")
@global_options
def command() -> None:
    """Settle claims of dead runs: adopt what is out, free what surely is not. Sends nothing. Formats: text json."""
    from smm_action.cli.amending import settle

    raise SystemExit(settle(finished=False))
