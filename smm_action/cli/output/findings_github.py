"""Findings as GitHub's workflow commands, which become annotations of a pull request.

https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands (read 2026-11-24). GitHub shows ten
annotations of each kind a step and drops the rest without a word, so the rest is said here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from smm_action.cli.output.shown_findings import counted, joined, page, summary
from smm_action.model.finding import Finding, Severity

SHOWN = 10
"""Annotations of one kind that GitHub shows of a step."""


def render(findings: Sequence[Finding], *, prefix: str, sources: Mapping[str, str], posts: int) -> str:
    """Return a command a finding, ten of each severity at most, then how many more there are, then the summary."""
    del sources
    crowded = any(count > SHOWN for count in Counter(finding.severity for finding in findings).values())
    # the line that says how many more there are is a notice itself and needs one of their ten places
    room = {Severity.ERROR: SHOWN, Severity.WARNING: SHOWN, Severity.NOTICE: SHOWN - 1 if crowded else SHOWN}
    left: Counter[Severity] = Counter()
    commands: list[str] = []
    for finding in findings:
        if room[finding.severity]:
            room[finding.severity] -= 1
            commands.append(_command(finding, prefix))
        else:
            left[finding.severity] += 1
    if left:
        more = ", ".join(counted(left[severity], severity.value) for severity in Severity if left[severity])
        commands.append(f"::notice::{left.total()} more ({more}). `smm lint` on your machine shows all of them.")
    return "\n".join([*commands, summary(findings, posts)])


def _command(finding: Finding, prefix: str) -> str:
    place = finding.location
    line = place.line or 1
    properties: dict[str, str | int] = {"file": joined(prefix, place.path), "line": line}
    if place.end_line is not None:
        properties["endLine"] = place.end_line
    if place.column is not None and place.end_line in {None, line}:
        properties["col"] = place.column
        if place.end_column is not None:
            properties["endColumn"] = place.end_column
    properties["title"] = finding.rule
    shown = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{finding.severity.value} {shown}::{_data(f'{finding.message} {page(finding.rule)}')}"


def _data(text: str) -> str:
    """Escape a message as the runner's own toolkit does."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """Escape a property: also what ends properties."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
