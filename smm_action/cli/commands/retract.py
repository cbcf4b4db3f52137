"""``smm retract``: take back what is out."""

from __future__ import annotations

import click

from smm_action.cli.options import global_options


@click.command("retract")
@click.argument("post")
@click.argument("accounts", metavar="[ACCOUNT]...", nargs=-1)
@click.option("--reason", default="taken back", help="Why, for the ledger.")
@click.option("--by-hand", is_flag=True, help="It was deleted by hand; record that.")
@global_options
def command(post: str, accounts: tuple[str, ...], reason: str, *, by_hand: bool) -> None:
    """Delete a post where it is out, every part and every revision, and hold it elsewhere. Formats: text json.

    Exit 1 when something of it may still be there: it says where, and what to do. A deletion that fails is tried again
    by the next tick.
    """
    from smm_action.cli.retracting import retract

    raise SystemExit(retract(post, accounts, reason, by_hand=by_hand))
