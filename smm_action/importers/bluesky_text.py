"""A Bluesky record's text and facets as Markdown that renders to the same text and the same facets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from smm_action.importers.plain import escape_inline, escape_line_start

_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_HANDLE = re.compile(r"(?:(?<=\s)|(?<=\()|^)@([A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*\.[a-z]{2,})")
_BREAK = re.compile(r"(?m)^[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Key = Callable[[str], str]
"""Handle → key of its entry in ``people.yml``."""


def tid_time(rkey: str) -> datetime:
    """Return the instant of a TID: 53 bits of microseconds, then 10 bits of a clock id.

    Raises:
        ValueError: it is no TID (https://atproto.com/specs/tid, read 2026-11-24).
    """
    if len(rkey) != 13:
        raise ValueError(f"{rkey!r} is no TID: it has not 13 characters")
    value = 0
    for letter in rkey:
        value = value * 32 + _ALPHABET.index(letter)
    return _EPOCH + timedelta(microseconds=value >> 10)


def to_markdown(text: str, facets: list[Mapping[str, Any]] | None, key: Key) -> str:
    """Return ``text`` as Markdown; without ``facets`` mentions are found as Bluesky's own client finds them."""
    pieces = list(_with_facets(text, facets, key)) if facets is not None else list(_with_handles(text, key))
    lines = "".join(pieces).strip("\n").split("\n")
    return "\n".join(escape_line_start(line) if not line.startswith(("[", "@{")) else line for line in lines)


def split_parts(text: str) -> tuple[str, ...]:
    """Return the parts between thematic breaks, each stripped; ``--`` is no break, whatever their program thinks."""
    return tuple(part.strip() for part in _BREAK.split(text) if part.strip())


def _with_facets(text: str, facets: list[Mapping[str, Any]], key: Key) -> Iterator[str]:
    data = text.encode()
    position = 0
    for start, end, feature in sorted(_spans(facets), key=lambda span: span[:2]):
        if not position <= start < end <= len(data):
            continue
        yield escape_inline(data[position:start].decode(errors="replace"))
        yield _facet(data[start:end].decode(errors="replace"), feature, key)
        position = end
    yield escape_inline(data[position:].decode(errors="replace"))


def _spans(facets: list[Mapping[str, Any]]) -> Iterator[tuple[int, int, Mapping[str, Any]]]:
    for facet in facets:
        index = facet.get("index", {})
        for feature in facet.get("features", [])[:1]:
            yield int(index.get("byteStart", -1)), int(index.get("byteEnd", -1)), feature


def _facet(shown: str, feature: Mapping[str, Any], key: Key) -> str:
    match str(feature.get("$type", "")).rpartition("#")[2]:
        case "link":
            uri = str(feature.get("uri", ""))
            return escape_inline(shown) if shown == uri else f"[{escape_inline(shown)}](<{uri}>)"
        case "mention":
            return f"@{{{key(shown.removeprefix('@'))}}}"
        case _:
            return escape_inline(shown)


def _with_handles(text: str, key: Key) -> Iterator[str]:
    position = 0
    for found in _HANDLE.finditer(text):
        yield escape_inline(text[position : found.start()])
        yield f"@{{{key(found[1])}}}"
        position = found.end()
    yield escape_inline(text[position:])
