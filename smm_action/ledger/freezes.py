"""Freezes that a person put on the state branch: ``ledger/freezes.jsonl``, append-only like every record.

It lies below ``ledger/``, so that the chain vouches for it too: a freeze that was taken out by hand is a fault.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from smm_action.core.clock import format_instant, parse_instant
from smm_action.core.errors import SmmError
from smm_action.ledger.paths import FREEZES
from smm_action.model.codec import canonical
from smm_action.model.edit import Append
from smm_action.model.freeze import ALL, Freeze, fault_of


class Readable(Protocol):
    """What reading needs of the state branch."""

    def read(self, head: str, path: str) -> bytes | None:
        """Return a file of ``head``, or None."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeEntry:
    """One line (schemas/artifacts/freeze/v1.schema.json): a freeze, or that the freezes of a scope are lifted."""

    kind: Literal["freeze", "lift"]
    at: str
    """RFC 3339 UTC instant."""
    scope: tuple[str, ...]
    reason: str = ""
    until: str | None = None
    by: str | None = None


def read_freezes(branch: Readable, head: str | None) -> tuple[Freeze, ...]:
    """Return the freezes in force at ``head``; one whose end has passed may be among them.

    Raises:
        SmmError: unsafe; a line can not be read, and it may say that everything is frozen.
    """
    data = branch.read(head, FREEZES) if head is not None else None
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
    document = {
        name: getattr(entry, name) for name in ("kind", "at", "reason", "until", "by") if getattr(entry, name)
    } | {"scope": list(entry.scope)}
    return Append(path=FREEZES, lines=(canonical(document),))


def lift_of(scope: tuple[str, ...], at: datetime, by: str) -> FreezeEntry:
    """Return the word that lifts the freezes of exactly ``scope``."""
    return FreezeEntry(kind="lift", at=format_instant(at), scope=scope, by=by)


def _freeze(entry: FreezeEntry) -> Freeze:
    until = None if entry.until is None else parse_instant(entry.until)
    return Freeze(scope=entry.scope, reason=entry.reason, until=until, by=entry.by)


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
    entry = FreezeEntry(**{**document, "scope": tuple(document["scope"])})
    texts = (entry.at, entry.reason, *(text for text in (entry.until, entry.by) if text is not None))
    if entry.kind not in {"freeze", "lift"} or not entry.scope or not all(isinstance(text, str) for text in texts):
        raise ValueError("no freeze")
    if any(fault_of(term) for term in entry.scope):
        raise ValueError("no scope")
    for instant in (entry.at, entry.until):
        if instant is not None:
            parse_instant(instant)
    return entry
