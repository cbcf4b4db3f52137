"""Entries that are added only where a delivery still stands as it was seen: optimistic, decided on the pushed head."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from smm_action.core.clock import parse_instant
from smm_action.ledger.codec import to_line
from smm_action.ledger.fold import fold
from smm_action.ledger.paths import ledger_path
from smm_action.ledger.store import entries
from smm_action.model.delivery import DeliveryId
from smm_action.model.edit import Append, Read
from smm_action.model.entry import Entry, Ledger, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """An entry, and how the delivery stood when it was decided (None: the ledger did not know it)."""

    entry: Entry
    seen: Record | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amend:
    """Append each entry whose delivery stands as it was seen; anything that happened since wins.

    Raises (from ``apply``):
        SmmError: unsafe; the file cannot be read whole, so nothing can be decided about it.
    """

    path: str
    amendments: tuple[Amendment, ...]

    def apply(self, read: Read) -> Mapping[str, bytes]:
        """Return the file with what may be added, given the head being extended."""
        ledger = ledger_of(self.path, read(self.path))
        fresh = tuple(to_line(a.entry) for a in self.amendments if same(ledger.get(a.entry.delivery), a.seen))
        return Append(path=self.path, lines=fresh).apply(read) if fresh else {}


def amend(amendments: Iterable[Amendment]) -> tuple[Amend, ...]:
    """Return one edit a ledger file."""
    files: dict[str, list[Amendment]] = {}
    for amendment in amendments:
        files.setdefault(ledger_path(amendment.entry.delivery), []).append(amendment)
    return tuple(Amend(path=path, amendments=tuple(held)) for path, held in files.items())


def after(record: Record | None, now: datetime) -> datetime:
    """Return ``now``, or just after the last word on the delivery when this machine's clock is behind the one before.

    Entries count in the order of their instants: what is said with a clock that went back would be said in vain.
    """
    if record is None or record.updated is None:
        return now
    return max(now, parse_instant(record.updated) + timedelta(microseconds=1))


def same(current: Record | None, seen: Record | None) -> bool:
    """Whether nothing was said of a delivery since it was seen."""
    return current == seen


def ledger_of(path: str, content: bytes | None) -> Ledger:
    """Return the folded ledger of one file's bytes. SmmError when a line of it cannot be read."""
    return fold(entries(path, content or b""))


def standing(read: Read, delivery: DeliveryId) -> Record | None:
    """Return how ``delivery`` stands where ``read`` reads. SmmError when its file cannot be read whole."""
    path = ledger_path(delivery)
    return ledger_of(path, read(path)).get(delivery)
