"""A platform's data files: ``card.toml``, what it can do, and ``errors.toml``, what its errors mean."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from importlib import resources
from typing import Any, get_args, get_type_hints

from smm_action.core.clock import parse_duration
from smm_action.model.card import Card
from smm_action.model.codec import decode
from smm_action.platformkit.errortable import ErrorTable, KnownError


def read_card(package: str) -> Card:
    """Return the card of the platform in ``package``, from its ``card.toml``.

    Keys are the fields of ``Card``; spans are written ``30m``, ``6h``, ``1d``, ``2w`` or as whole seconds.

    Raises:
        ValueError: a key is no field, or a value is not of its shape. A test of every platform reads every card.
    """
    return decode(Card, _checked(Card, _toml(package, "card.toml"), package))


def read_errors(package: str) -> ErrorTable:
    """Return the error table of the platform in ``package``, from its ``errors.toml``.

    Raises:
        ValueError: a key is unknown, or a value is not of its shape.
    """
    rows = _toml(package, "errors.toml").get("error", [])
    return ErrorTable(tuple(decode(KnownError, _checked(KnownError, row, package)) for row in rows))


def _toml(package: str, name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(package).joinpath(name).read_text("utf-8"))


def _checked(kind: type, document: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Return ``document`` as the codec wants it; a key that is no field would be lost in silence."""
    hints = _hints(kind)
    unknown = sorted(document.keys() - hints.keys())
    if unknown:
        raise ValueError(f"{where}: {kind.__name__} has no {', '.join(unknown)}")
    return {name: _value(hints[name], held, f"{where}: {name}") for name, held in document.items()}


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _value(hint: Any, held: Any, where: str) -> Any:
    inner = (hint, *get_args(hint), *(arg for one in get_args(hint) for arg in get_args(one)))
    if isinstance(held, date):
        return held.isoformat()
    if timedelta in inner:
        return [_seconds(one) for one in held] if isinstance(held, list) else _seconds(held)
    nested = next((one for one in inner if isinstance(one, type) and is_dataclass(one)), None)
    if nested is not None and isinstance(held, dict):
        return _checked(nested, held, where)
    if nested is not None and isinstance(held, list):
        return [_checked(nested, one, where) for one in held]
    return held


def _seconds(held: int | str) -> int:
    return held if isinstance(held, int) else int(parse_duration(held).total_seconds())
