"""Requests held against the atproto lexicons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request

from smm_action.sandbox.bluesky.lexicon import Catalog
from smm_action.sandbox.call import Call
from smm_action.sandbox.fields import Schema, typed

LEXICONS = "bluesky/lexicons"


@dataclass(frozen=True, slots=True)
class Lexicons:
    """The lexicons."""

    catalog: Catalog

    @classmethod
    def read(cls, folder: Path) -> Lexicons:
        """Read them from the contracts folder."""
        return cls(Catalog.read(folder / LEXICONS))

    def check(self, request: Request, call: Call) -> tuple[str, ...]:
        """Return what the request breaks."""
        return tuple(self._xrpc(request.url.path.removeprefix("/xrpc/"), call))

    def _xrpc(self, nsid: str, call: Call) -> Iterator[str]:
        found = self.catalog.definition(nsid)
        if found is None:
            yield f"{nsid} is in no lexicon"
            return
        definition = found[0]
        if "parameters" in definition:
            given = _parameters(definition["parameters"], call.query)
            yield from self.catalog.faults(definition["parameters"], given, "$", nsid)
        schema = definition.get("input", {}).get("schema")
        if schema:
            yield from self.catalog.faults(schema, call.fields, "$", nsid)
            if isinstance(call.fields.get("record"), Mapping):
                yield from self.catalog.check(str(call.fields.get("collection")), call.fields["record"])


def _parameters(schema: Schema, query: Mapping[str, Any]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, definition in schema.get("properties", {}).items():
        values = [typed(definition, value) for value in query.get(name, ())]
        if definition["type"] == "array":
            items = [typed(definition["items"], value) for value in query.get(name, ())]
            given |= {name: items} if items else {}
        elif values:
            given[name] = values[-1]
    return given
