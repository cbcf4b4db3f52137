"""``smm plan``: what is due, what waits and why, what is next."""

from __future__ import annotations

import click

from smm_action.cli.options import global_options, settings, words


@click.command("plan")
@click.option(
    "--select", "selected", multiple=True, metavar="KIND:VALUE", help="campaign:x platform:y account:z state:failed …"
)
@global_options
def command(selected: tuple[str, ...]) -> None:
    """Show what is due now, what waits and why, and what comes next. Formats: text json ics."""
    from smm_action.cli.app import app
    from smm_action.cli.output import plans
    from smm_action.plan.planner import plan
    from smm_action.plan.select import parse, select

    run = app()
    planned = select(plan(run.project, run.ledger(), run.now, run.sendable), parse(words(selected)), run.project)
    run.say_without_state()
    click.echo(plans.FORMATS.get(settings().format, plans.text)(planned))
