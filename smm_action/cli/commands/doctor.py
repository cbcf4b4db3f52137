"""``smm doctor``: what is set up, what is missing, what ends."""

from __future__ import annotations

import click

from smm_action.cli.options import global_options, settings


@click.command("doctor")
@click.option("--offline", is_flag=True, help="Look at names alone; sign in nowhere.")
@global_options
def command(*, offline: bool) -> None:
    """Say of each account whether it can publish, what is missing, and how long its credential lives.

    Never prints a secret and renews nothing. Exit status 1: an account that a post names is not ready.
    Formats: text json.
    """
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
        lines = table(
            [(signs[item.ready], item.account, item.platform, " ".join(item.said.split())) for item in found]
        ).splitlines()
        for line, item in zip(lines, found, strict=True):
            click.echo(line)
            for sentence in item.sentences():
                click.echo(f"    {sentence}")
    raise SystemExit(0 if all(item.ready for item in found if item.in_use) else 1)
