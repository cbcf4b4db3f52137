"""``smm release``."""

from __future__ import annotations

import click

from smm_action.cli.options import global_options


@click.command("release")
@click.argument("post")
@click.argument("account", required=False)
@click.option("--reason", default="released by hand", help="Why, for the ledger.")
@global_options
def command(post: str, account: str | None, reason: str) -> None:
    """Let a held, missed or failed post go, on ACCOUNT or on every one. Formats: text json.

    It is due at once if its time has passed. Posts of one account keep the distance of `policy.min_gap`, or ten
    minutes, so that what a freeze held does not come out in one minute.
    """
    from smm_action.cli.releasing import release

    release(post, account, reason)
