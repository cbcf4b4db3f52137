"""``smm status``: deliveries and receipts."""

from __future__ import annotations

import click

from smm_action.cli.options import global_options, settings


@click.command("status")
@click.argument("post", required=False)
@global_options
def command(post: str | None) -> None:
    """Show every delivery with its state and URL, or those of one post. Formats: text json."""
    from smm_action.cli.app import app
    from smm_action.cli.output import deliveries
    from smm_action.cli.records import rows
    from smm_action.core.errors import SmmError

    run = app()
    shown = [row for row in rows(run, run.ledger()) if post in {None, row.post}]
    run.say_without_state()
    if post is not None and not shown:
        raise SmmError(f"There is no post {post}.", "Posts are named by their id.", "Run `smm status` for all of them.")
    click.echo(deliveries.as_json(shown) if settings().format == "json" else deliveries.text(shown))
