"""``smm release``."""

from __future__ import annotations

import click

from smm_action.cli.options import global_options


@click.command("release")
@click.argument("post")
@click.argument("account")
@click.option("--reason", default="released by hand", help="Why, for the ledger.")
@global_options
def command(post: str, account: str, reason: str) -> None:
    """Let a held, missed or failed delivery go; it is due at once if its time has passed. Formats: text json."""
    from smm_action.cli.amending import say

    say(post, account, "released", reason=reason)
