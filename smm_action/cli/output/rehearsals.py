"""Rehearsals in each format: a calendar a person reads, and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from statistics import median_low
from zoneinfo import ZoneInfo

import click

from smm_action.cli.output.deliveries import COLORS, SIGNS, table
from smm_action.core.clock import format_instant
from smm_action.model.delivery import State
from smm_action.plan.schedule import PUNCTUAL
from smm_action.rehearse.counts import Counts
from smm_action.rehearse.report import Event, Report, is_late, lateness
from smm_action.rehearse.verdict import Fate

ALWAYS = (State.PUBLISHED, State.MISSED, State.UNKNOWN)
"""States whose number is told even when it is 0."""
OTHERS = (State.HELD, State.FAILED, State.SKIPPED)
LONGEST = 40
"""Characters of a post's id that are shown, so that one long id does not push all columns aside."""


def as_json(report: Report) -> str:
    """Return the report as design §5 says."""
    document: dict[str, object] = {
        "seed": report.seed,
        "published": report.count(State.PUBLISHED),
        "late": report.late,
        "missed": report.count(State.MISSED),
        "unknown": report.count(State.UNKNOWN),
        "duplicates": report.duplicates,
        "lost": report.lost,
        "trace": [_event(event) for event in report.trace],
    }
    counts = report.counts
    if counts is not None:
        document["counts"] = {
            "samples": counts.samples,
            "deliveries": counts.deliveries,
            "failures": counts.failures,
            "totals": counts.totals(),
        }
    return json.dumps(document, ensure_ascii=False, indent=2)


def text(report: Report, zone: ZoneInfo, replay: str) -> str:
    """Return the report for a terminal: the calendar by day on the clock of ``zone``, the sums, the verdict."""
    blocks = [*_days(report, zone), _sums(report), _verdict(report, replay)]
    return "\n\n".join(block for block in blocks if block)


def _days(report: Report, zone: ZoneInfo) -> Iterable[str]:
    def day(fate: Fate) -> datetime:
        return fate.expected.due.astimezone(zone).replace(hour=0, minute=0, second=0)

    # one table, so that the columns of all days stand below each other
    days = [(when, list(_rows(fates, zone))) for when, fates in groupby(report.fates, key=day)]
    lines = iter(table([row for _, rows in days for row in rows]).splitlines())
    for when, rows in days:
        shown = "\n".join(f"  {next(lines)}" for _ in rows)
        yield f"{click.style(f'{when:%a} {when.day} {when:%b %Y}', bold=True)}\n{shown}"


def _rows(fates: Iterable[Fate], zone: ZoneInfo) -> Iterable[tuple[str, ...]]:
    """Yield one row for each post and ending; the accounts that share it stand in one cell."""
    groups: dict[tuple[object, ...], list[Fate]] = {}
    for fate in fates:
        key = (fate.expected.due, fate.expected.delivery.post, *_ending(fate))
        groups.setdefault(key, []).append(fate)
    for alike in groups.values():
        first = alike[0]
        due, delivery = first.expected.due.astimezone(zone), first.expected.delivery
        accounts = " ".join(fate.expected.delivery.account for fate in alike)
        yield f"{due:%H:%M}", _short(delivery.post), _mark(first), _by(alike), accounts + _because(first)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _ending(fate: Fate) -> tuple[object, ...]:
    reason = None if fate.state is State.PUBLISHED else fate.reason
    return fate.state, is_late(fate), fate.lost, fate.twice, reason


def _mark(fate: Fate) -> str:
    if fate.twice:
        return click.style(f"!! {fate.twice + 1} times", fg="red", bold=True)
    if fate.lost:
        return click.style("!! lost", fg="red", bold=True)
    if fate.state is State.SCHEDULED:
        return click.style("‖ blocked", fg="yellow")
    sign, color = SIGNS.get(fate.state, "·"), COLORS.get(fate.state)
    return click.style(f"{sign} {'late' if is_late(fate) else fate.state}", fg="yellow" if is_late(fate) else color)


def _by(alike: Iterable[Fate]) -> str:
    late = [by for fate in alike if (by := lateness(fate)) is not None]
    return f"+{span(max(late))}" if late else ""


def _because(fate: Fate) -> str:
    return f": {fate.reason}" if fate.reason and fate.state is not State.PUBLISHED else ""


def span(length: timedelta) -> str:
    """Return a span as a person says it: ``7 min``, ``2 h 05 min``."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def _sums(report: Report) -> str:
    rows = [(state.value, str(report.count(state)), _note(report, state)) for state in ALWAYS]
    rows += [(state.value, str(count), "") for state in OTHERS if (count := report.count(state))]
    blocked = sum(fate.state is State.SCHEDULED and not fate.lost for fate in report.fates)
    rows += [("blocked", str(blocked), "until somebody mends something; see `smm lint`")] if blocked else []
    rows += [("over quota", str(report.waited), "waited until the platform takes more")] if report.waited else []
    ticks = report.ticks
    told = f"{ticks.scheduled} ticks were scheduled and {ticks.came} came; {ticks.worked} runs had work"
    told += f", of which {ticks.killed} died" + (f" and {ticks.refused} stopped to be safe:" if ticks.refused else ".")
    told += f"\n  {ticks.refusal}" if ticks.refusal else ""
    return f"{table(rows)}\n{told}{_counted(report.counts)}"


def _counted(counts: Counts | None) -> str:
    if counts is None:
        return ""
    sums = ", ".join(f"{value} {name}" for name, value in counts.totals().items() if value) or "nothing yet"
    failed = f"; {counts.failures} accounts could not be counted at once" if counts.failures else ""
    return f"\n{counts.samples} samples of {counts.deliveries} deliveries were taken, at the end {sums}{failed}."


def _note(report: Report, state: State) -> str:
    late = [by for fate in report.fates if (by := lateness(fate)) is not None]
    if state is not State.PUBLISHED or not late:
        return ""
    punctual = f"{report.late} more than {span(PUNCTUAL)} late"
    return f"{punctual}; half within {span(median_low(late))}, the last after {span(max(late))}"


def _verdict(report: Report, replay: str) -> str:
    said = f"duplicates {report.duplicates}, lost {report.lost}"
    lines = [click.style(f"✓ {said}", fg="green", bold=True)]
    if not report.sound:
        lines = [click.style(f"✗ {said}", fg="red", bold=True), *_trace(report.trace)]
        lines += [f"{report.strange} things exist that no post asked for."] if report.strange else []
    return "\n".join([*lines, f"The same again: {replay}"])


def _trace(events: Iterable[Event]) -> Iterable[str]:
    for (post, account), happened in groupby(events, key=lambda event: (event.post, event.account)):
        yield f"  {post} on {account}"
        for event in happened:
            yield f"    {format_instant(event.at.replace(microsecond=0))}  {event.what}"


def _event(event: Event) -> Mapping[str, str]:
    return {"at": format_instant(event.at), "post": event.post, "account": event.account, "what": event.what}


Format = Callable[[Report, ZoneInfo, str], str]
FORMATS: Mapping[str, Format] = {"text": text, "json": lambda report, _zone, _replay: as_json(report)}
