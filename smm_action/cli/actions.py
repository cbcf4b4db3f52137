"""The Action's commands: the inputs become options of our own commands, results become outputs and a summary."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from smm_action.cli.app import App
from smm_action.cli.options import Settings, settings
from smm_action.runner import event, inputs, summary
from smm_action.runner.commands import quoted, write_outputs
from smm_action.runner.inputs import Inputs


def run_action() -> int:
    """Run the command that SMM_INPUT_COMMAND names and return its exit status.

    Raises:
        SmmError: an input has a value that means nothing.
    """
    environ = os.environ
    given = inputs.read(environ)
    commands: dict[str, Callable[[Inputs, Mapping[str, str]], int]] = {
        "lint": _lint,
        "prepare": _prepare,
        "publish": _publish,
        "metrics": _metrics,
        "flush": _flush,
    }
    held = Settings(root=given.root, now=given.now or settings().now, color=False)
    click.get_current_context().find_root().obj = held
    return commands[given.command](given, environ)


def _lint(given: Inputs, environ: Mapping[str, str]) -> int:
    del given
    from smm_action.cli.linting import run_lint
    from smm_action.cli.output import findings_github, findings_sarif, previews
    from smm_action.cli.output.findings import shown_prefix
    from smm_action.lint.changed import affected
    from smm_action.model.finding import Severity
    from smm_action.platformkit.fences import inline_code

    run = App(settings(), environ)
    base = _base(run, environ)
    changed = run.must_have_repository().changed_since(base) if base else None
    only = affected(run.project, changed) if changed is not None else None
    linted = run_lint(run, only=only, changed=changed, since=base or None)
    told = {"prefix": shown_prefix(run), "sources": linted.sources, "posts": linted.posts}
    click.echo(findings_github.render(linted.touched.first(linted.findings), **told))  # type: ignore[arg-type]  # the same keywords
    touched = [post for post in run.project.posts if changed is not None and post.path in changed]
    renderings = [
        item for post in touched for account in run.accounts_of(post) if (item := run.rendering(post, account))
    ]
    preview = previews.markdown(renderings)
    lines = [
        f"- **{finding.severity.value}** {inline_code(finding.rule)} in "
        f"{inline_code(f'{finding.location.path}:{finding.location.line}')}: "
        f"{inline_code(finding.message)}"
        for finding in linted.findings
    ]
    summary.add(environ, "## Posts\n\n" + ("\n".join(lines) or "Nothing to mend.") + f"\n\n{preview}\n")
    directory = Path(environ.get("RUNNER_TEMP", "."))
    sarif, page = directory / "smm-findings.sarif", directory / "smm-preview.md"
    sarif.write_text(findings_sarif.render(linted.findings, **told), "utf-8")  # type: ignore[arg-type]  # the same keywords
    page.write_text(preview, "utf-8")
    write_outputs(environ, count=str(len(linted.findings)), sarif=str(sarif), preview=str(page))
    return 1 if any(finding.severity is Severity.ERROR for finding in linted.findings) else 0


def _prepare(given: Inputs, environ: Mapping[str, str]) -> int:
    from smm_action.cli.preparing import prepare

    count, foretold = prepare(App(settings(), environ), given.select, given.sealed)
    with quoted(click.echo):
        click.echo(f"{count} deliveries sealed.")
        for line in foretold.lines("Will be held"):
            click.echo(line)
    write_outputs(environ, sealed=str(given.sealed), count=str(count))
    return 0


def _publish(given: Inputs, environ: Mapping[str, str]) -> int:
    from smm_action.cli.publishing import RECEIPTS, publish_once

    sealed = given.sealed if given.sealed.is_dir() and not given.dry_run else None
    receipts = Path(environ.get("RUNNER_TEMP", ".")) / RECEIPTS
    receipts.unlink(missing_ok=True)
    try:
        with quoted(click.echo):
            return publish_once(given.select, dry_run=given.dry_run, sealed=sealed)
    finally:
        write_outputs(environ, receipts=str(receipts) if receipts.exists() else "")


def _metrics(given: Inputs, environ: Mapping[str, str]) -> int:
    from smm_action.cli.counting import count, show

    del given, environ
    counted, failures = count()
    with quoted(click.echo):
        click.echo(show(counted, as_json=False))
        for account, reason in failures.items():
            click.echo(f"{account} could not be counted: {reason}")
    return 1 if failures else 0


def _flush(given: Inputs, environ: Mapping[str, str]) -> int:
    from smm_action.cli.amending import settle

    del given, environ
    with quoted(click.echo):
        return settle(finished=True)


def _base(run: App, environ: Mapping[str, str]) -> str | None:
    """Return the commit to compare with; None lints everything.

    Of the merge that GitHub checks out for a pull request it is the first parent, which is newer than the event's
    base; a merge queue's group may hold several merges, so there the event says it.
    """
    from smm_action.core.git import GitFault

    git = run.must_have_repository().git
    happened = event.read(environ)
    if happened.name not in {"pull_request", "merge_group"}:
        return None

    def known(revision: str | None) -> str | None:
        try:
            return git.line("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") if revision else None
        except GitFault:
            return None

    merged = happened.name == "pull_request" and known("HEAD^2") is not None
    return known("HEAD^1") if merged else known(happened.base)
