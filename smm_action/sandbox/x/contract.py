"""Requests held against X's OpenAPI documents: the newer one or the one before it has to take them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request

from smm_action.sandbox.call import Call
from smm_action.sandbox.fields import coerced, typed
from smm_action.sandbox.openapi import Node, OpenApi

VERSIONS = ("x/openapi-2.167.extract.json", "x/openapi-2.159.extract.json")


@dataclass(frozen=True, slots=True)
class Document:
    """One version."""

    api: OpenApi

    def faults(self, method: str, path: str, call: Call) -> tuple[str, ...] | None:
        """Return what a request breaks, None when the extract does not have the operation."""
        operation = self.api.operation(method, path)
        return None if operation is None else (*self._query(operation, call), *self._body(operation, call))

    def _query(self, operation: Node, call: Call) -> Iterator[str]:
        held = [self.api.resolved(one) for one in operation.get("parameters", ())]
        known = {one["name"]: self.api.resolved(one["schema"]) for one in held if one["in"] == "query"}
        for name, values in call.query.items():
            if name not in known:
                yield f"query/{name}: no such parameter"
                continue
            is_list = known[name].get("type") == "array"
            given = values[-1].split(",") if is_list else typed(known[name], values[-1])
            yield from self.api.broken(known[name], given, f"query/{name}")

    def _body(self, operation: Node, call: Call) -> Iterator[str]:
        content = operation.get("requestBody", {}).get("content", {})
        kind = call.headers.get("content-type", "").partition(";")[0]
        if not content:
            yield from ("body: none is expected",) if call.fields or call.files else ()
            return
        if kind not in content:
            yield f"body: {kind or 'nothing'} is none of {', '.join(content)}"
            return
        schema = self.api.resolved(content[kind]["schema"])
        given = {**coerced(self.api.properties(schema), call.fields), **dict.fromkeys(call.files, "")}
        yield from self.api.broken(schema, given, "body")
        yield from self.api.unknown(schema, given)


@dataclass(frozen=True, slots=True)
class Documents:
    """Both versions. Reposts and the renewal of tokens are in neither extract."""

    versions: tuple[Document, ...]

    @classmethod
    def read(cls, folder: Path) -> Documents:
        """Read them from the contracts folder."""
        return cls(tuple(Document(OpenApi(json.loads((folder / name).read_text("utf-8")))) for name in VERSIONS))

    def check(self, request: Request, call: Call) -> tuple[str, ...]:
        """Return what the request breaks of the newest version that has it, nothing when either takes it."""
        told = [one.faults(request.method, request.url.path, call) for one in self.versions]
        found = [faults for faults in told if faults is not None]
        return () if not found or () in found else found[0]
