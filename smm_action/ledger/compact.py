"""Making settled deliveries small: what a claim's payload derives, and lines that a later one repeats, are left out.

What stays: every claim and every ending, so that state, receipts, attempts, digests and key fold to the same; and of
the last claim what its content digest counts, so that the digest can be computed again and the post be compared with
its file (`edited-after-publishing`), and the server, which taking back asks for. Searching, resuming and repeating
read whole payloads, and only of deliveries that are not settled. The whole lines stay in the history of the branch,
which is never rewritten.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from smm_action.core.clock import parse_instant
from smm_action.core.errors import SmmError
from smm_action.ledger.codec import to_line
from smm_action.ledger.fold import fold
from smm_action.ledger.store import entries
from smm_action.model.codec import decode
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.digest import content_digest
from smm_action.model.edit import Read
from smm_action.model.entry import Entry, Ledger, Record
from smm_action.model.payload import Payload

COMPACTED = "compacted"
"""Key of a claim's ``data``: its payload was cut."""
SETTLED = frozenset({State.PUBLISHED, State.EDITED, State.RETRACTED, State.MISSED, State.SKIPPED})
"""States in which nobody will read the payload again. What failed may be tried again, what is held be let go."""
_TOLD = frozenset({"key", "content_digest", "schedule_digest", "due"})
"""What the claim says already."""
_SENT = frozenset({"handle", "blobs"})
"""What only sending needs."""
_NAMES = frozenset({"post", "brand", "account", "revision"})
"""What the delivery says already."""
_MEDIUM: Mapping[str, Any] = {"path": "", "kind": "other", "mime": "", "width": 0, "height": 0, "bytes": 0}
_PART: Mapping[str, Any] = {"length": 0, "limit": 0, "unit": "", "facets": ()}
"""What is derived from the text and the media, and what stands for it once it is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compact:
    """Compact one ledger file on the head that is extended."""

    path: str
    before: datetime
    """Deliveries whose last word is older than this."""

    def apply(self, read: Read) -> Mapping[str, bytes]:
        """Return the smaller file, or nothing when there is nothing to leave out.

        Raises:
            SmmError: unsafe; a line can not be read, or the ledger would say something else afterwards.
        """
        data = read(self.path) or b""
        fresh = compacted(self.path, data, self.before)
        return {} if fresh == data else {self.path: fresh}


def compacted(path: str, data: bytes, before: datetime) -> bytes:
    """Return a ledger file with its old settled deliveries made small.

    Raises:
        SmmError: unsafe; a line can not be read, or the ledger would say something else afterwards.
    """
    held = list(entries(path, data))
    ledger = fold(held)
    old = {delivery for delivery, record in ledger.records.items() if _is_old(record, ledger, before)}
    told = [entry for entry in held if entry.kind != "part" or entry.delivery not in old]
    if not is_same(ledger, fold(told)):
        told = held
    kept = [_slim(entry, ledger.records[entry.delivery]) if entry.delivery in old else entry for entry in told]
    if kept == held:
        return data
    if not is_same(ledger, fold(kept)):
        raise SmmError(f"{path} can not be compacted.", "The ledger would say something else.", unsafe=True)
    return b"".join(to_line(entry) + b"\n" for entry in kept)


def is_same(one: Ledger, other: Ledger) -> bool:
    """Whether two ledgers say the same of every delivery, whatever is left of payloads."""
    return {d: _without(r) for d, r in one.records.items()} == {d: _without(r) for d, r in other.records.items()}


def payload_of(claim: Entry) -> Payload:
    """Return the payload of a claim, whole or compacted; what was left out is empty or 0.

    Raises:
        TypeError: it is no payload.
        ValueError: likewise.
        AttributeError: likewise.
        KeyError: likewise.
    """
    held: Any = (claim.payload or {})["payload"]
    delivery = claim.delivery
    names = {"post": delivery.post, "brand": delivery.brand, "account": delivery.account, "revision": delivery.revision}
    parts = [
        {**_PART, **part, "media": [{**_MEDIUM, **medium} for medium in part.get("media", ())]}
        for part in held.get("parts", ())
    ]
    return decode(Payload, {**names, **held, "parts": parts})


def _is_old(record: Record, ledger: Ledger, before: datetime) -> bool:
    """Whether the delivery, and every other revision of it, is settled since before."""
    revisions = [other for other in ledger.records.values() if _target(other.delivery) == _target(record.delivery)]
    return all(
        other.state in SETTLED and other.updated is not None and parse_instant(other.updated) < before
        for other in revisions
    )


def _target(delivery: DeliveryId) -> tuple[str, str, str]:
    return delivery.brand, delivery.post, delivery.account


def _slim(entry: Entry, record: Record) -> Entry:
    if entry.kind != "claimed" or entry.payload is None or COMPACTED in entry.data:
        return entry
    data = {**entry.data, COMPACTED: True}
    if record.claim is None or record.claim.owner != entry.owner:
        return replace(entry, payload=None, data=data)
    try:
        kept = _but(entry.payload, _TOLD | _SENT) | {"payload": _authored(entry.payload["payload"])}
        slim = replace(entry, payload=kept, data=data)
        same = content_digest(payload_of(slim)) == content_digest(payload_of(entry))
    except (TypeError, ValueError, AttributeError, KeyError):
        # a payload that is none is left for `smm fsck` to find
        return entry
    return slim if same else entry


def _authored(payload: Mapping[str, Any]) -> dict[str, Any]:
    kept = _but(payload, _NAMES)
    if payload.get("card"):
        kept["card"] = {"url": payload["card"]["url"]}
    return kept | {"parts": [_part(part) for part in payload.get("parts", ())]}


def _part(part: Mapping[str, Any]) -> dict[str, Any]:
    kept = _but(part, _PART)
    return kept | ({"media": [_but(medium, _MEDIUM) for medium in kept["media"]]} if "media" in kept else {})


def _but(document: Mapping[str, Any], names: Container[str]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in names}


def _without(record: Record) -> Record:
    if record.claim is None:
        return record
    data = {name: value for name, value in record.claim.data.items() if name != COMPACTED}
    return replace(record, claim=replace(record.claim, payload=None, data=data))
