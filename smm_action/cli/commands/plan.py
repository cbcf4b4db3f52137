"""``smm plan``: what is due, what waits and why, what is next."""

from __future__ import annotations

import click

from smm_action.cli.options import global_options, settings, words


@click.command("plan")
@click.option(
    "--select", "selected", multiple=True, metavar="KIND:VALUE", help="campaign:x platform:y account:z state:failed …"
)
@click.option("--matrix", is_flag=True, help="Print the accounts with something due as a GitHub matrix of jobs.")
@click.option("--shards", "most", type=click.IntRange(min=1, max=256), metavar="N", help="At most N jobs. Default 8.")
@global_options
def command(*, selected: tuple[str, ...], matrix: bool, most: int | None) -> None:
    """Show what is due now, what waits and why, and what comes next. Formats: text json ics."""
    from smm_action.cli.app import app
    from smm_action.cli.output import plans
    from smm_action.plan.planner import plan
    from smm_action.plan.select import parse, select
    from smm_action.plan.shards import MOST, shards

    run = app()
    planned = select(plan(run.project, run.ledger(), run.now, run.sendable), parse(words(selected)), run.project)
    run.say_without_state()
    if matrix:
        click.echo(plans.matrix(shards(planned, most or MOST)))
    else:
        click.echo(plans.FORMATS.get(settings().format, plans.text)(planned))
