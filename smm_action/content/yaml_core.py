"""Read YAML 1.2 core strictly: what a person wrote is what is read.

PyYAML reads YAML 1.1, where ``no`` is false, ``12:30`` is 750 and ``017`` is fifteen. Here its (libyaml) parser is
used with resolvers and constructors of our own. Duplicate keys are kept for findings; aliases, anchors and tags, which
nobody needs in a post and which make bombs possible, are refused; merge keys are keys like others.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from smm_action.content.yaml_guard import check, guarded
from smm_action.content.yaml_marks import Duplicate, Span, YamlFault, mark_of

try:
    from yaml import CSafeLoader as _Base
except ImportError:  # PyYAML built without libyaml: eight times slower, the same answers
    from yaml import SafeLoader as _Base  # type: ignore[assignment]

__all__ = ["YamlFault", "read"]
"""What importers take from here."""
Path = tuple[str | int, ...]
_LINE_ENDS = "\x85\u2028\u2029"
"""Line ends to YAML 1.1 (and libyaml), characters like others to YAML 1.2."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a block says, and how it was composed."""

    data: Any
    duplicates: tuple[Duplicate, ...]
    root: Any
    """The composed node, for ``span`` and ``nodes``; large, so let go of it soon."""


class _Loader(_Base):
    """YAML 1.2 core scalars, duplicates noted."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 PyYAML's own class attribute

    def __init__(self, text: str) -> None:
        self.restored: dict[int, str] = {}
        for line_end in () if text.isascii() else _LINE_ENDS:
            if line_end in text:
                stand_in = next(code for code in range(0x10FF00, 0x10FFFE) if chr(code) not in text)
                self.restored[stand_in] = line_end
                text = text.replace(line_end, chr(stand_in))
        super().__init__(text)
        self.duplicates: list[Duplicate] = []

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 PyYAML's signature
        held: dict[str, Any] = {}
        marks: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise YamlFault("A key must be plain text.", mark_of(key_node.start_mark))
            key = self.construct_text(key_node)
            if key in held:
                self.duplicates.append(
                    Duplicate(key, mark_of(marks[key]), mark_of(key_node.start_mark), mark_of(key_node.end_mark))
                )
            marks[key] = key_node.start_mark
            held[key] = self.construct_object(value_node, deep=deep)
        return held

    def construct_text(self, node: Any) -> str:
        if self.restored:
            node.value = node.value.translate(self.restored)
        return str(node.value)


def _construct_map(loader: _Loader, node: Any) -> dict[Any, Any]:
    return loader.construct_mapping(node, deep=True)


def _construct_sequence(loader: _Loader, node: Any) -> list[Any]:
    return [loader.construct_object(item, deep=True) for item in node.value]


def _construct_int(_loader: _Loader, node: Any) -> int:
    text = node.value
    # what no 64 bits hold is no count of anything, and Python refuses to read 5,000 digits
    number = 2**63 if len(text) > 64 else int(text, 0) if text.startswith(("0o", "0x")) else int(text, 10)
    if not -(2**63) <= number < 2**63:
        raise YamlFault("This number is too long; put it in quotes if it is text.", mark_of(node.start_mark))
    return number


def _construct_float(_loader: _Loader, node: Any) -> float:
    text = node.value.lower()
    number = float(text.replace(".inf", "inf").replace(".nan", "nan"))
    if not math.isfinite(number):
        raise YamlFault("This is no finite number; put it in quotes if it is text.", mark_of(node.start_mark))
    return number


# https://yaml.org/spec/1.2.2/#1032-tag-resolution, read 2026-11-24
for _tag, _pattern, _starts in (
    ("tag:yaml.org,2002:bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("tag:yaml.org,2002:int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    (
        "tag:yaml.org,2002:float",
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        "-+.0123456789",
    ),
    ("tag:yaml.org,2002:null", r"~|null|Null|NULL|", "~nN\0"),
):
    _Loader.add_implicit_resolver(_tag, re.compile(rf"^(?:{_pattern})$"), ["" if c == "\0" else c for c in _starts])
_Loader.yaml_constructors = {
    "tag:yaml.org,2002:map": _construct_map,
    "tag:yaml.org,2002:seq": _construct_sequence,
    "tag:yaml.org,2002:str": _Loader.construct_text,
    "tag:yaml.org,2002:bool": lambda _loader, node: node.value.lower() == "true",
    "tag:yaml.org,2002:int": _construct_int,
    "tag:yaml.org,2002:float": _construct_float,
    "tag:yaml.org,2002:null": lambda _loader, _node: None,
}


def read(text: str) -> tuple[Any, tuple[Duplicate, ...]]:
    """Return what ``text`` says, in JSON types, and the keys it gives twice (the last one counts).

    Raises:
        YamlFault: it is not YAML, or uses what we refuse.
    """
    reading = read_composed(text)
    return reading.data, reading.duplicates


def read_composed(text: str) -> Reading:
    """Return what ``text`` says, with the nodes it was composed into.

    Raises:
        YamlFault: it is not YAML, or uses what we refuse.
    """
    guarded(text, lambda: check(text, _Loader))
    loader = guarded(text, lambda: _Loader(text))
    try:
        root = guarded(text, loader.get_single_node)
        data = None if root is None else guarded(text, lambda: loader.construct_document(root))
    finally:
        loader.dispose()
    return Reading(data, tuple(loader.duplicates), root)


def positions(text: str) -> dict[Path, Span]:
    """Return where every key and item stands; composed anew, so call it only when a finding asks.

    A text that ``read`` refuses has no positions.
    """
    try:
        root = read_composed(text).root
    except YamlFault:
        return {}
    return {path: span for path, span, _ in nodes(root)}


def nodes(root: Any) -> Iterator[tuple[Path, Span, Any]]:
    """Yield the path, the place and the value node of every key and item below ``root``."""
    pending: list[tuple[Path, Any]] = [((), root)]
    while pending:
        path, node = pending.pop()
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                name = (*path, str(key.value))
                yield name, Span(*map(mark_of, (key.start_mark, key.end_mark, value.start_mark, value.end_mark))), value
                pending.append((name, value))
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                start, end = mark_of(value.start_mark), mark_of(value.end_mark)
                yield (*path, index), Span(start, end, start, end), value
                pending.append(((*path, index), value))


def is_plain_text(node: Any) -> bool:
    """Whether a composed node is text without quotes."""
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str" and not node.style


def text_line(root: Any, path: Path) -> int:
    """Return the line of the block on which the text at ``path`` begins; 1 when it is not there.

    In a literal or folded block (``|``, ``>``) that is the line after the sign.
    """
    node = root
    for step in path:
        held = node.value if isinstance(node, yaml.MappingNode) else ()
        node = next((value for key, value in reversed(held) if key.value == step), None)
    if not isinstance(node, yaml.ScalarNode):
        return 1
    return mark_of(node.start_mark).line + (node.style in {"|", ">"})
