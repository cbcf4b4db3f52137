"""Findings as SARIF 2.1.0, for code scanning (https://docs.oasis-open.org/sarif/sarif/v2.1.0/)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from smm_action import __version__
from smm_action.cli.output.findings_json import PAGES, shown_path
from smm_action.model.finding import Finding, Severity

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
MOST = 25_000
"""Results of a run that GitHub accepts (docs.github.com, SARIF support, read 2026-11-24)."""


def render(findings: Sequence[Finding], *, prefix: str, sources: Mapping[str, str], posts: int) -> str:
    """Return one run with a rule for each kind of finding."""
    del sources, posts
    kept = findings[:MOST]
    rules = sorted({finding.rule for finding in kept})
    driver = {
        "name": "smm-action",
        "version": __version__,
        "informationUri": "https://github.com/smm-action/smm-action",
        "rules": [{"id": rule, "helpUri": PAGES + rule} for rule in rules],
    }
    results = [_result(finding, prefix) for finding in kept]
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _result(finding: Finding, prefix: str) -> dict[str, Any]:
    place = finding.location
    names = {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
    region = {key: value for key, value in names.items() if value is not None}
    where: dict[str, Any] = {"artifactLocation": {"uri": quote(shown_path(place.path, prefix))}}
    if region:
        where["region"] = region
    return {
        "ruleId": finding.rule,
        "level": LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": where}],
    }
