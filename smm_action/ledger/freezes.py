"""Freezes that a person put on the state branch: ``ledger/freezes.jsonl``, append-only like every record.

It lies below ``ledger/``, so that the chain vouches for it too: a freeze that was taken out by hand is a fault.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from smm_action.core.clock import parse_instant
from smm_action.core.errors import SmmError
from smm_action.ledger.paths import FREEZES
from smm_action.model.codec import canonical, decode, encode
from smm_action.model.edit import Append
from smm_action.model.freeze import ALL, Freeze, fault_of

_FIELDS = {"kind", "at", "scope", "excepted", "reason", "until", "by"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeEntry:
    """One line (schemas/artifacts/freeze/v1.schema.json): a freeze, or that the freezes of a scope are lifted."""

    kind: Literal["freeze", "lift"]
    at: str
    """RFC 3339 UTC instant."""
    scope: tuple[str, ...]
    excepted: tuple[str, ...] = ()
    reason: str = ""
    until: str | None = None
    by: str | None = None


def freezes_of(data: bytes | None) -> tuple[Freeze, ...]:
    """Return the freezes in force of a file that holds ``data``; one whose end has passed may be among them.

    Raises:
        SmmError: unsafe; a line can not be read, and it may say that everything is frozen.
    """
    return standing(_entries(data or b""))


def standing(entries: Iterable[FreezeEntry]) -> tuple[Freeze, ...]:
    """Return what ``entries``, in the order of the file, leave in force; lifting ``all`` lifts everything."""
    held: list[FreezeEntry] = []
    for entry in entries:
        if entry.kind == "freeze":
            held.append(entry)
        else:
            held = [one for one in held if ALL not in entry.scope and set(one.scope) != set(entry.scope)]
    return tuple(_freeze(entry) for entry in held)


def append_freeze(entry: FreezeEntry) -> Append:
    """Return the edit that adds ``entry``."""
    return Append(path=FREEZES, lines=(canonical(encode(entry)),))


def _freeze(entry: FreezeEntry) -> Freeze:
    until = None if entry.until is None else parse_instant(entry.until)
    return Freeze(scope=entry.scope, excepted=entry.excepted, reason=entry.reason, until=until, by=entry.by)


def _entries(data: bytes) -> list[FreezeEntry]:
    found = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line:
            try:
                found.append(_entry(json.loads(line)))
            except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
                raise SmmError(
                    f"Line {number} of {FREEZES} on the state branch can not be read.",
                    "It may say that everything is frozen, so nothing is sent.",
                    "Look at the branch's history and mend the line by hand.",
                    unsafe=True,
                ) from None
    return found


def _entry(document: Any) -> FreezeEntry:
    entry = decode(FreezeEntry, document)
    if not entry.scope or set(document) - _FIELDS or any(fault_of(term) for term in (*entry.scope, *entry.excepted)):
        raise ValueError("no freeze")
    for instant in (entry.at, entry.until):
        if instant is not None:
            parse_instant(instant)
    return entry
