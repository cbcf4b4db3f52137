"""Requests held against the platforms' own machine-readable contracts, when their folder is given."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request

from smm_action.core.schema import broken_by
from smm_action.sandbox.call import Call
from smm_action.sandbox.lexicon import Catalog

OPENAPI, LEXICONS = "mastodon/openapi-4.7.0.extract.json", "bluesky/lexicons"
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Contract:
    """Mastodon's OpenAPI document and Bluesky's lexicons."""

    mastodon: Mapping[str, Any]
    bluesky: Catalog

    @classmethod
    def read(cls, folder: Path) -> Contract:
        """Read both from the contracts folder."""
        document = json.loads((folder / OPENAPI).read_text("utf-8"))
        return cls(_loosened(document), Catalog.read(folder / LEXICONS))

    def check(self, request: Request, call: Call) -> tuple[str, ...]:
        """Return what the request breaks."""
        path = request.url.path
        if path.startswith("/xrpc/"):
            return tuple(self._xrpc(path.removeprefix("/xrpc/"), call))
        return tuple(self._rest(request.method.lower(), path, call))

    def _xrpc(self, nsid: str, call: Call) -> Iterator[str]:
        found = self.bluesky.definition(nsid)
        if found is None:
            yield f"{nsid} is in no lexicon"
            return
        definition = found[0]
        if "parameters" in definition:
            given = _parameters(definition["parameters"], call.query)
            yield from self.bluesky.faults(definition["parameters"], given, "$", nsid)
        schema = definition.get("input", {}).get("schema")
        if schema:
            yield from self.bluesky.faults(schema, call.fields, "$", nsid)
            if isinstance(call.fields.get("record"), Mapping):
                yield from self.bluesky.check(str(call.fields.get("collection")), call.fields["record"])

    def _rest(self, method: str, path: str, call: Call) -> Iterator[str]:
        operation = self._operation(method, path)
        if operation is None:
            return
        body = operation.get("requestBody", {}).get("content", {})
        if not body:
            return
        schema = next(iter(body.values()))["schema"]
        given = _coerced(self._properties(schema), {**call.fields, **dict.fromkeys(call.files, "")})
        for name in given.keys() - self._properties(schema).keys():
            yield f"body/{name}: no such field"
        whole = {**schema, "components": self.mastodon["components"]}
        yield from (f"body/{'/'.join(map(str, fault.path))}: {fault.message}" for fault in broken_by(whole, given))

    def _operation(self, method: str, path: str) -> Mapping[str, Any] | None:
        for pattern in sorted(self.mastodon["paths"], key=lambda text: text.count("{")):
            expression = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(pattern))
            if re.fullmatch(expression, path):
                operation: Mapping[str, Any] | None = self.mastodon["paths"][pattern].get(method)
                return operation
        return None

    def _properties(self, schema: Schema) -> dict[str, Schema]:
        while "$ref" in schema:
            schema = self.mastodon["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        found: dict[str, Schema] = dict(schema.get("properties", {}))
        for name in ("allOf", "anyOf", "oneOf"):
            for inner in schema.get(name, ()):
                found = {**self._properties(inner), **found}
        return found


def _loosened(node: Any) -> Any:
    """Turn ``oneOf`` into ``anyOf``: the extract says that text and media exclude each other, which they do not."""
    if isinstance(node, dict):
        return {("anyOf" if name == "oneOf" else name): _loosened(value) for name, value in node.items()}
    return [_loosened(item) for item in node] if isinstance(node, list) else node


def _coerced(properties: Mapping[str, Schema], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return form fields as the types their schemas ask for: forms know only texts."""
    return {name: _typed(properties.get(name, {}), value) for name, value in fields.items()}


def _typed(schema: Schema, value: Any) -> Any:
    kinds = schema.get("type", ())
    kinds = (kinds,) if isinstance(kinds, str) else kinds
    if isinstance(value, Mapping):
        return _coerced(schema.get("properties", {}), value)
    if not isinstance(value, str):
        return value
    if "boolean" in kinds and value in {"true", "false"}:
        return value == "true"
    if "integer" in kinds and value.isdecimal():
        return int(value)
    return value


def _parameters(schema: Schema, query: Mapping[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, definition in schema.get("properties", {}).items():
        values = [_typed(definition, value) for value in query.get(name, ())]
        if definition["type"] == "array":
            items = [_typed(definition["items"], value) for value in query.get(name, ())]
            given |= {name: items} if items else {}
        elif values:
            given[name] = values[-1]
    return given
