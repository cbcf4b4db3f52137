"""``smm auth``: obtain what an account needs, and store it without showing it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from smm_action.cli.options import global_options


@click.command("auth")
@click.argument("account")
@click.option("--list", "listing", is_flag=True, help="Only say what the account needs, and ask for nothing.")
@click.option("--by", type=click.Choice(["code", "device", "pin", "paste"]), help="How. [default: as the card says]")
@click.option("--way", metavar="NAME", help="Which of the platform's kinds of credentials.")
@click.option("--port", type=int, default=8737, show_default=True, help="Port the browser comes back to.")
@click.option("--store", type=click.Choice(["gh", "branch", "file"]), help="Where to store. [default: asks]")
@click.option("--file", "path", type=click.Path(path_type=Path), help="The file of --store file.")
@click.option("--no-browser", is_flag=True, help="Open no browser; the address is shown.")
@global_options
def command(account: str, *, listing: bool, path: Path | None, **given: Any) -> None:
    """Obtain the credentials of ACCOUNT and store them. No secret is ever shown.

    What is pasted is not shown either; without a terminal it is read line by line from the standard input.
    """
    from smm_action.cli.app import app
    from smm_action.cli.authorizing import authorize, show_needs

    if listing:
        show_needs(app(), account)
        return
    raise SystemExit(authorize(app(), account, path=path, **given))
