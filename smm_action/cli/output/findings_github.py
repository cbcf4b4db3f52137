"""Findings as workflow commands: annotations on the lines of a pull request.

GitHub keeps ten annotations of each level for a step (actions/runner, ExecutionContext.cs, read 2026-11-24), so errors
come first and one more line says how many there are beyond.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smm_action.cli.output.findings_json import shown_path
from smm_action.model.finding import Finding, Severity

MOST = 10
LONGEST = 4000
"""Characters of a message; the runner cuts at 4096."""


def render(findings: Sequence[Finding], *, prefix: str, sources: Mapping[str, str], posts: int) -> str:
    """Return one workflow command a finding, ten of each severity at most."""
    del sources, posts
    lines: list[str] = []
    beyond = 0
    for severity in Severity:
        found = [finding for finding in findings if finding.severity is severity]
        lines += [_command(finding, prefix) for finding in found[:MOST]]
        beyond += max(0, len(found) - MOST)
    if beyond:
        lines.append(f"::notice title=smm lint::{beyond} more findings are in the summary of this job.")
    return "\n".join(lines)


def escaped_data(text: str) -> str:
    """Return ``text`` as the message of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escaped_property(text: str) -> str:
    """Return ``text`` as a property of a workflow command."""
    return escaped_data(text).replace(":", "%3A").replace(",", "%2C")


def _command(finding: Finding, prefix: str) -> str:
    place = finding.location
    held: dict[str, str | int | None] = {"file": shown_path(place.path, prefix), "line": place.line}
    held["endLine"] = place.end_line
    if place.end_line in {None, place.line}:
        held |= {"col": place.column, "endColumn": place.end_column}
    held["title"] = finding.rule
    named = ",".join(f"{key}={escaped_property(str(value))}" for key, value in held.items() if value is not None)
    # `##[` is a command anywhere in a line, in the old syntax of the runner
    message = escaped_data(finding.message[:LONGEST]).replace("##[", "##\u200b[")
    return f"::{finding.severity.value} {named}::{message}"
