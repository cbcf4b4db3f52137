"""``smm metrics``: count what is out."""

from __future__ import annotations

import click

from smm_action.cli.options import global_options, settings


@click.command("metrics")
@click.option("--all", "everything", is_flag=True, help="Count everything now, due or not.")
@global_options
def command(*, everything: bool) -> None:
    """Count likes, reposts, replies, quotes and followers where it is due, and record them. Formats: text json."""
    from smm_action.cli.counting import count, show

    counted, failures = count(everything=everything)
    click.echo(show(counted, as_json=settings().format == "json"))
    for account, reason in failures.items():
        click.echo(f"{account} could not be counted: {reason}", err=True)
    raise SystemExit(1 if failures else 0)
