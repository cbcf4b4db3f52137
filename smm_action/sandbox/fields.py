"""Form fields and query parameters as the types that a schema asks for: on the wire they are texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]


def coerced(properties: Mapping[str, Schema], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return form fields as the types their schemas ask for: forms know only texts."""
    return {name: typed(properties.get(name, {}), value) for name, value in fields.items()}


def typed(schema: Schema, value: Any) -> Any:
    """Return a text as the type that ``schema`` asks for; as it is when it can not be one."""
    kinds = schema.get("type", ())
    kinds = (kinds,) if isinstance(kinds, str) else kinds
    if isinstance(value, Mapping):
        return coerced(schema.get("properties", {}), value)
    if not isinstance(value, str):
        return value
    if "boolean" in kinds and value in {"true", "false"}:
        return value == "true"
    if "integer" in kinds and value.isdecimal():
        return int(value)
    return value
