"""Requests held against Meta's own Postman collection of the Threads API, and the parameters of its sample app."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request

from smm_action.sandbox.call import Call

COLLECTION = "meta/threads/threads-api.postman_collection.json"
CONSTANTS = "meta/threads/sample-app-constants.json"
UNWRITTEN = {
    # Documented at https://developers.facebook.com/docs/threads/reference/publishing (read 2026-11-24), not in either.
    "POST /*/threads": frozenset({"allowlisted_country_codes", "children", "creation_id"}),
    # POST with method=get keeps the token out of the address (platformkit/graph/tokens.py).
    "POST /debug_token": frozenset({"method", "input_token"}),
}
OVERRIDDEN = {"POST /debug_token": "GET /debug_token"}


@dataclass(frozen=True, slots=True)
class Postman:
    """Parameters by method and path, with ``*`` for a number, and field names by the kind of list they choose from."""

    calls: Mapping[str, frozenset[str]]
    fields: frozenset[str]
    metrics: Mapping[str, frozenset[str]]
    media_types: frozenset[str]

    @classmethod
    def read(cls, folder: Path) -> Postman:
        """Read them from the contracts folder."""
        collection = json.loads((folder / COLLECTION).read_text("utf-8"))
        constants = json.loads((folder / CONSTANTS).read_text("utf-8"))
        values = {one["key"]: str(one.get("value", "")) for one in collection["variable"]}
        calls: dict[str, frozenset[str]] = {}
        for request in _requests(collection["item"]):
            place = f"{request['method']} {_path(request['url']['raw'])}"
            names = frozenset(one["key"] for one in request["url"].get("query") or ())
            calls[place] = calls.get(place, frozenset()) | names | UNWRITTEN.get(place, frozenset())
        listed = [
            name for key, text in values.items() if key.startswith("fields_") for name in re.findall(r"\w+", text)
        ]
        return cls(
            calls,
            frozenset(listed) | frozenset(constants["fields"]),
            {"insights": _names(values["metrics_post"]), "threads_insights": _names(values["metrics_account"])},
            frozenset(constants["media_types"]),
        )

    def check(self, request: Request, call: Call) -> tuple[str, ...]:
        """Return what the request breaks."""
        given = {name: values[-1] for name, values in call.query.items()} | dict(call.fields)
        return tuple(self.faults(request.method, request.url.path, given))

    def faults(self, method: str, path: str, given: Mapping[str, Any]) -> Iterator[str]:
        """Yield what a call to ``path`` breaks."""
        place = f"{method} {_path(path)}"
        known = self.calls.get(OVERRIDDEN.get(place, place))
        if known is None:
            yield f"{place}: no such call"
            return
        known |= UNWRITTEN.get(place, frozenset())
        for name, value in given.items():
            if name not in known and not (name in {"limit", "after", "fields"} and method == "GET"):
                yield f"{place}/{name}: no such parameter"
            yield from (f"{place}/{name}: no {fault}" for fault in self._unknown(path, name, str(value)))

    def _unknown(self, path: str, name: str, value: str) -> Iterator[str]:
        edge = path.rpartition("/")[2]
        if name == "fields":
            yield from (one for one in re.findall(r"\w+", value) if one not in self.fields)
        elif name == "metric" and edge in self.metrics:
            yield from (one for one in value.split(",") if one not in self.metrics[edge])
        elif name == "media_type" and value not in self.media_types:
            yield value


def _requests(items: Any) -> Iterator[Mapping[str, Any]]:
    for item in items:
        if "item" in item:
            yield from _requests(item["item"])
        else:
            yield item["request"]


def _path(address: str) -> str:
    """Return the path without host and version; variables, numbers and ``me`` with an edge are ``*``."""
    path = re.sub(r"^(\{\{api_host\}\}|/v\d+\.\d+)", "", address.partition("?")[0]).rstrip("/")
    first, *rest = path.removeprefix("/").split("/")
    whose = "*" if re.fullmatch(r"\{\{\w+\}\}|\d+", first) or (first == "me" and rest) else first
    return "/" + "/".join([whose, *rest])


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split(","))
