"""Read YAML 1.2 core strictly: what a person wrote is what is read.

PyYAML reads YAML 1.1, where ``no`` is false, ``12:30`` is 750 and ``017`` is fifteen. Here its (libyaml) parser is
used with resolvers and constructors of our own. Duplicate keys are kept for findings; aliases, merge keys and tags,
which nobody needs in a post and which make bombs possible, are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as _Base
except ImportError:  # PyYAML built without libyaml: eight times slower, the same answers
    from yaml import SafeLoader as _Base  # type: ignore[assignment]

Path = tuple[str | int, ...]
_ALIAS = re.compile(r"(?:^|[\s\[{,])\*\S")


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the block that was read. Lines and columns count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Span:
    """Where a key (or an item of a list) and its value stand."""

    key: Mark
    key_end: Mark
    value: Mark
    value_end: Mark


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A key given twice in one mapping."""

    key: str
    first: Mark
    second: Mark
    second_end: Mark


class YamlFault(Exception):  # noqa: N818 an authored fault, turned into a finding
    """The block is no YAML that we accept."""

    def __init__(self, message: str, mark: Mark) -> None:
        """Keep the sentence and the place."""
        super().__init__(message)
        self.message = message
        self.mark = mark


class _Loader(_Base):
    """YAML 1.2 core scalars, duplicates noted, aliases and tags refused."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 PyYAML's own class attribute

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.duplicates: list[Duplicate] = []

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 PyYAML's signature
        held: dict[str, Any] = {}
        marks: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self.construct_key(key_node)
            if key in held:
                self.duplicates.append(
                    Duplicate(key, _mark(marks[key]), _mark(key_node.start_mark), _mark(key_node.end_mark))
                )
            marks[key] = key_node.start_mark
            held[key] = self.construct_object(value_node, deep=deep)
        return held

    def construct_key(self, node: Any) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise YamlFault("A key must be plain text.", _mark(node.start_mark))
        return str(node.value)


def _construct_map(loader: _Loader, node: Any) -> dict[Any, Any]:
    return loader.construct_mapping(node, deep=True)


def _construct_sequence(loader: _Loader, node: Any) -> list[Any]:
    return [loader.construct_object(item, deep=True) for item in node.value]


def _construct_int(_loader: _Loader, node: Any) -> int:
    text = node.value
    return int(text, 0) if text.startswith(("0o", "0x")) else int(text, 10)


def _construct_float(_loader: _Loader, node: Any) -> float:
    text = node.value.lower()
    special = {".inf": "inf", "+.inf": "inf", "-.inf": "-inf", ".nan": "nan"}
    return float(special.get(text, text))


def _refuse(_loader: _Loader, node: Any) -> Any:
    raise YamlFault(f"The tag {node.tag} is not read; put text that starts with ! in quotes.", _mark(node.start_mark))


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
    "tag:yaml.org,2002:str": lambda _loader, node: node.value,
    "tag:yaml.org,2002:bool": lambda _loader, node: node.value.lower() == "true",
    "tag:yaml.org,2002:int": _construct_int,
    "tag:yaml.org,2002:float": _construct_float,
    "tag:yaml.org,2002:null": lambda _loader, _node: None,
    None: _refuse,
}


def read(text: str) -> tuple[Any, tuple[Duplicate, ...]]:
    """Return what ``text`` says, in JSON types, and the keys it gives twice (the last one counts).

    Raises:
        YamlFault: it is not YAML, or uses what we refuse.
    """
    if _ALIAS.search(text):
        _refuse_aliases(text)
    loader = _guarded(text, lambda: _Loader(text))
    try:
        document = _guarded(text, loader.get_single_data)
    finally:
        loader.dispose()
    return document, tuple(loader.duplicates)


def _refuse_aliases(text: str) -> None:
    """Raise at the first alias: expanded aliases are how a few bytes become gigabytes."""
    for event in _guarded(text, lambda: list(yaml.parse(text, Loader=_Base))):
        if isinstance(event, yaml.AliasEvent):
            raise YamlFault(
                "Aliases (`*name`) are not read; put text that starts with * in quotes.", _mark(event.start_mark)
            )


def positions(text: str) -> dict[Path, Span]:
    """Return where every key and item stands; composed anew, so call it only when a finding asks.

    A text that ``read`` refuses has no positions.
    """
    try:
        loader = _guarded(text, lambda: _Loader(text))
        root = _guarded(text, loader.get_single_node)
    except YamlFault:
        return {}
    found: dict[Path, Span] = {}
    pending: list[tuple[Path, Any]] = [((), root)]
    while pending:
        path, node = pending.pop()
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                name = (*path, str(key.value))
                found[name] = Span(_mark(key.start_mark), _mark(key.end_mark), _mark(value.start_mark), _end(value))
                pending.append((name, value))
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                start, end = _mark(value.start_mark), _end(value)
                found[*path, index] = Span(start, end, start, end)
                pending.append(((*path, index), value))
    return found


def _end(node: Any) -> Mark:
    return _mark(node.end_mark)


def _mark(mark: Any) -> Mark:
    return Mark(mark.line + 1, mark.column + 1)


def _guarded(text: str, call: Any) -> Any:
    try:
        return call()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlFault(_in_words(error), _mark(mark) if mark else Mark(1, 1)) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        place = Mark(before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise YamlFault("A control character may not stand here.", place) from None
    except RecursionError:
        raise YamlFault("It is nested too deeply.", Mark(1, 1)) from None
    except (ValueError, yaml.YAMLError) as error:
        raise YamlFault(str(error).splitlines()[0], Mark(1, 1)) from None


def _in_words(error: Any) -> str:
    problem = str(error.problem or error)
    hints = {
        "mapping values are not allowed": "A value with a colon and a space in it needs quotes.",
        "cannot start any token": 'A value that starts with this character needs quotes, for instance "@user".',
        "could not find expected ':'": "A key needs a colon and a space after it.",
        "block mapping": "Keys of one block start in the same column, with spaces, not tabs.",
        "undefined alias": "Text that starts with * needs quotes.",
        "found a tab": "Indent with spaces, not tabs.",
        "expected ',' or ']'": "A list in brackets needs its closing ].",
        "expected ',' or '}'": "A block in braces needs its closing }.",
        "unexpected end of stream": "A quote or bracket is never closed.",
        "multiple documents": "A second document begins here; a post has one block of front matter.",
        "another document": "A second document begins here; a post has one block of front matter.",
    }
    for words, hint in hints.items():
        if words in problem or words in str(error.context or ""):
            return f"{hint} (YAML: {problem})"
    return f"This is not YAML: {problem}."
