"""``smm auth`` from beginning to end: what is needed, obtaining it, trying it, storing it."""

from __future__ import annotations

import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path

import click

from smm_action.cli import storing
from smm_action.cli.accounts import origin_of
from smm_action.cli.app import App
from smm_action.cli.obtaining import How, Kind, needed, obtain, verified, way_of
from smm_action.cli.tokens import Wallet
from smm_action.core.errors import SmmError
from smm_action.model.delivery import Unauthorized
from smm_action.model.project import Account
from smm_action.platformkit.base import Platform
from smm_action.platformkit.credentials import SERVER, variable


def show_needs(app: App, name: str) -> None:
    """Say what an account needs, where a person gets it, and how to store it."""
    account, platform = _declared(app, name)
    card = platform.card
    if not card.credentials:
        click.echo(f"{name} needs no credentials.")
        return
    for item in card.credentials:
        way = f" ({'optional, ' if item.optional else ''}{item.way})" if item.way else ""
        click.echo(f"{click.style(variable(name, item.field), bold=True)}{way}\n  {item.what}")
        if item.scopes:
            click.echo(f"  Scopes: {', '.join(item.scopes)}")
    if account.server:
        click.echo(f"{click.style(variable(name, SERVER), bold=True)}\n  A variable, not a secret: {account.server}")
    wanted = needed(card, way_of(card, None))
    click.echo("\nEach of these asks for the value and stores it:")
    for line in storing.lines(app, {variable(name, item.field): "" for item in wanted}, {}):
        click.echo(f"  {line}")
    click.echo(f"More: docs/platforms/{account.platform}.md")


def authorize(
    app: App,
    name: str,
    *,
    by: Kind | None,
    way: str | None,
    port: int,
    store: storing.Place | None,
    path: Path | None,
    no_browser: bool,
) -> int:
    """Do all of it and return the exit status.

    Raises:
        SmmError: there is no such account, no token, or nowhere to store it.
    """
    account, platform = _declared(app, name)
    origin = origin_of(account, platform)
    if not platform.card.credentials or isinstance(origin, Unauthorized):
        click.echo(f"{name} needs no credentials." if not isinstance(origin, Unauthorized) else origin.reason)
        return 0 if not platform.card.credentials else 1
    _say_which(platform)
    how = How(say=click.echo, ask=_ask, browse=_browse(no_browser), kind=by, way=way, port=port)
    obtained = obtain(app, account, platform, how)
    if not obtained.values:
        click.echo(f"Everything that {name} needs is set already.")
        return 0
    if not verified(app, account, platform, obtained, how):
        click.echo("Nothing was stored.")
        return 1
    place = store or _chosen(storing.places(app, platform, obtained))
    wallet = Wallet(app, account, platform, origin)
    for line in storing.store(app, account, wallet, platform, obtained, place, path):
        click.echo(line)
    return 0


def _declared(app: App, name: str) -> tuple[Account, Platform]:
    account = app.project.account(name)
    platform = app.platform(account.platform) if account else None
    if account is None or platform is None:
        raise SmmError(f"There is no account {name} on a platform that is built.", "smm.yml declares the accounts.")
    return account, platform


def _say_which(platform: Platform) -> None:
    """Say which credentials are better where a platform has several kinds."""
    card = platform.card
    ways = list(dict.fromkeys(item.way for item in card.credentials if item.way))
    if card.refresh is None or not card.refresh.way or len(ways) < 2:
        return
    lasting = ", ".join(way for way in ways if way != card.refresh.way)
    click.echo(
        f"{lasting} is the way to prefer: its credentials do not end. Those of {card.refresh.way} have to be renewed"
        " by runs, which needs a place to keep them (docs/how-to/credentials.md)."
    )


def _ask(name: str) -> str:
    """Ask for a secret; what is typed is not shown."""
    if sys.stdin.isatty():
        return str(click.prompt(name, hide_input=True, default="", show_default=False))
    return sys.stdin.readline()


def _browse(never: bool) -> Callable[[str], None]:  # noqa: FBT001 the one question of this function
    def open_it(address: str) -> None:
        if not never and sys.stdout.isatty():
            webbrowser.open(address)

    return open_it


def _chosen(places: dict[storing.Place, str]) -> storing.Place:
    """Return where to store: what a person says, or without one the file, which stores nothing anywhere else."""
    if not sys.stdin.isatty():
        return "file"
    for place, what in places.items():
        click.echo(f"  {place}: {what}")
    said: storing.Place = click.prompt("Store them", type=click.Choice(list(places)), default=next(iter(places)))
    return said
