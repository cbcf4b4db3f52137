"""``smm prepare``: seal what is due into a directory, where no secret is in reach."""

from __future__ import annotations

from pathlib import Path

import click

from smm_action.cli.options import global_options, settings, words


@click.command("prepare")
@click.option("--out", default="smm-sealed", show_default=True, metavar="DIR", help="Where to write.")
@click.option("--select", "selected", multiple=True, metavar="KIND:VALUE", help="campaign:x platform:y account:z …")
@global_options
def command(out: str, selected: tuple[str, ...]) -> None:
    """Seal what is due into a directory for `smm publish --sealed`. Needs no secret and sends nothing."""
    from smm_action.cli.app import app
    from smm_action.cli.preparing import prepare

    count, foretold = prepare(app(), words(selected), Path(out))
    if not settings().quiet:
        click.echo(f"{count} deliveries sealed in {out}.")
        for line in foretold.lines("Will be held"):
            click.echo(line, err=True)
