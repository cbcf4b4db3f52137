"""Entries as runners and people write them, for tests of what becomes of them."""

from __future__ import annotations

from typing import Any

from smm_action.model.delivery import DeliveryId, Receipt
from smm_action.model.entry import Entry, EntryKind, Ledger, Owner, Record
from smm_action.model.ids import AccountName, BrandName, PostId

HELLO = DeliveryId(BrandName("acme"), PostId("hello"), AccountName("acme-mastodon"))


def at(minute: float) -> str:
    whole = int(minute)
    seconds = round((minute - whole) * 60)
    return f"2026-12-01T08:{whole:02}:{seconds:02}Z"


def entry(kind: EntryKind, minute: float = 0, nonce: str | None = None, **said: Any) -> Entry:
    owner = Owner(run="1", nonce=nonce) if nonce is not None else None
    return Entry(**{"kind": kind, "delivery": HELLO, "at": at(minute), "owner": owner, **said})


def claim(minute: float, nonce: str, **said: Any) -> Entry:
    held = {"lease_until": at(minute + 20), "key": "a" * 64, "due": at(0), "payload": {"key": "a" * 64}}
    return entry("claimed", minute, nonce, **{**held, **said})


def receipt(part: int = 0, minute: float = 1, name: str = "1") -> Receipt:
    return Receipt(part=part, id=name, url=f"https://example.social/@acme/{name}", at=at(minute))


def record_of(ledger: Ledger) -> Record:
    found = ledger.get(HELLO)
    assert found is not None
    return found
