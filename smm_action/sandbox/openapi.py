"""An OpenAPI document: which operation a request is, and what its fields break."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from smm_action.core.schema import broken_by
from smm_action.sandbox.fields import Schema

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OpenApi:
    """One document, or an extract of it."""

    content: Node

    def operation(self, method: str, path: str) -> Node | None:
        """Return what the document says of a call, None where it has no such path or method."""
        for pattern in sorted(self.content["paths"], key=lambda text: text.count("{")):
            if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(pattern)), path):
                found: Node | None = self.content["paths"][pattern].get(method.lower())
                return found
        return None

    def resolved(self, node: Node) -> Node:
        """Return what ``node`` refers to, itself where it refers to nothing."""
        while "$ref" in node:
            group, name = node["$ref"].split("/")[-2:]
            node = self.content["components"][group][name]
        return node

    def properties(self, schema: Schema) -> dict[str, Schema]:
        """Return every field that ``schema`` has under any of its alternatives; its own come before theirs."""
        held = self.resolved(schema)
        found: dict[str, Schema] = {}
        for kind in ("allOf", "anyOf", "oneOf"):
            for inner in held.get(kind, ()):
                found = {**self.properties(inner), **found}
        return found | {name: self.resolved(one) for name, one in held.get("properties", {}).items()}

    def broken(self, schema: Schema, given: Any, where: str) -> Iterator[str]:
        """Yield what of ``given`` breaks ``schema``, each with its place below ``where``."""
        whole = {**schema, "components": self.content["components"]}
        for fault in broken_by(whole, given):
            yield f"{'/'.join((where, *map(str, fault.path)))}: {fault.message}"

    def unknown(self, schema: Schema, given: Mapping[str, Any]) -> Iterator[str]:
        """Yield the fields of a body that ``schema`` does not have: a server would ignore them in silence."""
        yield from (f"body/{name}: no such field" for name in given.keys() - self.properties(schema).keys())
