"""``smm lint``: what is wrong with the posts."""

from __future__ import annotations

import click

from smm_action.cli.options import global_options, settings


@click.command("lint")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--changed-since", metavar="REV", help="What the diff to REV touches, and what depends on that.")
@click.option("--fix", is_flag=True, help="Mend what can be mended without changing a meaning.")
@click.option("--select", "selected", multiple=True, metavar="RULE", help="These rules alone.")
@click.option("--ignore", "ignored", multiple=True, metavar="RULE", help="Without these rules.")
@global_options
def command(
    paths: tuple[str, ...], changed_since: str | None, *, fix: bool, selected: tuple[str, ...], ignored: tuple[str, ...]
) -> None:
    """Check posts and everything they name, offline and without secrets. Formats: text json github sarif.

    Exit 1 when there is a finding of severity error.
    """
    from smm_action.cli.app import app, find_posts
    from smm_action.cli.fixing import mend
    from smm_action.cli.linting import run_lint
    from smm_action.cli.output import findings as output
    from smm_action.lint.changed import affected
    from smm_action.model.finding import Severity

    run = app()
    only, changed = None, None
    if changed_since is not None:
        changed = run.must_have_repository().changed_since(changed_since)
        only = affected(run.project, changed)
    if paths:
        named = frozenset(post.path for post in find_posts(run.project, run.root, paths))
        only = named if only is None else only & named
    rules = output.known(selected), output.known(ignored)
    since = changed_since if settings().format == "github" else None
    linted = run_lint(run, only=only, changed=changed, since=since, select=rules[0], ignore=rules[1])
    if fix and mend(run, linted):
        run = app()
        linted = run_lint(run, only=only, changed=changed, since=since, select=rules[0], ignore=rules[1])
    shown = output.render(linted, settings().format, run, quiet=settings().quiet)
    if shown:
        click.echo(shown)
    errors = any(finding.severity is Severity.ERROR for finding in linted.findings)
    raise SystemExit(1 if errors else 0)
