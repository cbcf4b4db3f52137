"""Findings as JSON, in the shape of design §5."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from smm_action.model.codec import encode
from smm_action.model.finding import Finding, Severity

PAGES = "https://github.com/smm-action/smm-action/blob/main/docs/reference/rules.md#"
"""Where the rules' pages are."""


def render(findings: Sequence[Finding], *, prefix: str, sources: Mapping[str, str], posts: int) -> str:
    """Return ``{"findings": […], "summary": {…}}``."""
    del sources
    document = {"findings": [_item(finding, prefix) for finding in findings], "summary": summary(findings, posts)}
    return json.dumps(document, ensure_ascii=False, indent=2)


def summary(findings: Sequence[Finding], posts: int) -> dict[str, int]:
    """Return how many posts were looked at and how many findings of each severity there are."""
    counted = {severity: sum(1 for finding in findings if finding.severity is severity) for severity in Severity}
    return {
        "posts": posts,
        "errors": counted[Severity.ERROR],
        "warnings": counted[Severity.WARNING],
        "notices": counted[Severity.NOTICE],
    }


def shown_path(path: str, prefix: str) -> str:
    """Return a path as a person can open it."""
    return f"{prefix}/{path}" if prefix and prefix != "." else path


def _item(finding: Finding, prefix: str) -> dict[str, Any]:
    place = finding.location
    fix = encode(finding.fix) if finding.fix is not None else None
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "path": shown_path(place.path, prefix),
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "account": finding.account,
        "url": PAGES + finding.rule,
        "fix": fix,
    }
