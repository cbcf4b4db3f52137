"""A YAML file of the content root (smm.yml, people.yml, a campaign): read, checked, located."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from smm_action.content import yaml_core
from smm_action.content.faults import duplicate_findings, invalid, schema_findings
from smm_action.content.frontmatter import FrontMatterFault, decode
from smm_action.content.locator import Locator
from smm_action.content.source import Source
from smm_action.content.text_faults import text_faults
from smm_action.content.yaml_marks import YamlFault
from smm_action.core.schema import is_valid
from smm_action.model.finding import Finding, Location


@dataclass(frozen=True, slots=True)
class YamlFile:
    """What a file says, and what is wrong with it."""

    path: str
    data: dict[str, Any]
    findings: tuple[Finding, ...]
    locate: Locator


def load_yaml(source: Source, path: str, schema: str) -> YamlFile:
    """Return the file at ``path`` of ``source``, checked against ``schema``; never raises."""
    try:
        data = source.read(path)
    except OSError as error:
        return YamlFile(path, {}, (unreadable(path, error),), Locator(path, "", 0))
    return read_yaml(path, data, schema)


def read_yaml(path: str, data: bytes, schema: str) -> YamlFile:
    """Return the file at ``path`` that holds ``data``, checked against ``schema``; never raises."""
    try:
        text = decode(data)
        reading = yaml_core.read_composed(text)
    except (FrontMatterFault, YamlFault) as fault:
        place = Location(path=path, line=fault.mark.line, column=fault.mark.column)
        return YamlFile(path, {}, (invalid(fault.message, place, "invalid-front-matter"),), Locator(path, "", 0))
    locate = Locator(path, text, 0)
    document = {} if reading.data is None else reading.data
    findings = (*duplicate_findings(reading.duplicates, locate), *text_faults(text, reading.root, locate))
    if not is_valid(schema, document):
        findings += schema_findings(schema, document, locate)
    return YamlFile(path, document if isinstance(document, dict) else {}, findings, locate)


def unreadable(path: str, error: OSError) -> Finding:
    """Return the finding of a file (or directory) that is listed and can not be read."""
    why = error.strerror or "it is gone"
    return invalid(
        f"This can not be read: {why}. Nothing of it is published until it can.",
        Location(path=path, line=1, column=1),
        "invalid-front-matter",
    )
