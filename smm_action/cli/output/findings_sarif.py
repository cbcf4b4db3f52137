"""Findings as SARIF 2.1.0, what code scanning reads (https://docs.oasis-open.org/sarif/sarif/v2.1.0/)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from smm_action import __version__
from smm_action.cli.output.shown_findings import as_json, joined, page
from smm_action.lint.rules import all_rules
from smm_action.model.finding import Finding, Location, Severity

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}


def render(findings: Sequence[Finding], *, prefix: str, sources: Mapping[str, str], posts: int) -> str:
    """Return one run with every rule that spoke; ``sources`` make the fingerprints independent of line numbers."""
    rules = sorted({finding.rule for finding in findings})
    run = {
        "tool": {
            "driver": {
                "name": "smm-action",
                "version": __version__,
                "informationUri": "https://github.com/smm-action/smm-action",
                "rules": _rules(rules),
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The top of the repository."}}},
        "properties": {"posts": posts},
        "results": [_result(finding, prefix, sources, rules) for finding in findings],
    }
    return as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rules(names: Sequence[str]) -> list[dict[str, Any]]:
    known = {rule.id: rule for rule in all_rules()}
    found = []
    for name in names:
        entry: dict[str, Any] = {"id": name, "helpUri": page(name)}
        rule = known.get(name)
        if rule is not None:
            entry["shortDescription"] = {"text": rule.summary}
            entry["help"] = {"text": rule.page().strip(), "markdown": rule.page().strip()}
            entry["defaultConfiguration"] = {"level": LEVELS[rule.severity]}
        found.append(entry)
    return found


def _result(finding: Finding, prefix: str, sources: Mapping[str, str], rules: Sequence[str]) -> dict[str, Any]:
    place = finding.location
    return {
        "ruleId": finding.rule,
        "ruleIndex": rules.index(finding.rule),
        "level": LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": _artifact(prefix, place), "region": _region(place)},
            }
        ],
        "partialFingerprints": {"smmFinding/v1": _fingerprint(finding, sources)},
    }


def _artifact(prefix: str, place: Location) -> dict[str, str]:
    """Return the file: relative to the top of the repository, or absolute when there is none (SARIF 2.1.0 §3.4.4)."""
    uri = quote(joined(prefix, place.path))
    return {"uri": f"file://{uri}"} if uri.startswith("/") else {"uri": uri, "uriBaseId": "%SRCROOT%"}


def _region(place: Location) -> dict[str, int]:
    region = {"startLine": place.line or 1}
    if place.column is not None:
        region["startColumn"] = place.column
    if place.end_line is not None:
        region["endLine"] = place.end_line
    if place.end_column is not None:
        region["endColumn"] = place.end_column
    return region


def _fingerprint(finding: Finding, sources: Mapping[str, str]) -> str:
    """Return what stays the same when lines are added above: the rule, the file, the line's text, the message."""
    lines = sources.get(finding.location.path, "").split("\n")
    number = finding.location.line or 1
    text = lines[number - 1].strip() if 0 < number <= len(lines) else ""
    said = f"{finding.rule}\n{finding.location.path}\n{text}\n{finding.message}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]
