"""Records and calls held against the lexicons: those beside the checkout, and those that PyPI's lexrpc carries."""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from lexrpc.base import Base, ValidationError


@functools.cache
def bundled() -> Base:
    """Return the lexicons that lexrpc ships."""
    logging.getLogger("lexrpc").setLevel(logging.ERROR)
    return Base()


@functools.cache
def of_folder(folder: Path) -> Base:
    """Return the lexicons below ``folder``."""
    return Base([json.loads(path.read_text("utf-8")) for path in sorted(folder.rglob("*.json"))])


def faults(base: Base, request: httpx.Request) -> Iterator[str]:
    """Yield what an XRPC request breaks: its parameters, its input, and the record in it."""
    name = request.url.path.removeprefix("/xrpc/")
    if request.method == "GET":
        parameters = base.decode_params(name, list(request.url.params.multi_items()))
        yield from _faults(base, name, "parameters", parameters)
    elif request.headers.get("content-type") == "application/json":
        body = json.loads(request.content)
        # swapRecord is nullable in the lexicon; lexrpc takes null for missing.
        yield from _faults(base, name, "input", {k: v for k, v in body.items() if v is not None})
        if "record" in body:
            yield from _faults(base, body["collection"], "record", body["record"])


def record_faults(base: Base, record: dict[str, Any]) -> list[str]:
    """Return what a record breaks."""
    return list(_faults(base, record["$type"], "record", record))


def _faults(base: Base, name: str, kind: str, value: Any) -> Iterator[str]:
    try:
        base.validate(name, kind, value)
    except ValidationError as error:
        yield f"{name} {kind}: {error}"
