"""``smm preview``: exactly what each account would get."""

from __future__ import annotations

import os
from pathlib import Path

import click

from smm_action.cli.options import global_options, settings


@click.command("preview")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--account", metavar="NAME", help="This account alone.")
@global_options
def command(paths: tuple[str, ...], account: str | None) -> None:
    """Show what each account would get: parts, lengths, media, facets. Formats: text json markdown html.

    Needs no network and no secret, and prints also what the linter would refuse. A page of html that is kept in
    this directory shows the pictures and videos, too.
    """
    from smm_action.cli.app import app, find_posts
    from smm_action.cli.output import previews
    from smm_action.core.errors import SmmError

    run = app()
    found = []
    for post in find_posts(run.project, run.root, paths):
        for target in run.accounts_of(post):
            rendering = run.rendering(post, target) if account in {None, target.name} else None
            if rendering is not None:
                found.append(rendering)
    if account is not None and run.project.account(account) is None:
        raise SmmError(
            f"There is no account {account}.", "smm.yml declares the accounts.", "Run `smm doctor` for a list."
        )
    click.echo(previews.shown(found, settings().format, Path(os.path.relpath(run.root))))
