"""Values as JSON and back, by their declared types: one way for claims, sealed files and ``--format json``.

Fields that hold their default are left out, so a line stays short and an old line stays readable when a
field is added. Spans are whole seconds, tuples are arrays, mappings are objects.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import types
import typing
from collections.abc import Mapping
from datetime import timedelta
from enum import Enum
from typing import Any, TypeVar

T = TypeVar("T")


def encode(value: Any) -> Any:
    """Return ``value`` (our dataclasses and what they hold) as JSON types."""
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        shown = ((f.name, getattr(value, f.name)) for f in dataclasses.fields(value) if not _is_default(value, f))
        return {name: encode(item) for name, item in shown}
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(encode(item) for item in value)
    return value


def decode(kind: type[T], document: Any) -> T:
    """Return the ``kind`` that ``encode`` wrote as ``document``; unknown keys are left out.

    Raises:
        TypeError: a field without a default is missing.
        ValueError: a value is not of its declared type's shape.
    """
    return typing.cast("T", _decode(kind, document))


def canonical(document: Any) -> bytes:
    """Return JSON types as bytes that are equal when the values are: sorted keys, no spaces, UTF-8."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def _is_default(value: Any, field: dataclasses.Field[Any]) -> bool:
    held = getattr(value, field.name)
    if field.default is not dataclasses.MISSING:
        return bool(held == field.default and type(held) is type(field.default))
    if field.default_factory is not dataclasses.MISSING:
        return bool(held == field.default_factory())
    return False


@functools.cache
def _fields(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _decode(kind: Any, document: Any) -> Any:
    origin = typing.get_origin(kind)
    if isinstance(kind, typing.NewType):
        return _decode(kind.__supertype__, document)
    if origin in {typing.Union, types.UnionType}:
        return _decode_union(typing.get_args(kind), document)
    if origin is tuple:
        return _decode_tuple(typing.get_args(kind), document)
    if origin is frozenset:
        return frozenset(_decode(typing.get_args(kind)[0], item) for item in document)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        item = typing.get_args(kind)[1]
        return types.MappingProxyType({key: _decode(item, held) for key, held in document.items()})
    if kind is timedelta:
        return timedelta(seconds=document)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(document)
    if dataclasses.is_dataclass(kind):
        if not isinstance(document, Mapping):
            raise ValueError(f"an object is needed for {kind}")
        hints = _fields(typing.cast("type", kind))
        return typing.cast("Any", kind)(**{n: _decode(h, document[n]) for n, h in hints.items() if n in document})
    if not _is_scalar(kind, document):
        raise ValueError(f"{kind} is needed")
    return document


def _is_scalar(kind: Any, document: Any) -> bool:
    """Whether a JSON scalar is of the declared type; ``Any`` takes everything, and true is no number."""
    if typing.get_origin(kind) is typing.Literal:
        return document in typing.get_args(kind)
    if kind is float:
        return type(document) in {int, float}
    return kind is Any or not isinstance(kind, type) or type(document) is kind


def _decode_union(kinds: tuple[Any, ...], document: Any) -> Any:
    if document is None:
        return None
    rest = [kind for kind in kinds if kind is not type(None)]
    return _decode(rest[0], document) if len(rest) == 1 else document


def _decode_tuple(kinds: tuple[Any, ...], document: Any) -> Any:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_decode(kinds[0], item) for item in document)
    return tuple(_decode(kind, item) for kind, item in zip(kinds, document, strict=True))
