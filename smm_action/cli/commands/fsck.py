"""``smm fsck``: check the state branch, and mend what can be mended."""

from __future__ import annotations

import click

from smm_action.cli.options import global_options


@click.command("fsck")
@click.option("--repair", is_flag=True, help="Write index and dashboard anew.")
@click.option("--adopt", is_flag=True, help="Vouch for the ledger as it is, under SMM_STATE_KEY.")
@click.option("--compact", metavar="AGE", help="Make deliveries small that are settled for longer, such as 90d.")
@global_options
def command(*, repair: bool, adopt: bool, compact: str | None) -> None:
    """Check every file of the state branch: schemas, places, invariants, chain, pages. Formats: text json.

    Exit 0 when it is clean, 1 with findings, 3 when it can not be read or not safely be written.
    """
    from smm_action.cli.fscking import Wanted, fsck

    raise SystemExit(fsck(Wanted(repair=repair, adopt=adopt, compact=compact)))
