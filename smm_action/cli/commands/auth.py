"""``smm auth``: how to get what an account needs."""

from __future__ import annotations

import click

from smm_action.cli.options import global_options


@click.command("auth")
@click.argument("account")
@global_options
def command(account: str) -> None:
    """Say what an account needs, where a person gets it, and under which name to store it. Asks for no secret."""
    from smm_action.cli.app import app
    from smm_action.core.errors import SmmError
    from smm_action.platformkit.credentials import SERVER, variable

    run = app()
    found = run.project.account(account)
    platform = run.platform(found.platform) if found else None
    if found is None or platform is None:
        raise SmmError(f"There is no account {account} on a platform that is built.", "smm.yml declares the accounts.")
    if not platform.card.credentials:
        click.echo(f"{account} needs no credentials.")
        return
    for item in platform.card.credentials:
        click.echo(f"{click.style(variable(account, item.field), bold=True)}\n  {item.what}")
        if item.scopes:
            click.echo(f"  Scopes: {', '.join(item.scopes)}")
    if found.server:
        click.echo(f"{click.style(variable(account, SERVER), bold=True)}\n  A variable, not a secret: {found.server}")
    click.echo(f"\nStore them in the environment smm-production. More: docs/platforms/{found.platform}.md")
