"""Requests held against the parameter lists of Meta's own SDK, which are generated from its API."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request

from smm_action.sandbox.call import Call

SDK = "meta/graph-v26.sdk.json"
Place = tuple[str, str]
"""A node type of the SDK (``Page``) and an edge (``/feed``; ``/`` is the node itself)."""
ALWAYS = frozenset({"fields", "limit", "after", "before", "method"})
"""Parameters that every call takes and the SDK keeps elsewhere."""


@dataclass(frozen=True, slots=True)
class GraphContract:
    """The lists, and which place a path is."""

    nodes: Mapping[str, Any]
    place: Callable[[str], Place | None]
    """None for paths that the SDK does not know."""
    files: frozenset[tuple[str, str, str]] = frozenset()
    """Node, edge and file field of uploads: the SDK sends files apart from its parameters."""

    @classmethod
    def read(
        cls, folder: Path, place: Callable[[str], Place | None], files: frozenset[tuple[str, str, str]]
    ) -> GraphContract:
        """Read it from the contracts folder."""
        return cls(json.loads((folder / SDK).read_text("utf-8"))["nodes"], place, files)

    def check(self, request: Request, call: Call) -> tuple[str, ...]:
        """Return what the request breaks."""
        given = {name: values[-1] for name, values in call.query.items()} | dict(call.fields)
        return tuple(self.faults(request.method, request.url.path, given, call.files))

    def faults(self, method: str, path: str, given: Mapping[str, Any], files: Mapping[str, Any]) -> Iterator[str]:
        """Yield what a call to ``path`` breaks; values are texts, as forms and addresses carry them."""
        place = self.place(path)
        if place is None:
            return
        node, edge = place
        calls = self.nodes[node]["calls"]
        found = next((one for one in calls if (one["method"], one["endpoint"]) == (method, edge)), None)
        if found is None:
            yield f"{method} {node}{edge}: no such call"
            return
        known, enums = found["params"], found.get("enums", {})
        for name in files:
            if name not in known and (node, edge, name) not in self.files:
                yield f"body/{name}: no such file"
        for name, value in given.items():
            if name in ALWAYS and name not in known:
                continue
            if name not in known:
                yield f"body/{name}: no such parameter"
                continue
            yield from (f"body/{name}: {fault}" for fault in _wrong(known[name], enums, value))


def _wrong(kind: str, enums: Mapping[str, Any], value: Any) -> Iterator[str]:
    text = str(value)
    if kind in enums and text not in enums[kind]:
        yield f"{text!r} is not one of {', '.join(enums[kind])}"
    if kind == "bool" and text not in {"true", "false"}:
        yield f"{text!r} is no truth value"
    if kind in {"int", "unsigned int"} and not text.isdecimal():
        yield f"{text!r} is no number"
    if kind in {"list<Object>", "Object", "map"} and kind not in enums and text[:1] in {"[", "{"}:
        try:
            json.loads(text)
        except ValueError:
            yield f"{text!r} is no JSON"
