"""An httpx request held against an OpenAPI document: path, query, header names and body.

Made for the unofficial Mastodon document, whose defects are mended on reading: bodies are ``oneOf`` although text
and media go together (read as ``anyOf``); only JSON bodies are listed although servers take forms (a multipart body
is checked against the same schema); ``Idempotency-Key`` is typed as an object (header values are not checked).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
from jsonschema import Draft202012Validator

from tests.contract.fake_server import form_of

Node = Mapping[str, Any]


class OpenApi:
    """A document, and what of a request it does not allow."""

    def __init__(self, path: Path) -> None:
        self.document: Node = _loosened(json.loads(path.read_text("utf-8")))

    def faults(self, request: httpx.Request) -> list[str]:
        """Return what ``request`` breaks; empty when it is as the document says."""
        found = self._operation(request)
        if found is None:
            return [f"{request.method} {request.url.path} is not in the document"]
        return [*self._query(request, found), *self._headers(request, found), *self._body(request, found)]

    def _operation(self, request: httpx.Request) -> Node | None:
        for pattern, item in sorted(self.document["paths"].items(), key=lambda entry: entry[0].count("{")):
            if re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(pattern)), request.url.path):
                operation: Node | None = item.get(request.method.lower())
                if operation is not None:
                    return {**operation, "parameters": [*item.get("parameters", ()), *operation.get("parameters", ())]}
        return None

    def _query(self, request: httpx.Request, operation: Node) -> Iterator[str]:
        known = self._parameters(operation, "query")
        for name, value in parse_qsl(request.url.query.decode(), keep_blank_values=True):
            if name not in known:
                yield f"query {name}: no such parameter"
            else:
                yield from self._check(known[name], _typed(self._resolved(known[name]), value), f"query {name}")

    def _headers(self, request: httpx.Request, operation: Node) -> Iterator[str]:
        known = {name.lower() for name in self._parameters(operation, "header")} | _USUAL
        yield from (f"header {name}: no such header" for name in request.headers if name.lower() not in known)

    def _body(self, request: httpx.Request, operation: Node) -> Iterator[str]:
        content = self._resolved(operation.get("requestBody", {})).get("content", {})
        if not request.content:
            return
        if not content:
            yield "body: none is expected"
            return
        schema = next(iter(content.values()))["schema"]
        given = _given(request)
        known = self._properties(schema)
        typed = {
            name: _typed(self._resolved(known.get(name, {})), value) if isinstance(value, str) else value
            for name, value in given.items()
        }
        yield from (f"body {name}: no such field" for name in given if name not in known)
        yield from self._check(schema, typed, "body")

    def _parameters(self, operation: Node, place: str) -> dict[str, Node]:
        held = [self._resolved(parameter) for parameter in operation.get("parameters", ())]
        return {one["name"]: one.get("schema", {}) for one in held if one.get("in") == place}

    def _properties(self, schema: Node) -> dict[str, Node]:
        held = self._resolved(schema)
        found: dict[str, Node] = dict(held.get("properties", {}))
        for inner in (*held.get("allOf", ()), *held.get("anyOf", ())):
            found = {**self._properties(inner), **found}
        return found

    def _resolved(self, node: Node) -> Node:
        while "$ref" in node:
            reference = node["$ref"].removeprefix("#/").split("/")
            node = self.document
            for name in reference:
                node = node[name]
        return node

    def _check(self, schema: Node, value: Any, where: str) -> Iterator[str]:
        whole = {**schema, "components": self.document["components"]}
        yield from (f"{where}: {fault.message[:200]}" for fault in Draft202012Validator(whole).iter_errors(value))


_USUAL = {
    "host", "accept", "accept-encoding", "connection", "user-agent", "content-length", "content-type", "authorization",
}  # fmt: skip


def _given(request: httpx.Request) -> dict[str, Any]:
    if request.headers["content-type"].startswith("multipart/"):
        return {name: data.decode("latin-1") for name, (_, data) in form_of(request).items()}
    body: dict[str, Any] = json.loads(request.content)
    return body


def _typed(schema: Node, value: str) -> Any:
    kinds = schema.get("type", ())
    kinds = (kinds,) if isinstance(kinds, str) else kinds
    if "boolean" in kinds and value in {"true", "false"}:
        return value == "true"
    if "array" in kinds:
        return value.split(",")
    return int(value) if "integer" in kinds and value.isdecimal() else value


def _loosened(node: Any) -> Any:
    if isinstance(node, dict):
        return {("anyOf" if name == "oneOf" else name): _loosened(value) for name, value in node.items()}
    return [_loosened(item) for item in node] if isinstance(node, list) else node
