"""``smm init``: a starter repository."""

from __future__ import annotations

from pathlib import Path

import click

from smm_action.cli.options import global_options, settings


@click.command("init")
@click.argument("directory", default=".", type=click.Path(file_okay=False))
@click.option("--action", metavar="OWNER/REPO@REF", help="How the workflows name the Action.")
@global_options
def command(directory: str, action: str | None) -> None:
    """Write a starter repository: content, workflows, CODEOWNERS. Nothing is overwritten."""
    from smm_action.starter.write import ACTION, write_starter

    written = write_starter(Path(directory), action=action or ACTION)
    if settings().quiet:
        return
    for path in written:
        click.echo(f"  {path}")
    click.echo(f'\n{len(written)} files in {directory}. Next: read its README.md, then `smm new "My first post"`.')
