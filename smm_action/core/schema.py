"""JSON Schemas: decided by jsonschema-rs, explained by jsonschema. The only importer of both."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class SchemaFault:
    """One thing a document breaks."""

    path: tuple[str | int, ...]
    """Keys and indexes from the document's root to the faulty value."""
    keyword: str
    """The schema keyword it breaks: ``type``, ``enum``, ``additionalProperties`` …; ``propertyNames`` when
    a key is faulty, which is the value then."""
    message: str
    value: Any
    allowed: Any
    """The keyword's value in the schema: the enum's members, the type's name …"""


def schema_directory() -> Path:
    """Return the folder of the schemas: in a wheel inside the package, in a checkout beside it."""
    shipped = Path(__file__).parents[1] / "_schemas"
    return shipped if shipped.is_dir() else Path(__file__).parents[2] / "schemas"


@functools.cache
def schema(name: str) -> dict[str, Any]:
    """Return the schema ``name``, e.g. ``post`` or ``platforms/mastodon`` or ``artifacts/entry/v1``."""
    loaded: dict[str, Any] = json.loads((schema_directory() / f"{name}.schema.json").read_text("utf-8"))
    return loaded


@functools.cache
def _decider(name: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(schema(name))


@functools.cache
def _explainer(name: str) -> Any:
    import jsonschema

    return jsonschema.Draft202012Validator(schema(name))


def is_valid(name: str, document: Any) -> bool:
    """Whether ``document`` (JSON types only) satisfies the schema ``name``."""
    return bool(_decider(name).is_valid(document))


def faults(name: str, document: Any) -> Iterator[SchemaFault]:
    """Yield what ``document`` breaks, in document order; slow, call it only after ``is_valid`` said no."""
    errors = sorted(_explainer(name).iter_errors(document), key=lambda e: [str(p) for p in e.absolute_path])
    for error in errors:
        # jsonschema reports what a key breaks under the keyword that its name breaks
        keyword = "propertyNames" if "propertyNames" in error.absolute_schema_path else error.validator
        yield SchemaFault(tuple(error.absolute_path), keyword, error.message, error.instance, error.validator_value)


def broken_by(document_schema: dict[str, Any], document: Any) -> Iterator[SchemaFault]:
    """Yield what ``document`` breaks of a schema that is at hand, such as a part of somebody's OpenAPI document."""
    import jsonschema

    for error in jsonschema.Draft202012Validator(document_schema).iter_errors(document):
        while error.context:
            # "not valid under any of the given schemas" helps nobody: follow the branch that got furthest
            error = max(error.context, key=lambda inner: len(inner.absolute_path))  # noqa: PLW2901
        yield SchemaFault(
            tuple(error.absolute_path), error.validator, error.message, error.instance, error.validator_value
        )
