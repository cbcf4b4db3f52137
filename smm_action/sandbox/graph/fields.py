"""``fields=id,from{id},reactions.limit(0).summary(total_count)``: which fields of an object a caller wants."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from smm_action.sandbox.graph.answers import invalid

_FIELD = re.compile(r"\s*(\w+)((?:\.\w+\([^)]*\))*)(\{)?")


def chosen(entity: Mapping[str, Any], fields: str, kind: str) -> dict[str, Any]:
    """Return the wanted fields of ``entity`` and its id; what is None is left out, as Meta does.

    Raises:
        Refusal: a field that objects of ``kind`` have not, or fields that can not be read.
    """
    wanted, end = parsed(fields, 0)
    if end != len(fields):
        raise invalid(f"Syntax error in fields {fields!r}", code=2500)
    found: dict[str, Any] = _select(entity, wanted or {"id": {}}, kind)
    return found


def parsed(fields: str, at: int) -> tuple[dict[str, Any], int]:
    """Return the tree of names that begins at ``at``, and where it ends."""
    tree: dict[str, Any] = {}
    while (match := _FIELD.match(fields, at)) is not None:
        at = match.end()
        inner: dict[str, Any] = {}
        if match[3]:
            inner, at = parsed(fields, at)
            if fields[at : at + 1] != "}":
                return tree, -1
            at += 1
            while (modifier := re.match(r"\.\w+\([^)]*\)", fields[at:])) is not None:
                at += modifier.end()
        tree[match[1]] = inner
        if fields[at : at + 1] != ",":
            break
        at += 1
    return tree, at


def _select(held: Any, wanted: Mapping[str, Any], kind: str) -> Any:
    if isinstance(held, list):
        return [_select(item, wanted, kind) for item in held]
    if not isinstance(held, Mapping) or not wanted:
        return held
    if isinstance(held.get("data"), list):
        return {**held, "data": _select(held["data"], wanted, kind)}
    absent = [name for name in wanted if name not in held]
    if absent:
        raise invalid(f"(#100) Tried accessing nonexisting field ({absent[0]}) on node type ({kind})")
    names = dict.fromkeys(("id", *wanted)) if "id" in held else dict.fromkeys(wanted)
    return {name: _select(held[name], wanted.get(name, {}), kind) for name in names if held[name] is not None}
