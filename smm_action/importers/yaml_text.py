"""Write plain values as YAML that reads back as exactly the same values, in YAML 1.2 and in the older readings.

Only what no reader can take for anything else stands without quotes; ``no``, ``12:30`` and ``2026-05-31`` are
quoted, and characters that a person can not see are written as escapes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*(?: [A-Za-z0-9][A-Za-z0-9_./-]*)*")
_DATED = re.compile(r"\d{4}-\d\d-\d\d-[a-z][a-z0-9-]*")
_URL = re.compile(r"https?://[A-Za-z0-9._~/?#=&%+@;$!()*-]+(?::[0-9]+)?[A-Za-z0-9._~/?#=&%+@;$!()*-]*")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zs", "Zl", "Zp"})
"""Not ``Cn``: an emoji newer than Python's tables is unassigned for them and seen by everybody else."""
_SHOWN_JOINERS = frozenset({"\u200d"})
"""Zero-width joiners hold emoji together; escaped, they would take the emoji apart for whoever reads the file."""


def dump(mapping: Mapping[str, Any]) -> str:
    """Return ``mapping`` (text, numbers, truth, lists, mappings) as block YAML, ending with a line end."""
    return "".join(f"{line}\n" for line in _mapping(mapping, 0))


def _mapping(mapping: Mapping[str, Any], indent: int) -> list[str]:
    lines: list[str] = []
    for key, value in mapping.items():
        lines += _entry(f"{' ' * indent}{_scalar(key)}:", value, indent)
    return lines


def _entry(head: str, value: Any, indent: int) -> list[str]:
    match value:
        case Mapping() if value and _is_small(value):
            return [f"{head} {_inline(value)}"]
        case Mapping() if value:
            return [head, *_mapping(value, indent + 2)]
        case list() | tuple() if value and not _is_flat(value):
            return [head, *(line for item in value for line in _item(item, indent + 2))]
        case str() if _is_block(value):
            return [f"{head} |-", *(f"{' ' * (indent + 2)}{line}" if line else "" for line in value.split("\n"))]
        case _:
            return [f"{head} {_inline(value)}"]


def _item(item: Any, indent: int) -> list[str]:
    if not isinstance(item, Mapping) or not item:
        return [f"{' ' * indent}- {_inline(item)}"]
    lines = _mapping(item, indent + 2)
    return [f"{' ' * indent}- {lines[0].lstrip(' ')}", *lines[1:]]


def _inline(value: Any, *, flow: bool = False) -> str:
    match value:
        case Mapping():
            return f"{{{', '.join(f'{_scalar(k, flow=True)}: {_inline(v, flow=True)}' for k, v in value.items())}}}"
        case list() | tuple():
            return f"[{', '.join(_inline(item, flow=True) for item in value)}]"
        case _:
            return _scalar(value, flow=flow)


def _is_small(mapping: Mapping[str, Any]) -> bool:
    scalars = all(not isinstance(value, (Mapping, list, tuple)) for value in mapping.values())
    return scalars and "state" in mapping and sum(len(str(value)) for value in mapping.values()) < 90


def _is_flat(items: Sequence[Any]) -> bool:
    scalars = all(not isinstance(item, (Mapping, list, tuple)) for item in items)
    return scalars and sum(len(str(item)) + 2 for item in items) < 90


def _is_block(text: str) -> bool:
    """Whether a literal block gives ``text`` back: several lines, all visible, no space at their edges."""
    lines = text.split("\n")
    edges = all(line == line.strip() for line in (lines[0], lines[-1])) and all(line == line.rstrip() for line in lines)
    return len(lines) > 1 and bool(lines[0]) and bool(lines[-1]) and edges and all(map(_is_visible, lines))


def _is_visible(text: str) -> bool:
    return all(character == " " or not _needs_escape(character) for character in text)


def _scalar(value: Any, *, flow: bool = False) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return json.dumps(value)
        case str():
            return value if _is_plain(value, flow=flow) else _quoted(value)
        case _:
            raise TypeError(f"a front matter value can not be a {type(value).__name__}")


def _is_plain(text: str, *, flow: bool) -> bool:
    if text.lower() in _WORDS:
        return False
    always = _PLAIN.fullmatch(text) or _DATED.fullmatch(text) or _INSTANT.fullmatch(text)
    return bool(always or (not flow and _URL.fullmatch(text)))


def _quoted(text: str) -> str:
    return '"' + "".join(map(_character, text)) + '"'


def _character(character: str) -> str:
    if character in {'"', "\\"}:
        return "\\" + character
    if not _needs_escape(character):
        return character
    code = ord(character)
    short = {0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t"}.get(code)
    return short or (f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}")


def _needs_escape(character: str) -> bool:
    if character == " " or character in _SHOWN_JOINERS:
        return False
    return unicodedata.category(character) in _UNSEEN or ord(character) & 0xFFFE == 0xFFFE
