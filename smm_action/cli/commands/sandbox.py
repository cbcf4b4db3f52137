"""``smm sandbox``: the platforms' APIs on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from smm_action.cli.options import global_options


@click.command("sandbox")
@click.option("--port", type=click.IntRange(0, 65535), default=8090, show_default=True, help="On 127.0.0.1.")
@click.option(
    "--faults", default="", metavar="SCENARIO", help="Faults to inject, or @FILE; see docs/how-to/sandbox.md."
)
@click.option("--seed", type=int, default=0, show_default=True, help="What chance depends on.")
@click.option(
    "--database", metavar="FILE", type=click.Path(dir_okay=False), help="Keep what it accepts. [default: memory]"
)
@click.option(
    "--contracts",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False),
    help="Check each request against these.",
)
@global_options
def command(port: int, faults: str, seed: int, database: str | None, contracts: str | None) -> None:
    """Serve the APIs of Mastodon and Bluesky on this machine, with a timeline to look at and faults to inject.

    Point your accounts at it with `smm --sandbox http://127.0.0.1:PORT publish`.
    """
    from smm_action.sandbox.server import serve

    scenario = Path(faults[1:]).read_text("utf-8") if faults.startswith("@") else faults
    serve(
        lambda sandbox: click.echo(f"The sandbox is at {sandbox.url}; stop it with Ctrl-C."),
        port=port,
        faults=scenario,
        seed=seed,
        database=database or ":memory:",
        contracts=Path(contracts) if contracts else None,
    )
