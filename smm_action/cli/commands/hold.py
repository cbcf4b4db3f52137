"""``smm hold``."""

from __future__ import annotations

import click

from smm_action.cli.options import global_options


@click.command("hold")
@click.argument("post")
@click.argument("account")
@click.option("--reason", default="held by hand", help="Why, for the ledger.")
@global_options
def command(post: str, account: str, reason: str) -> None:
    """Keep a delivery from going out until it is released. Formats: text json."""
    from smm_action.cli.amending import say

    say(post, account, "held", reason=reason)
