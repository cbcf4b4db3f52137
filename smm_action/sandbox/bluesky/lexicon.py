"""Values held against atproto lexicons: types, required keys, lengths in bytes and graphemes, formats, blobs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from smm_action.platformkit.graphemes import graphemes
from smm_action.sandbox.bluesky import cid

Definition = Mapping[str, Any]
LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
HANDLE = rf"(?:{LABEL}\.)+[a-zA-Z](?:[a-zA-Z0-9-]{{0,61}}[a-zA-Z0-9])?"
DID = r"did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]"
NSID = rf"{LABEL}(?:\.{LABEL})+\.[a-zA-Z][a-zA-Z0-9]{{0,62}}"
TID = r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}"
KEY = r"(?!\.{1,2}$)[a-zA-Z0-9_~.:-]{1,512}"
FORMATS = {
    "handle": HANDLE,
    "did": DID,
    "at-identifier": f"{HANDLE}|{DID}",
    "nsid": NSID,
    "tid": TID,
    "record-key": KEY,
    "at-uri": rf"at://(?:{HANDLE}|{DID})(?:/{NSID}(?:/{KEY})?)?",
    "uri": r"[a-z][a-z.+-]*:[^\s]+",
    "datetime": r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?"
    r"(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)",
    "language": r"(?:[a-zA-Z]{2,3}|i|x)(?:-[a-zA-Z0-9]{1,8})*",
}
"""Syntax of each string format (atproto.com/specs/lexicon, read 2026-11-24)."""

DESCRIBED = {
    "at-identifier": "AT identifier",
    "did": "DID",
    "nsid": "NSID",
    "cid": "CID string",
    "tid": "TID string",
    "record-key": "record key",
}
"""How PDS 0.5.35 names a format in its messages, where that is not the format's own name."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """Lexicon documents by NSID."""

    documents: Mapping[str, Mapping[str, Any]]

    @classmethod
    def read(cls, folder: Path) -> Catalog:
        """Read every lexicon below ``folder``."""
        documents = (json.loads(path.read_text("utf-8")) for path in sorted(folder.rglob("*.json")))
        return cls({document["id"]: document for document in documents if "id" in document})

    def definition(self, reference: str, base: str = "") -> tuple[Definition, str] | None:
        """Return the definition ``nsid#name`` names and the NSID it stands in; None when it is not known."""
        nsid, _, name = reference.partition("#")
        document = self.documents.get(nsid or base)
        definition = document["defs"].get(name or "main") if document else None
        return (definition, nsid or base) if definition else None

    def check(self, reference: str, value: Any, path: str = "$.record") -> Iterator[str]:
        """Yield what ``value`` breaks of the record or object ``reference``; nothing for unknown references."""
        found = self.definition(reference)
        if found is not None:
            definition, base = found
            yield from self.faults(definition.get("record", definition), value, path, base)

    def faults(self, definition: Definition, value: Any, path: str, base: str) -> Iterator[str]:
        """Yield what ``value`` breaks of ``definition``, which stands in the document ``base``."""
        match definition["type"]:
            case "ref":
                found = self.definition(definition["ref"], base)
                if found is not None:
                    yield from self.faults(found[0], value, path, found[1])
            case "union":
                yield from self._union(definition, value, path, base)
            case "object" | "params":
                yield from self._object(definition, value, path, base)
            case "array":
                yield from self._array(definition, value, path, base)
            case "string":
                yield from _string(definition, value, path)
            case "integer":
                yield from _integer(definition, value, path)
            case "boolean" if not isinstance(value, bool):
                yield f"Expected boolean value type (got {_name(value)}) at {path}"
            case "blob":
                yield from _blob(definition, value, path)
            case "bytes":
                yield from _bytes(definition, value, path)
            case "cid-link" if not (isinstance(value, Mapping) and cid.is_cid(str(value.get("$link")))):
                yield f"Expected cid-link value type (got {_name(value)}) at {path}"

    def _union(self, definition: Definition, value: Any, path: str, base: str) -> Iterator[str]:
        kind = value.get("$type") if isinstance(value, Mapping) else None
        if not isinstance(kind, str):
            yield f'Expected an object with a "$type" at {path}'
            return
        allowed = {ref if not ref.startswith("#") else base + ref for ref in definition["refs"]}
        if kind not in allowed:
            if definition.get("closed"):
                yield f"Unexpected $type {kind} at {path}"
            return
        yield from self.check(kind, value, path)

    def _object(self, definition: Definition, value: Any, path: str, base: str) -> Iterator[str]:
        if not isinstance(value, Mapping):
            yield f"Expected object value type (got {_name(value)}) at {path}"
            return
        nullable = definition.get("nullable", ())
        for name in definition.get("required", ()):
            if name not in value:
                yield f'Missing required key "{name}" at {path}'
        for name, inner in definition.get("properties", {}).items():
            if name in value and not (value[name] is None and name in nullable):
                yield from self.faults(inner, value[name], f"{path}.{name}", base)

    def _array(self, definition: Definition, value: Any, path: str, base: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"Expected array value type (got {_name(value)}) at {path}"
            return
        yield from _size("array", len(value), definition.get("minLength"), definition.get("maxLength"), path)
        for index, item in enumerate(value):
            yield from self.faults(definition["items"], item, f"{path}[{index}]", base)


def _string(definition: Definition, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield f"Expected string value type (got {_name(value)}) at {path}"
        return
    yield from _size("string", len(value.encode()), definition.get("minLength"), definition.get("maxLength"), path)
    yield from _size("grapheme", graphemes(value), definition.get("minGraphemes"), definition.get("maxGraphemes"), path)
    if "enum" in definition and value not in definition["enum"]:
        yield f"Expected one of {definition['enum']} (got {value!r}) at {path}"
    form = definition.get("format")
    fits = cid.is_cid(value) if form == "cid" else form is None or re.fullmatch(FORMATS[form], value) is not None
    if not fits:
        yield f'Invalid {DESCRIBED.get(str(form), form)} (got "{value}") at {path}'


def _integer(definition: Definition, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield f"Expected integer value type (got {_name(value)}) at {path}"
        return
    yield from _size("integer", value, definition.get("minimum"), definition.get("maximum"), path)
    if value not in definition.get("enum", (value,)) or value != definition.get("const", value):
        yield f"Unexpected integer {value} at {path}"


def _bytes(definition: Definition, value: Any, path: str) -> Iterator[str]:
    text = value.get("$bytes") if isinstance(value, Mapping) else None
    if not isinstance(text, str):
        yield f"Expected bytes value type (got {_name(value)}) at {path}"
        return
    size = len(text.rstrip("=")) * 3 // 4
    yield from _size("bytes", size, definition.get("minLength"), definition.get("maxLength"), path)


def _blob(definition: Definition, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, Mapping) or value.get("$type") != "blob" or not isinstance(value.get("ref"), Mapping):
        yield f"Expected blob value type (got {_name(value)}) at {path}"
        return
    yield from _size("blob", value.get("size", 0), None, definition.get("maxSize"), path)
    accepted = definition.get("accept", ["*/*"])
    mime = str(value.get("mimeType", ""))
    if not any(
        pattern in {"*/*", mime} or (pattern[-1] == "*" and mime.startswith(pattern[:-1])) for pattern in accepted
    ):
        yield f'Expected "{" | ".join(accepted)}" (got "{mime}") at {path}.mimeType'


def _size(what: str, size: int, lowest: int | None, highest: int | None, path: str) -> Iterator[str]:
    if highest is not None and size > highest:
        yield f"{what} too big (maximum {highest}, got {size}) at {path}"
    if lowest is not None and size < lowest:
        yield f"{what} too small (minimum {lowest}, got {size}) at {path}"


def _name(value: Any) -> str:
    names = {dict: "object", list: "array", str: "string", int: "integer", bool: "boolean", type(None): "null"}
    return names.get(type(value), type(value).__name__)
