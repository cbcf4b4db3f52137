"""``smm doctor``: what is set up, what is missing."""

from __future__ import annotations

import click

from smm_action.cli.options import global_options, settings


@click.command("doctor")
@click.option("--offline", is_flag=True, help="Look at names alone; sign in nowhere.")
@global_options
def command(*, offline: bool) -> None:
    """Say of each account whether it can publish, and what is missing. Never prints a secret. Formats: text json."""
    import json

    from smm_action.cli.app import app
    from smm_action.cli.checkup import examine
    from smm_action.cli.output.deliveries import table

    run = app()
    found = examine(run, offline=offline)
    if settings().format == "json":
        click.echo(json.dumps({"accounts": [item.document() for item in found]}, ensure_ascii=False, indent=2))
    else:
        signs = {True: click.style("✓", fg="green"), False: click.style("✗", fg="red")}
        click.echo(table([(signs[item.ready], item.account, item.platform, item.said) for item in found]))
    raise SystemExit(0 if all(item.ready for item in found) else 1)
