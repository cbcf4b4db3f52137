"""``smm new``: a post stub."""

from __future__ import annotations

from pathlib import Path

import click

from smm_action.cli.options import global_options


@click.command("new")
@click.argument("title")
@click.option("--platforms", metavar="A,B", help="Accounts, sets or platforms. [default: all sets, else all accounts]")
@click.option("--time", "time", metavar="TIME", help="`2026-12-01 09:00` or `asap`. [default: a draft]")
@global_options
def command(title: str, platforms: str | None, time: str | None) -> None:
    """Write a post stub with an id and a time, and print its path."""
    from smm_action.cli.app import app
    from smm_action.content.names import slug
    from smm_action.core.errors import SmmError

    run = app()
    name = slug(title.replace("ß", "ss"), otherwise="")
    if not name:
        raise SmmError(f"{title!r} gives no id.", "Ids are a-z, 0-9 and dashes.", "Use some Latin letters or digits.")
    brand = next(iter(run.project.brands.values()))
    names = platforms.split(",") if platforms else [*brand.sets] or [*brand.accounts]
    path = Path("posts") / str(run.now.year) / f"{name}.md"
    if any(post.id == name for post in run.project.posts) or (run.root / path).exists():
        raise SmmError(f"There is a post {name} already.", "An id names one post for ever.", "Choose another title.")
    target = run.root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(stub(name, names, time, title), encoding="utf-8")
    click.echo(target.as_posix())


def stub(name: str, platforms: list[str], time: str | None, title: str) -> str:
    """Return the text of the new post."""
    when = f"time: {time}" if time else "draft: true # give it a `time:` and remove this line"
    return f"---\nid: {name}\nplatforms: [{', '.join(one.strip() for one in platforms)}]\n{when}\n---\n{title}\n"
