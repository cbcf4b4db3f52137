"""Schema faults and YAML faults as findings, in words an author understands."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from smm_action.content.locator import Locator
from smm_action.content.yaml_core import Path as KeyPath
from smm_action.content.yaml_marks import Duplicate
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
    "^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$": "hours, like 22:00-07:00",
    "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$": "a language tag, like en or pt-BR",
    "^[A-Za-z0-9][A-Za-z0-9._/-]*$": "the name of a branch, like smm-state",
    "^[A-Za-z0-9][A-Za-z0-9._-]*$": "the name of a remote, like origin",
}
MOST = 100
"""Findings of one file: who reads a hundred knows enough, and a hostile file is no reason to write a million."""


def schema_findings(name: str, document: Any, locate: Locator) -> tuple[Finding, ...]:
    """Return what ``document``, which ``is_valid`` refused, breaks of the schema ``name``: at least one finding."""
    found = tuple(itertools.islice(_schema_findings(name, document, locate), MOST))
    return found or (invalid(f"This does not satisfy the schema of {name} files.", locate(())),)


def _schema_findings(name: str, document: Any, locate: Locator) -> Iterator[Finding]:
    incomplete: set[KeyPath] = set()
    for fault in faults(name, document):
        match fault.keyword:
            case "additionalProperties":
                yield from _unknown_keys(fault, schema_at(name, fault.path), locate)
            case "propertyNames":
                yield _bad_name(fault, locate)
            case "required" if fault.path in incomplete:
                continue  # jsonschema tells each missing key apart, but does not name it
            case "required":
                incomplete.add(fault.path)
                yield from _missing(fault, locate)
            case _:
                yield _value_finding(fault, locate)


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


def duplicate_findings(duplicates: Iterable[Duplicate], locate: Locator) -> tuple[Finding, ...]:
    """Return the findings of keys given twice, each at the second one."""
    return tuple(
        invalid(
            f"`{short(held.key)}` is given twice, first on line {locate.line(held.first)}. Remove one.",
            locate.place(held.second, held.second_end),
            "duplicate-key",
        )
        for held in itertools.islice(duplicates, MOST)
    )


def invalid(message: str, location: Location, rule: str = "invalid-value") -> Finding:
    """Return an error of the loader."""
    return Finding(rule=rule, severity=Severity.ERROR, message=message, location=location)


def shown(value: Any) -> str:
    """Return ``value`` as an author writes it, short; text in quotes."""
    return f"'{short(value)}'" if isinstance(value, str) else short(_flow(value))


def short(text: str) -> str:
    """Return ``text`` on one line of 60 characters at most."""
    line = text if text.isprintable() else "".join(char if char.isprintable() else " " for char in text)
    return line if len(line) <= 60 else line[:59] + "…"


def named(path: KeyPath) -> str:
    """Return a path of keys as authors read it: ``media[0].alt``."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return short(text) or "the file"


def _flow(value: Any) -> str:
    words = {None: "nothing", True: "true", False: "false"}
    if value is None or isinstance(value, bool):
        return words[value]
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_flow(held)}' for key, held in value.items())}}}"
    return str(value)


def _unknown_keys(fault: SchemaFault, part: dict[str, Any], locate: Locator) -> Iterator[Finding]:
    known = list(part.get("properties", {}))
    for key in fault.value:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
            hint = f"Did you mean `{near[0]}`?" if near else f"Known here: {', '.join(known)}."
            yield invalid(f"`{short(key)}` is no key. {hint}", locate((*fault.path, key)), "unknown-key")


def _bad_name(fault: SchemaFault, locate: Locator) -> Finding:
    hint = HINTS.get(fault.allowed, "letters, digits, dashes and underscores")
    place = locate((*fault.path, fault.value))
    return invalid(f"`{short(fault.value)}` can not be a name here: use {hint}.", place)


def _missing(fault: SchemaFault, locate: Locator) -> Iterator[Finding]:
    where = f"`{named(fault.path)}` needs" if fault.path else "There must be"
    for key in fault.allowed:
        if key not in fault.value:
            yield invalid(f"{where} the key `{key}`.", locate(fault.path))


def _value_finding(fault: SchemaFault, locate: Locator) -> Finding:
    name = named(fault.path)
    value = fault.value
    place = locate(fault.path)
    match fault.keyword:
        case "type" if value is None:
            return _lost(name, place)
        case "type" if fault.allowed == "string" and not isinstance(value, dict | list):
            return _ambiguous(name, value, locate.written(fault.path), place)
        case "type":
            return invalid(f"`{name}` must be {KINDS[fault.allowed]}, not {shown(value)}.", place)
        case "enum":
            return invalid(f"`{name}` is {shown(value)}; it may be {_listed(fault.allowed)}.", place)
        case "const":
            return invalid(f"`{name}` is {shown(value)}; it may only be {shown(fault.allowed)}.", place)
        case "pattern":
            hint = HINTS.get(fault.allowed, f"text that matches {fault.allowed}")
            return invalid(f"`{name}` is {shown(value)}; it must be {hint}.", place)
        case "minItems" | "minLength":
            return invalid(f"`{name}` is too short: at least {fault.allowed}.", place)
        case "maxItems":
            return invalid(f"`{name}` has too many items: {fault.allowed} at most.", place)
        case "minimum" | "maximum":
            word = "at least" if fault.keyword == "minimum" else "at most"
            return invalid(f"`{name}` is {shown(value)}; it must be {word} {fault.allowed}.", place)
        case _:
            return invalid(f"`{name}` breaks `{fault.keyword}` of the schema.", place)


def _ambiguous(name: str, value: Any, written: str | None, place: Location) -> Finding:
    text = short(written) if written else shown(value)
    kind = "true or false" if isinstance(value, bool) else "a number"
    return invalid(
        f'`{name}` must be text, and {text} without quotes is {kind}. Write "{text}".', place, "ambiguous-scalar"
    )


def _lost(name: str, place: Location) -> Finding:
    return invalid(
        f"`{name}` has no value. After ` #` everything is a comment: put text with # in quotes, or remove the key.",
        place,
        "ambiguous-scalar",
    )


def _listed(values: Iterable[Any]) -> str:
    names = [str(value) for value in values]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
