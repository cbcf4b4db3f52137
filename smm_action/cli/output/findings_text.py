"""Findings for a terminal: a line each, the place in its source with a caret below, and the counts."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence

import click

from smm_action.cli.output.shown_findings import harmless, joined, summary
from smm_action.model.finding import Finding, Location, Severity

COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}
SECRET = "secret-in-content"  # noqa: S105 the name of a rule
_WIDTH = 100
"""Columns of source that are shown of a line."""


def render(findings: Sequence[Finding], *, prefix: str, sources: Mapping[str, str], posts: int) -> str:
    """Return ``path:line:column: severity[rule] message`` with an excerpt, a finding a block, then the summary.

    ``sources`` maps paths below the content root to texts; a finding whose file is not there has no excerpt. What a
    finding calls a secret is masked in every excerpt, because logs are read by more people than files.
    """
    lines = {path: text.split("\n") for path, text in sources.items()}
    for path, spans in _secrets(findings).items():
        if path in lines:
            _mask(lines[path], spans)
    blocks = [_block(finding, prefix, lines.get(finding.location.path, [])) for finding in findings]
    return "\n".join([*blocks, summary(findings, posts)])


def _block(finding: Finding, prefix: str, lines: list[str]) -> str:
    place = finding.location
    where = ":".join(str(item) for item in (joined(prefix, place.path), place.line, place.column) if item is not None)
    kind = click.style(f"{finding.severity.value}[{finding.rule}]", fg=COLORS[finding.severity], bold=True)
    head = f"{harmless(where)}: {kind} {harmless(finding.message)}"
    return "\n".join([head, *_excerpt(place, lines)])


def _excerpt(place: Location, lines: list[str]) -> list[str]:
    if place.line is None or place.column is None or not 0 < place.line <= len(lines):
        return []
    text = harmless(lines[place.line - 1])
    if not text.strip():
        return []
    start = min(place.column - 1, len(text))
    end = place.end_column - 1 if place.end_column is not None and place.end_line == place.line else start + 1
    first = max(0, start - _WIDTH // 2) if len(text) > _WIDTH else 0
    shown = text[first : first + _WIDTH]
    before = shown[: start - first]
    marked = shown[start - first : max(end, start + 1) - first]
    number = str(place.line)
    return [
        f"  {number} | {shown}",
        f"  {' ' * len(number)} | {' ' * _columns(before)}{'^' * max(1, _columns(marked))}",
    ]


def _columns(text: str) -> int:
    """Return how many columns of a terminal ``text`` takes."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _secrets(findings: Sequence[Finding]) -> dict[str, list[Location]]:
    found: dict[str, list[Location]] = defaultdict(list)
    for finding in findings:
        if finding.rule == SECRET:
            found[finding.location.path].append(finding.location)
    return found


def _mask(lines: list[str], spans: Sequence[Location]) -> None:
    """Replace what the spans cover by asterisks, in place; every line keeps its length."""
    for span in spans:
        if span.line is None:
            continue
        last = span.end_line or span.line
        for number in range(span.line, min(last, len(lines)) + 1):
            text = lines[number - 1]
            start = (span.column or 1) - 1 if number == span.line else 0
            end = span.end_column - 1 if number == last and span.end_column is not None else len(text)
            lines[number - 1] = text[:start] + "*" * len(text[start:end]) + text[max(start, end) :]
