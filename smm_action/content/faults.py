"""Schema faults and YAML faults as findings, in words an author understands."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from typing import Any

from smm_action.content.yaml_core import Duplicate
from smm_action.content.yaml_core import Path as KeyPath
from smm_action.core.schema import SchemaFault, faults, schema
from smm_action.model.finding import Finding, Location, Severity

KINDS = {
    "string": "text",
    "array": "a list, like [a, b]",
    "object": "keys and values",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
}
HINTS = {
    "^[0-9]+[mhdw]$": "a number and m, h, d or w, like 30m, 6h, 1d, 2w",
    "^[a-z0-9-]{1,80}$": "a-z, 0-9 and dashes, 80 characters at most",
    "^[a-z0-9-]{1,40}$": "a-z, 0-9 and dashes, 40 characters at most",
    "^[a-z0-9][a-z0-9-]{0,79}$": "a-z, 0-9 and dashes, and a letter or digit first",
    "^post:[a-z0-9-]{1,80}$": "post: and the id of a post, like post:teaser",
    r"^https?://\S+$": "a URL, like https://example.org/page",
    r"^\d{4}-\d{2}-\d{2}$": "a date, like 2026-12-01",
    "^[0-9]+:[0-9]+$": 'an aspect ratio in quotes, like "4:5"',
}
Locate = Callable[[KeyPath], Location]


def schema_findings(name: str, document: Any, locate: Locate) -> tuple[Finding, ...]:
    """Return what ``document`` breaks of the schema ``name``."""
    found: list[Finding] = []
    for fault in faults(name, document):
        if fault.keyword == "additionalProperties":
            found += _unknown_keys(fault, schema_at(name, fault.path), locate)
        elif fault.keyword == "propertyNames":
            continue
        else:
            found.append(_value_finding(fault, locate))
    found += _bad_names(name, document, locate)
    return tuple(found)


def schema_at(name: str, path: KeyPath) -> dict[str, Any]:
    """Return the part of the schema that describes the value at ``path``."""
    here: dict[str, Any] = schema(name)
    for step in path:
        if isinstance(step, int):
            here = here.get("items", {})
        else:
            more = here.get("additionalProperties")
            here = here.get("properties", {}).get(step) or (more if isinstance(more, dict) else {})
    return here


def duplicate_findings(duplicates: Iterable[Duplicate], path: str, offset: int) -> tuple[Finding, ...]:
    """Return the findings of keys given twice; ``offset`` is added to the lines of the block."""
    return tuple(
        Finding(
            rule="duplicate-key",
            severity=Severity.ERROR,
            message=f"`{held.key}` is given twice, first on line {held.first.line + offset}. Remove one.",
            location=Location(
                path=path,
                line=held.second.line + offset,
                column=held.second.column,
                end_line=held.second_end.line + offset,
                end_column=held.second_end.column,
            ),
        )
        for held in duplicates
    )


def invalid(message: str, location: Location, rule: str = "invalid-value") -> Finding:
    """Return an error of the loader."""
    return Finding(rule=rule, severity=Severity.ERROR, message=message, location=location)


def shown(value: Any) -> str:
    """Return ``value`` as an author wrote it, short."""
    words = {None: "nothing", True: "true", False: "false"}
    text = words[value] if value is None or isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _unknown_keys(fault: SchemaFault, part: dict[str, Any], locate: Locate) -> list[Finding]:
    known = list(part.get("properties", {}))
    found = []
    for key in fault.value:
        if key in known:
            continue
        near = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
        hint = f"Did you mean `{near[0]}`?" if near else f"Known here: {', '.join(known)}."
        place = locate((*fault.path, key))
        found.append(
            Finding(rule="unknown-key", severity=Severity.ERROR, message=f"`{key}` is no key. {hint}", location=place)
        )
    return found


def _bad_names(name: str, document: Any, locate: Locate) -> list[Finding]:
    """Return findings of keys that are names and do not look like names (accounts, people)."""
    places = {"config": ("accounts",), "people": ()}
    if name not in places or not isinstance(document, dict):
        return []
    path: KeyPath = places[name]
    held = document.get(path[0]) if path else document
    pattern = schema_at(name, path).get("propertyNames", {}).get("pattern", "")
    if not isinstance(held, dict) or not pattern:
        return []
    import re

    hint = HINTS.get(pattern, "letters, digits, dashes and underscores")
    return [
        invalid(f"`{shown(key)}` can not be a name here: use {hint}.", locate((*path, key)))
        for key in held
        if not re.search(pattern, key)
    ]


def _value_finding(fault: SchemaFault, locate: Locate) -> Finding:
    name = _name(fault.path)
    value = fault.value
    place = locate(fault.path)
    match fault.keyword:
        case "type" if fault.allowed == "string" and not isinstance(value, dict | list):
            return _ambiguous(name, value, place)
        case "type" if value is None:
            return _lost(name, place)
        case "type":
            wanted = " or ".join(
                KINDS.get(kind, kind) for kind in ([fault.allowed] if isinstance(fault.allowed, str) else fault.allowed)
            )
            return invalid(f"`{name}` must be {wanted}, not {shown(value)!r}.", place)
        case "enum":
            return invalid(f"`{name}` is {shown(value)!r}; it may be {_listed(fault.allowed)}.", place)
        case "const":
            return invalid(f"`{name}` is {shown(value)!r}; it may only be {fault.allowed!r}.", place)
        case "pattern":
            hint = HINTS.get(fault.allowed, f"text that matches {fault.allowed}")
            return invalid(f"`{name}` is {shown(value)!r}; it must be {hint}.", place)
        case "required":
            missing = next((key for key in fault.allowed if key not in value), "")
            where = f"`{name}` needs" if fault.path else "There must be"
            return invalid(f"{where} the key `{missing}`.", place)
        case "minItems" | "minLength":
            return invalid(f"`{name}` is too short: at least {fault.allowed}.", place)
        case "maxItems":
            return invalid(f"`{name}` has too many items: {fault.allowed} at most.", place)
        case "minimum" | "maximum":
            word = "at least" if fault.keyword == "minimum" else "at most"
            return invalid(f"`{name}` is {shown(value)}; it must be {word} {fault.allowed}.", place)
        case _:
            return invalid(f"`{name}`: {fault.message}.", place)


def _ambiguous(name: str, value: Any, place: Location) -> Finding:
    if value is None:
        return _lost(name, place)
    written = shown(value)
    kind = "true or false" if isinstance(value, bool) else "a number"
    return invalid(
        f'`{name}` must be text, and {written} without quotes is {kind}. Write "{written}".',
        place,
        "ambiguous-scalar",
    )


def _lost(name: str, place: Location) -> Finding:
    return invalid(
        f"`{name}` has no value. After ` #` everything is a comment: put text with # in quotes, or remove the key.",
        place,
        "ambiguous-scalar",
    )


def _name(path: KeyPath) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text or "the file"


def _listed(values: Iterable[Any]) -> str:
    names = [str(value) for value in values]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
