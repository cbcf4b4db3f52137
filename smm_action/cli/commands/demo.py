"""``smm demo``: the whole loop on this machine."""

from __future__ import annotations

import click

from smm_action.cli.options import global_options


@click.command("demo")
@click.option("--keep", metavar="DIR", type=click.Path(file_okay=False), help="Where to work. [default: build/demo]")
@global_options
def command(keep: str | None) -> None:
    """Lint, preview, publish and count the example posts on this machine, without credentials and without network.

    Makes a Git repository with a bare origin from the content root, starts a sandbox that speaks the platforms' APIs,
    and shows what a team would see.
    """
    from pathlib import Path

    from smm_action.cli.demo import run_demo

    run_demo(Path(keep or "build/demo"))
