"""``smm import``: bring a history along."""

from __future__ import annotations

from pathlib import Path

import click

from smm_action.cli.options import global_options, settings


@click.command("import")
@click.argument("format_name", metavar="FORMAT")
@click.argument("source", type=click.Path(exists=True))
@click.option("--out", required=True, metavar="DIR", help="An empty directory: the new content root.")
@global_options
def command(format_name: str, source: str, out: str) -> None:
    """Import posts of another tool: galaxy-social, twitter-together, nodejs-bluesky, csv. Formats: text json.

    Everything imported is published, failed or a draft; nothing imported is ever due. Rows of a csv keep their time.
    """
    import json

    from smm_action.importers.formats import read
    from smm_action.importers.writer import write

    imported = read(format_name, Path(source))
    written = write(imported, Path(out))
    if settings().format == "json":
        click.echo(json.dumps(imported.report.document(), ensure_ascii=False, indent=2))
        return
    summary = imported.report.document()["summary"]
    states = ", ".join(f"{count} {state}" for state, count in summary["deliveries"].items())
    click.echo(f"{summary['files']} files became {summary['posts']} posts: {states}. Nothing of them is due.")
    if not settings().quiet:
        click.echo(f"{len(written)} files in {out}. What was carried and what was not: {out}/import-report.md")
