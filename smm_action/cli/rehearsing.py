"""``smm rehearse``: read the window, play it with a progress bar, print what was found."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import click

from smm_action.cli.app import App, app
from smm_action.cli.ensemble import ensemble
from smm_action.cli.options import Settings, settings
from smm_action.cli.output import rehearsals
from smm_action.content.times import parse_limit, parse_when, zone
from smm_action.model.project import Account
from smm_action.rehearse.chance import Chance
from smm_action.rehearse.clock import Clock
from smm_action.rehearse.cron import starter_cron
from smm_action.rehearse.rehearsal import Script, rehearse


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for, as it was written."""

    start: str
    end: str
    faults: str
    seed: int
    runners: int
    counts: bool = False

    def command(self) -> str:
        """Return the command that does the same again."""
        words = ["smm", "rehearse", "--from", self.start, "--to", self.end]
        words += ["--seed", str(self.seed), "--runners", str(self.runners)]
        words += ["--faults", self.faults] if self.faults else []
        words += ["--counts"] if self.counts else []
        root = settings().root
        words += ["--root", str(root)] if root != Settings().root else []
        return shlex.join(words)


def rehearse_calendar(wanted: Wanted) -> int:
    """Rehearse what is wanted, print what was found, and return the exit status.

    Raises:
        click.BadParameter: no window.
        SmmError: as ``ensemble``.
    """
    given = app()
    if given.repository is not None:
        given.commit = given.repository.head()
    timezone = given.project.timezone
    start, end = _window(wanted.start, wanted.end, timezone)
    clock, chance = Clock(start), Chance(wanted.seed)
    with ensemble(given, runners=wanted.runners, clock=clock, chance=chance, faults=wanted.faults) as playing:
        left_out = playing.left_out()
        script = Script(
            start=start,
            end=end,
            calendar=playing.calendar(start, end),
            cron=starter_cron(),
            seed=wanted.seed,
            runners=wanted.runners,
            counts=wanted.counts,
        )
        _notes(given, script, left_out)
        with _progress() as progress:
            report = rehearse(script, playing, clock, progress)
    shown = rehearsals.FORMATS.get(settings().format, rehearsals.text)
    click.echo(shown(report, zone(timezone), wanted.command()))
    return 0 if report.sound else 1


def _window(first: str, last: str, timezone: str) -> tuple[datetime, datetime]:
    """Return the instants of a window; a date begins at its midnight and is included whole at the end."""
    try:
        when = parse_when(f"{first} 00:00" if len(first.strip()) == len("2026-12-01") else first, timezone)
        start, end = when.instant, parse_limit(last, timezone)
    except ValueError as error:
        raise click.BadParameter(f"{error}", param_hint="--from / --to") from None
    if start is None or end <= start:
        raise click.BadParameter("the window is empty; write --from 2026-12-01 --to 2026-12-31", param_hint="--to")
    return start, end


def _notes(given: App, script: Script, left_out: tuple[Account, ...]) -> None:
    """Say once what is not rehearsed."""
    if settings().quiet:
        return
    uncommitted = given.repository.uncommitted() if given.repository is not None else ()
    if uncommitted:
        click.echo(f"Uncommitted changes are not rehearsed: {', '.join(uncommitted[:3])}", err=True)
    for account in left_out:
        click.echo(f"Not rehearsed: {account.name}; the sandbox does not speak {account.platform}.", err=True)
    accounts = {item.delivery.account for item in script.calendar}
    click.echo(f"{len(script.calendar)} deliveries to {len(accounts)} accounts.", err=True)


@contextmanager
def _progress() -> Iterator[Callable[[float], None]]:
    """Show a bar on a terminal, nothing elsewhere."""
    if settings().quiet or not sys.stderr.isatty():
        yield lambda _share: None
        return
    with click.progressbar(length=1000, label="Rehearsing", file=sys.stderr, show_pos=False) as bar:
        yield lambda share: bar.update(int(share * 1000) - bar.pos)
