"""Findings as JSON (design §5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from smm_action.cli.output.shown_findings import as_json, joined, page, tally
from smm_action.model.finding import Finding, Fix, Severity


def render(findings: Sequence[Finding], *, prefix: str, sources: Mapping[str, str], posts: int) -> str:
    """Return ``{"findings": […], "summary": {…}}``; ``sources`` are not shown."""
    del sources
    held = tally(findings)
    document = {
        "findings": [_item(finding, prefix) for finding in findings],
        "summary": {
            "posts": posts,
            "errors": held[Severity.ERROR],
            "warnings": held[Severity.WARNING],
            "notices": held[Severity.NOTICE],
        },
    }
    return as_json(document)


def _item(finding: Finding, prefix: str) -> dict[str, Any]:
    place = finding.location
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "path": joined(prefix, place.path),
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "account": finding.account,
        "url": page(finding.rule),
        "fix": None if finding.fix is None else _fix(finding.fix),
    }


def _fix(fix: Fix) -> dict[str, Any]:
    """Return a fix: code points of the decoded file, without BOM and with line feeds alone."""
    return {
        "start": fix.start,
        "end": fix.end,
        "replacement": fix.replacement,
        "description": fix.description,
    }
