"""A YAML file of the content root (smm.yml, people.yml, a campaign): read, checked, located."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from smm_action.content import yaml_core
from smm_action.content.faults import duplicate_findings, invalid, schema_findings
from smm_action.content.frontmatter import FrontMatterFault, decode
from smm_action.content.yaml_core import Path as KeyPath
from smm_action.content.yaml_core import Span, YamlFault
from smm_action.core.schema import is_valid
from smm_action.model.finding import Finding, Location


@dataclass(frozen=True, slots=True)
class YamlFile:
    """What a file says, and what is wrong with it."""

    path: str
    data: dict[str, Any]
    findings: tuple[Finding, ...]
    locate: Callable[[KeyPath], Location]


def read_yaml(path: str, data: bytes, schema: str) -> YamlFile:
    """Return the file at ``path``, checked against ``schema``; never raises."""
    try:
        text = decode(data)
    except FrontMatterFault as fault:
        place = Location(path=path, line=fault.mark.line, column=fault.mark.column)
        return YamlFile(path, {}, (invalid(fault.message, place, "invalid-front-matter"),), lambda _: place)
    locate = locator(path, text, 0)
    try:
        document, duplicates = yaml_core.read(text)
    except YamlFault as fault:
        place = Location(path=path, line=fault.mark.line, column=fault.mark.column)
        return YamlFile(path, {}, (invalid(fault.message, place, "invalid-front-matter"),), locate)
    if document is None:
        document = {}
    findings = duplicate_findings(duplicates, path, 0)
    if not is_valid(schema, document):
        findings += schema_findings(schema, document, locate)
    return YamlFile(path, document if isinstance(document, dict) else {}, findings, locate)


def locator(path: str, block: str, offset: int) -> Callable[[KeyPath], Location]:
    """Return the function that says where a key of ``block`` stands; positions are composed at the first question.

    ``offset`` is the number of lines of the file before the block. A key that is not there is located at its nearest
    parent that is, and at last at the file's first line.
    """
    composed: dict[KeyPath, Span] | None = None

    def locate(key: KeyPath) -> Location:
        nonlocal composed
        if composed is None:
            composed = yaml_core.positions(block)
        for length in range(len(key), 0, -1):
            span = composed.get(key[:length])
            if span is not None:
                return Location(
                    path=path,
                    line=span.key.line + offset,
                    column=span.key.column,
                    end_line=span.key_end.line + offset,
                    end_column=span.key_end.column,
                )
        return Location(path=path, line=1, column=1)

    return locate
