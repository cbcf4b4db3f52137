"""Requests held against Mastodon's OpenAPI document."""

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
from smm_action.sandbox.fields import Schema, coerced

OPENAPI = "mastodon/openapi-4.7.0.extract.json"


@dataclass(frozen=True, slots=True)
class OpenApi:
    """The document."""

    document: Mapping[str, Any]

    @classmethod
    def read(cls, folder: Path) -> OpenApi:
        """Read it from the contracts folder."""
        return cls(_loosened(json.loads((folder / OPENAPI).read_text("utf-8"))))

    def check(self, request: Request, call: Call) -> tuple[str, ...]:
        """Return what the request breaks."""
        return tuple(self._rest(request.method.lower(), request.url.path, call))

    def _rest(self, method: str, path: str, call: Call) -> Iterator[str]:
        operation = self._operation(method, path)
        if operation is None:
            return
        body = operation.get("requestBody", {}).get("content", {})
        if not body:
            return
        schema = next(iter(body.values()))["schema"]
        given = coerced(self._properties(schema), {**call.fields, **dict.fromkeys(call.files, "")})
        for name in given.keys() - self._properties(schema).keys():
            yield f"body/{name}: no such field"
        whole = {**schema, "components": self.document["components"]}
        yield from (f"body/{'/'.join(map(str, fault.path))}: {fault.message}" for fault in broken_by(whole, given))

    def _operation(self, method: str, path: str) -> Mapping[str, Any] | None:
        for pattern in sorted(self.document["paths"], key=lambda text: text.count("{")):
            expression = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(pattern))
            if re.fullmatch(expression, path):
                operation: Mapping[str, Any] | None = self.document["paths"][pattern].get(method)
                return operation
        return None

    def _properties(self, schema: Schema) -> dict[str, Schema]:
        while "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
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
