"""Findings for a terminal: place, severity, sentence, the line itself with a caret under the place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from smm_action.cli.output.findings_json import shown_path, summary
from smm_action.model.finding import Finding, Severity

COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}
WIDTH = 100
"""Characters of an excerpt."""


def render(findings: Sequence[Finding], *, prefix: str, sources: Mapping[str, str], posts: int) -> str:
    """Return one block a finding, and a line that counts them."""
    blocks = [_block(finding, prefix, sources) for finding in findings]
    return "\n".join([*blocks, _counted(findings, posts)])


def _block(finding: Finding, prefix: str, sources: Mapping[str, str]) -> str:
    place = finding.location
    where = ":".join(
        str(item) for item in (shown_path(place.path, prefix), place.line, place.column) if item is not None
    )
    kind = click.style(finding.severity.value, fg=COLORS[finding.severity], bold=True)
    head = f"{click.style(_visible(where), bold=True)} {kind}[{finding.rule}]: {_visible(finding.message)}"
    return "\n".join([head, *_excerpt(finding, sources.get(place.path, ""))])


def _excerpt(finding: Finding, source: str) -> list[str]:
    place = finding.location
    lines = source.split("\n")
    if place.line is None or place.column is None or not 1 <= place.line <= len(lines):
        return []
    line = lines[place.line - 1]
    start = max(0, place.column - 1 - WIDTH // 2)
    shown = _visible(line[start : start + WIDTH])
    if not shown.strip():
        return []
    one_line = place.end_line in {None, place.line} and place.end_column is not None
    width = max(1, (place.end_column or 0) - place.column) if one_line else 1
    caret = " " * (place.column - 1 - start) + "^" * min(width, WIDTH)
    return [f"  {place.line:>4} │ {shown}", f"       │ {click.style(caret, fg=COLORS[finding.severity])}"]


def _visible(text: str) -> str:
    """Return ``text`` without characters that would move the cursor or turn the writing direction."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _counted(findings: Sequence[Finding], posts: int) -> str:
    counted = summary(findings, posts)
    looked = f"{posts} post{'' if posts == 1 else 's'}"
    if not findings:
        return click.style(f"{looked}, nothing to mend.", fg="green")
    return f"{looked}: {counted['errors']} errors, {counted['warnings']} warnings, {counted['notices']} notices."
