"""The Action's commands: the inputs become options of our own commands, results become outputs and a summary."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click

from smm_action.cli.app import App
from smm_action.cli.options import Settings, parse_now, settings
from smm_action.core.errors import SmmError

SUMMARY_LIMIT = 900_000
"""Bytes; GitHub refuses a summary of more than 1 MiB (actions/runner, read 2026-11-24)."""


def run_action() -> int:
    """Run the command that SMM_INPUT_COMMAND names and return its exit status.

    Raises:
        SmmError: there is no such command.
    """
    environ = os.environ
    name = environ.get("SMM_INPUT_COMMAND", "")
    commands: dict[str, Callable[[Mapping[str, str]], int]] = {
        "lint": _lint,
        "prepare": _prepare,
        "publish": _publish,
        "metrics": _metrics,
        "flush": _flush,
    }
    if name not in commands:
        raise SmmError(f"command: {name!r} is none of ours.", f"The commands are gate, {', '.join(commands)}.")
    _apply(environ)
    return commands[name](environ)


def _apply(environ: Mapping[str, str]) -> None:
    """Make the inputs the settings of this run."""
    now = environ.get("SMM_INPUT_NOW", "")
    held = Settings(
        root=Path(environ.get("SMM_INPUT_ROOT") or "content"),
        now=parse_now(now) if now else settings().now,
        color=False,
    )
    click.get_current_context().find_root().obj = held


def _lint(environ: Mapping[str, str]) -> int:
    from smm_action.cli.linting import run_lint
    from smm_action.cli.output import findings_github, findings_sarif, previews
    from smm_action.cli.output.findings import shown_prefix
    from smm_action.lint.changed import affected
    from smm_action.model.finding import Severity

    run = App(settings(), environ)
    base = _base(run, environ)
    changed = run.must_have_repository().changed_since(base) if base else None
    only = affected(run.project, changed) if changed is not None else None
    linted = run_lint(run, only=only, changed=changed)
    told = {"prefix": shown_prefix(run), "sources": linted.sources, "posts": linted.posts}
    click.echo(findings_github.render(linted.findings, **told))  # type: ignore[arg-type]  # the same keywords
    touched = [post for post in run.project.posts if changed is not None and post.path in changed]
    renderings = [
        item for post in touched for account in run.accounts_of(post) if (item := run.rendering(post, account))
    ]
    preview = previews.markdown(renderings)
    lines = [
        f"- **{finding.severity.value}** {previews.inline_code(finding.rule)} in "
        f"{previews.inline_code(f'{finding.location.path}:{finding.location.line}')}: "
        f"{previews.inline_code(finding.message)}"
        for finding in linted.findings
    ]
    _summary(environ, "## Posts\n\n" + ("\n".join(lines) or "Nothing to mend.") + f"\n\n{preview}\n")
    directory = Path(environ.get("RUNNER_TEMP", "."))
    sarif, page = directory / "smm-findings.sarif", directory / "smm-preview.md"
    sarif.write_text(findings_sarif.render(linted.findings, **told), "utf-8")  # type: ignore[arg-type]  # the same keywords
    page.write_text(preview, "utf-8")
    _output(environ, count=str(len(linted.findings)), sarif=str(sarif), preview=str(page))
    return 1 if any(finding.severity is Severity.ERROR for finding in linted.findings) else 0


def _prepare(environ: Mapping[str, str]) -> int:
    from smm_action.cli.options import words
    from smm_action.cli.tick import tick
    from smm_action.plan.select import parse
    from smm_action.seal.directory import write

    run = App(settings(), environ)
    done = tick(run, parse(words((environ.get("SMM_INPUT_SELECT", ""),))), dry_run=True)
    directory = _sealed(environ)
    assert run.commit is not None
    write(done.sealing, directory, run.commit)
    count = len(done.sealing.sealed)
    click.echo(f"{count} deliveries sealed.")
    _output(environ, sealed=str(directory), count=str(count))
    return 0


def _publish(environ: Mapping[str, str]) -> int:
    from smm_action.cli.options import words
    from smm_action.cli.publishing import RECEIPTS, publish_once

    selected = words((environ.get("SMM_INPUT_SELECT", ""),))
    dry_run = environ.get("SMM_INPUT_DRY_RUN", "false") == "true"
    directory = _sealed(environ)
    sealed = directory if directory.is_dir() and not dry_run else None
    receipts = Path(environ.get("RUNNER_TEMP", ".")) / RECEIPTS
    receipts.unlink(missing_ok=True)
    try:
        with _quoted():
            return publish_once(selected, dry_run=dry_run, sealed=sealed)
    finally:
        _output(environ, receipts=str(receipts) if receipts.exists() else "")


def _metrics(environ: Mapping[str, str]) -> int:
    from smm_action.cli.counting import count, show

    del environ
    counted, failures = count()
    with _quoted():
        click.echo(show(counted, as_json=False))
        for account, reason in failures.items():
            click.echo(f"{account} could not be counted: {reason}")
    return 1 if failures else 0


def _flush(environ: Mapping[str, str]) -> int:
    from smm_action.cli.amending import settle

    del environ
    with _quoted():
        return settle(finished=True)


def _sealed(environ: Mapping[str, str]) -> Path:
    return Path(environ.get("SMM_INPUT_SEALED") or "smm-sealed")


def _base(run: App, environ: Mapping[str, str]) -> str | None:
    """Return the commit to compare with: the first parent of a pull request's merge commit; None lints everything."""
    if environ.get("GITHUB_EVENT_NAME") not in {"pull_request", "merge_group"}:
        return None
    from smm_action.core.git import GitFault

    try:
        return run.must_have_repository().git.line("rev-parse", "--verify", "--quiet", "HEAD^1")
    except GitFault:
        return None


@contextmanager
def _quoted() -> Iterator[None]:
    """Keep what is printed meanwhile from being obeyed as workflow commands: ids and answers are hostile input."""
    token = secrets.token_hex(16)
    click.echo(f"::stop-commands::{token}")
    try:
        yield
    finally:
        click.echo(f"::{token}::")


def _output(environ: Mapping[str, str], **values: str) -> None:
    path = environ.get("GITHUB_OUTPUT")
    if not path:
        return
    with Path(path).open("a", encoding="utf-8") as file:
        for name, value in values.items():
            fence = secrets.token_hex(16)
            file.write(f"{name}<<{fence}\n{value}\n{fence}\n")


def _summary(environ: Mapping[str, str], text: str) -> None:
    path = environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    data = text.encode()
    if len(data) > SUMMARY_LIMIT:
        data = data[:SUMMARY_LIMIT] + b"\n\n`The rest is in the files of this step.`\n"
    with Path(path).open("ab") as file:
        file.write(data)
