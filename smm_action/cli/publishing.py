"""Run one tick and say what it did: to a person, a program, and when it went wrong to a file."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

import click

from smm_action.cli.app import App, app
from smm_action.cli.options import settings
from smm_action.cli.output import deliveries
from smm_action.cli.records import rows
from smm_action.cli.tick import Tick, tick
from smm_action.model.codec import encode
from smm_action.model.delivery import DeliveryId, State
from smm_action.plan.select import parse
from smm_action.seal.directory import read

BAD = frozenset({State.FAILED, State.UNKNOWN, State.HELD, State.MISSED})
RECEIPTS = "smm-receipts.json"


def publish_once(selected: tuple[str, ...], *, dry_run: bool = False, sealed: Path | None = None) -> int:
    """Do one tick and return the exit status."""
    run = app()
    prepared = None
    if sealed is not None:
        sealing, commit = read(sealed)
        run.blobs.update(sealing.blobs)
        prepared = (sealing, commit)
    done = tick(run, parse(selected), dry_run=dry_run, sealed=prepared)
    _notes(done)
    if dry_run:
        _show_plan(run, done)
        return 0
    _show(run, done)
    if done.failure is not None:
        keep_receipts(done)
        raise done.failure
    return 1 if _went_wrong(done) else 0


def _went_wrong(done: Tick) -> bool:
    touched = {entry.delivery for entry in done.changed}
    return any(record.state in BAD for delivery, record in done.ledger.records.items() if delivery in touched)


def _notes(done: Tick) -> None:
    if settings().quiet:
        return
    if done.uncommitted:
        shown = ", ".join(done.uncommitted[:3])
        click.echo(
            f"Uncommitted changes are not looked at: {shown}{' …' if len(done.uncommitted) > 3 else ''}", err=True
        )
    alone = [(item.delivery, item.reason) for item in done.left]
    alone += [(item.delivery, item.reason) for item in done.undecided]
    for delivery, reason in alone:
        click.echo(f"Left alone: {delivery.post} on {delivery.account}: {reason}", err=True)
    for notice in done.approved.notices:
        click.echo(notice, err=True)
    for planned in done.plan.blocked:
        click.echo(f"Blocked: {planned.delivery.post} on {planned.delivery.account}: {planned.reason}", err=True)


def _show(run: App, done: Tick) -> None:
    changed: list[DeliveryId] = list(dict.fromkeys(entry.delivery for entry in done.changed))
    shown = rows(run, done.ledger, changed)
    if settings().format == "json":
        click.echo(deliveries.as_json(shown))
        return
    if shown:
        click.echo(deliveries.text(shown))
    elif not settings().quiet:
        following = done.plan.next
        click.echo(f"Nothing is due. Next: {following:%Y-%m-%d %H:%M} UTC." if following else "Nothing is due.")


def _show_plan(run: App, done: Tick) -> None:
    from smm_action.cli.foretelling import foretell
    from smm_action.cli.output import plans

    foretold = foretell(run, done.plan, done.sealing, done.ledger)
    click.echo(plans.FORMATS.get(settings().format, plans.text)(foretold.marked(done.plan)))
    for line in foretold.lines("Would be held"):
        click.echo(line, err=True)


def keep_receipts(done: Tick) -> Path:
    """Write what could not be pushed to a file, for the workflow's artifact, and to the step summary."""
    path = Path(os.environ.get("RUNNER_TEMP", ".")) / RECEIPTS
    document = [encode(entry) for entry in done.unpushed]
    text = json.dumps(document, ensure_ascii=False, indent=2)
    try:
        path.write_text(text, encoding="utf-8")
        click.echo(f"{len(document)} outcomes could not be recorded; they are in {path}.", err=True)
    except OSError as error:
        click.echo(
            f"{len(document)} outcomes could not be recorded, and {path} not written ({error.strerror}):", err=True
        )
        click.echo(text, err=True)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        lines = [
            f"- `{e.delivery.post}` on `{e.delivery.account}`: {e.kind} {r.url}"
            for e in done.unpushed
            for r in e.receipts
        ]
        with suppress(OSError), Path(summary).open("a", encoding="utf-8") as file:
            file.write("## Sent, but not recorded\n\n" + "\n".join(lines) + "\n")
    return path
