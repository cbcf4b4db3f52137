"""Every key of every authored file, from the schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).parents[2] / "schemas"
FILES = (
    ("post", "A post: `posts/**/<slug>.md`"),
    ("config", "`smm.yml`"),
    ("people", "`people.yml`"),
    ("campaign", "`campaigns/<name>.yml`"),
)


def page() -> str:
    """Return ``docs/reference/keys.md``."""
    parts = ["# Keys\n\nWhat each authored file may hold. Editors that know JSON Schema complete and check these.\n"]
    for name, title in FILES:
        rows = [f"| `{path}` | {kind} | {about} |" for path, kind, about in _keys(_schema(name), _schema(name), "")]
        parts.append(
            "\n".join(
                [
                    f"## {title}\n",
                    f"Schema: `schemas/{name}.schema.json`\n",
                    "| key | is | |",
                    "|---|---|---|",
                    *rows,
                    "",
                ]
            )
        )
    for path in sorted((SCHEMAS / "platforms").glob("*.schema.json")):
        platform = path.name.removesuffix(".schema.json")
        schema = json.loads(path.read_text("utf-8"))
        rows = [f"| `{key}` | {kind} | {about} |" for key, kind, about in _keys(schema, schema, "")]
        title = f"## Options of {platform}: `variants.<account>.options`\n"
        parts.append("\n".join([title, *(["| key | is | |", "|---|---|---|", *rows] if rows else ["None yet."]), ""]))
    return "\n".join(parts)


def _schema(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    return loaded


def _keys(schema: dict[str, Any], root: dict[str, Any], prefix: str) -> Iterator[tuple[str, str, str]]:
    for name, held in schema.get("properties", {}).items():
        item = _resolved(held, root)
        yield prefix + name, _kind(item, root), _cell(held.get("description") or item.get("description") or "")
        yield from _keys(item, root, f"{prefix}{name}.")
        inner = _resolved(item.get("items", {}), root) if isinstance(item.get("items"), dict) else {}
        yield from _keys(inner, root, f"{prefix}{name}[].")
        more = item.get("additionalProperties")
        if isinstance(more, dict):
            yield from _keys(_resolved(more, root), root, f"{prefix}{name}.<name>.")


def _resolved(schema: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref", "")
    if not reference.startswith("#/"):
        return schema
    target: Any = root
    for step in reference[2:].split("/"):
        target = target[step]
    return dict(target)


def _kind(schema: dict[str, Any], root: dict[str, Any]) -> str:
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return " or ".join(f"`{value}`" for value in schema["enum"])
    for word in ("oneOf", "anyOf"):
        if word in schema:
            return " or ".join(dict.fromkeys(_kind(_resolved(item, root), root) for item in schema[word]))
    kind = schema.get("type", "anything")
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
