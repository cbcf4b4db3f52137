"""``smm publish``: the tick."""

from __future__ import annotations

from pathlib import Path

import click

from smm_action.cli.options import global_options, settings, words


@click.command("publish")
@click.option("--dry-run", is_flag=True, help="Do everything but claim and send.")
@click.option("--select", "selected", multiple=True, metavar="KIND:VALUE", help="campaign:x platform:y account:z …")
@click.option("--sealed", metavar="DIR", type=click.Path(file_okay=False), help="Send what `smm prepare` wrote there.")
@click.option("--loop", metavar="SECONDS", type=click.IntRange(min=10), help="Keep ticking on this machine.")
@global_options
def command(*, dry_run: bool, selected: tuple[str, ...], sealed: str | None, loop: int | None) -> None:
    """Send what is due and record what came of it. Formats: text json.

    Reads the last commit, never the work tree. Exit 1 when a delivery failed, became unknown or was held in this run;
    exit 3 when it could not work safely.
    """
    from smm_action.cli.publishing import publish_once

    while True:
        status = publish_once(words(selected), dry_run=dry_run, sealed=Path(sealed) if sealed else None)
        if loop is None:
            raise SystemExit(status)
        if not settings().quiet:
            click.echo(f"Next look in {loop} seconds; stop with Ctrl-C.", err=True)
        _sleep(loop)


def _sleep(seconds: int) -> None:
    import time

    time.sleep(seconds)
