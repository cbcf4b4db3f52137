"""Requests held against X's OpenAPI documents: the newer one or the one before it has to take them."""

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
from smm_action.sandbox.fields import Schema, coerced, typed

VERSIONS = ("x/openapi-2.167.extract.json", "x/openapi-2.159.extract.json")


@dataclass(frozen=True, slots=True)
class Document:
    """One version."""

    content: Mapping[str, Any]

    def faults(self, method: str, path: str, call: Call) -> tuple[str, ...] | None:
        """Return what a request breaks, None when the extract does not have the operation."""
        operation = self._operation(method, path)
        return None if operation is None else (*self._query(operation, call), *self._body(operation, call))

    def _operation(self, method: str, path: str) -> Mapping[str, Any] | None:
        for pattern in sorted(self.content["paths"], key=lambda text: text.count("{")):
            if re.fullmatch(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(pattern)), path):
                found: Mapping[str, Any] | None = self.content["paths"][pattern].get(method)
                return found
        return None

    def _query(self, operation: Mapping[str, Any], call: Call) -> Iterator[str]:
        held = [self._resolved(one) for one in operation.get("parameters", ())]
        known = {one["name"]: self._resolved(one["schema"]) for one in held if one["in"] == "query"}
        for name, values in call.query.items():
            if name not in known:
                yield f"query/{name}: no such parameter"
                continue
            is_list = known[name].get("type") == "array"
            given = values[-1].split(",") if is_list else typed(known[name], values[-1])
            yield from (f"query/{name}: {message}" for message in self._broken(known[name], given))

    def _body(self, operation: Mapping[str, Any], call: Call) -> Iterator[str]:
        content = operation.get("requestBody", {}).get("content", {})
        kind = call.headers.get("content-type", "").partition(";")[0]
        if not content:
            yield from ("body: none is expected",) if call.fields or call.files else ()
            return
        if kind not in content:
            yield f"body: {kind or 'nothing'} is none of {', '.join(content)}"
            return
        schema = self._resolved(content[kind]["schema"])
        files = dict.fromkeys(call.files, "")
        given = {**coerced(self._properties(schema), call.fields), **files}
        yield from (f"body: {message}" for message in self._broken(schema, given))
        yield from (f"body/{name}: no such field" for name in given if name not in self._properties(schema))

    def _broken(self, schema: Schema, given: Any) -> Iterator[str]:
        whole = {**schema, "components": self.content["components"]}
        yield from (f"{'/'.join(map(str, fault.path))}: {fault.message}" for fault in broken_by(whole, given))

    def _properties(self, schema: Schema) -> dict[str, Schema]:
        found: dict[str, Schema] = {}
        for inner in schema.get("anyOf", ()):
            found |= self._properties(self._resolved(inner))
        return found | {name: self._resolved(held) for name, held in schema.get("properties", {}).items()}

    def _resolved(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in node:
            group, name = node["$ref"].split("/")[-2:]
            node = self.content["components"][group][name]
        return node


@dataclass(frozen=True, slots=True)
class Documents:
    """Both versions. Reposts and the renewal of tokens are in neither extract."""

    versions: tuple[Document, ...]

    @classmethod
    def read(cls, folder: Path) -> Documents:
        """Read them from the contracts folder."""
        return cls(tuple(Document(json.loads((folder / name).read_text("utf-8"))) for name in VERSIONS))

    def check(self, request: Request, call: Call) -> tuple[str, ...]:
        """Return what the request breaks of the newest version that has it, nothing when either takes it."""
        told = [one.faults(request.method.lower(), request.url.path, call) for one in self.versions]
        found = [faults for faults in told if faults is not None]
        return () if not found or () in found else found[0]
