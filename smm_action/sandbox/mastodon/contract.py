"""Requests held against Mastodon's OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request

from smm_action.sandbox.call import Call
from smm_action.sandbox.fields import coerced
from smm_action.sandbox.openapi import OpenApi

EXTRACT = "mastodon/openapi-4.7.0.extract.json"


@dataclass(frozen=True, slots=True)
class Bodies:
    """The bodies alone: the document lists JSON, and servers take the same fields as forms."""

    document: OpenApi

    @classmethod
    def read(cls, folder: Path) -> Bodies:
        """Read them from the contracts folder."""
        return cls(OpenApi(_loosened(json.loads((folder / EXTRACT).read_text("utf-8")))))

    def check(self, request: Request, call: Call) -> tuple[str, ...]:
        """Return what the request breaks."""
        operation = self.document.operation(request.method, request.url.path) or {}
        bodies = operation.get("requestBody", {}).get("content", {})
        return tuple(self._faults(next(iter(bodies.values()))["schema"], call)) if bodies else ()

    def _faults(self, schema: dict[str, Any], call: Call) -> Iterator[str]:
        fields = {**call.fields, **dict.fromkeys(call.files, "")}
        given = coerced(self.document.properties(schema), fields)
        yield from self.document.unknown(schema, given)
        yield from self.document.broken(schema, given, "body")


def _loosened(node: Any) -> Any:
    """Turn ``oneOf`` into ``anyOf``: the extract says that text and media exclude each other, which they do not."""
    if isinstance(node, dict):
        return {("anyOf" if name == "oneOf" else name): _loosened(value) for name, value in node.items()}
    return [_loosened(item) for item in node] if isinstance(node, list) else node
