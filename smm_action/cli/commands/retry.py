"""``smm retry``."""

from __future__ import annotations

import click

from smm_action.cli.options import global_options


@click.command("retry")
@click.argument("post")
@click.argument("account")
@click.option("--reason", default="to be tried again", help="Why, for the ledger.")
@global_options
def command(post: str, account: str, reason: str) -> None:
    """Try a failed delivery again. Formats: text json."""
    from smm_action.cli.amending import say

    say(post, account, "released", reason=reason)
