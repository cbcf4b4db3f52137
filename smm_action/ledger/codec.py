"""Entries and samples as lines of JSON and back."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from types import MappingProxyType
from typing import Any, TypeVar, get_args

from smm_action.model.codec import canonical, decode, encode
from smm_action.model.delivery import DeliveryId, Receipt
from smm_action.model.entry import Entry, EntryKind, Owner
from smm_action.model.sample import AccountSample, Sample

T = TypeVar("T")
_KINDS = frozenset(get_args(EntryKind))
_DELIVERY = tuple(field.name for field in fields(DeliveryId))
_OWNER = tuple(field.name for field in fields(Owner))
_NESTED = frozenset({"delivery", "owner", "receipts", "payload", "data"})
_PLAIN = tuple(field.name for field in fields(Entry) if field.name not in _NESTED)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII)


class LedgerFault(ValueError):  # noqa: N818 a fault of one line, explained by the reader
    """A line that is no entry of ours: torn, edited by hand, or written by a newer version."""


def to_line(entry: Entry) -> bytes:
    """Return ``entry`` as one line of canonical JSON, without a line end."""
    return canonical(encode(entry))


def from_line(line: bytes) -> Entry:
    """Return the entry that ``to_line`` wrote.

    Raises:
        LedgerFault: the line is torn, foreign, or of a kind this version does not know. Guessing is not safe.
    """
    document = _document(line)
    kind = document.get("kind")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise LedgerFault(f"the kind {str(kind)[:40]!r} is not known to this version")
    if kind == "claimed" and not document.get("owner"):
        raise LedgerFault("a claim names no owner")
    try:
        entry = _entry(document)
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise LedgerFault("the line is no entry: a field has another shape") from error
    _check_instants(entry.at, entry.lease_until, entry.due, entry.retry_after)
    _check_identity(entry)
    _check_shapes(entry)
    return entry


def _entry(document: dict[str, Any]) -> Entry:
    """Return what ``decode(Entry, document)`` does, three times as fast: a tick reads tens of thousands of lines."""
    held = {name: document[name] for name in _PLAIN if name in document}
    owner, delivery = document.get("owner"), document["delivery"]
    if owner is not None:
        held["owner"] = Owner(**{name: owner[name] for name in _OWNER if name in owner})
    if "receipts" in document:
        held["receipts"] = tuple(_receipt(item) for item in document["receipts"])
    for name in ("payload", "data"):
        if document.get(name) is not None:
            held[name] = MappingProxyType(_object(document[name]))
    return Entry(**held, delivery=DeliveryId(**{name: delivery[name] for name in _DELIVERY if name in delivery}))


def _receipt(document: dict[str, Any]) -> Receipt:
    held = {name: document[name] for name in ("part", "id", "url", "at")}
    extra = document.get("extra")
    return Receipt(**held) if extra is None else Receipt(**held, extra=MappingProxyType(_object(extra)))


def _object(document: Any) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise TypeError("an object is needed")
    return document


def sample_to_line(sample: Sample | AccountSample) -> bytes:
    """Return a sample as one line of canonical JSON, without a line end."""
    return canonical(encode(sample))


def sample_from_line(line: bytes) -> Sample:
    """Return a line of ``metrics/<YYYY>-<MM>.jsonl``.

    Raises:
        LedgerFault: the line is torn or foreign.
    """
    sample = _decoded(Sample, _document(line))
    _check_instants(sample.at)
    return sample


def account_from_line(line: bytes) -> AccountSample:
    """Return a line of ``accounts.jsonl``.

    Raises:
        LedgerFault: the line is torn or foreign.
    """
    sample = _decoded(AccountSample, _document(line))
    _check_instants(sample.at)
    return sample


def _document(line: bytes) -> dict[str, Any]:
    try:
        document = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LedgerFault("the line is torn or no JSON") from error
    if not isinstance(document, dict):
        raise LedgerFault("the line is no JSON object")
    return document


def _decoded(kind: type[T], document: dict[str, Any]) -> T:
    try:
        return decode(kind, document)
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise LedgerFault(f"the line is no {kind.__name__.lower()}: {error}") from error


def _check_instants(at: str, *others: str | None) -> None:
    for instant in (at, *(other for other in others if other is not None)):
        if not isinstance(instant, str) or not _INSTANT.fullmatch(instant):
            raise LedgerFault("an instant is not written as 2026-12-01T08:00:00Z")


def _check_identity(entry: Entry) -> None:
    delivery, owner = entry.delivery, entry.owner
    names = (delivery.brand, delivery.post, delivery.account)
    revision = delivery.revision
    if not all(isinstance(name, str) and name for name in names) or type(revision) is not int or revision < 1:
        raise LedgerFault("the delivery has no brand, post, account or revision")
    if owner is not None and not (isinstance(owner.nonce, str) and owner.nonce and isinstance(owner.run, str)):
        raise LedgerFault("the owner has no run or no nonce")


def _check_shapes(entry: Entry) -> None:
    """Insist on what folding compares: one odd line must be a fault of that line, never of the whole ledger."""
    texts = (entry.key, entry.content_digest, entry.schedule_digest, entry.main_sha, entry.reason, entry.code, entry.by)
    held = [text for receipt in entry.receipts for text in (receipt.id, receipt.url, receipt.at)]
    if not all(text is None or isinstance(text, str) for text in texts) or not all(isinstance(t, str) for t in held):
        raise LedgerFault("a text is none")
    if not all(type(receipt.part) is int and receipt.part >= 0 for receipt in entry.receipts):
        raise LedgerFault("a receipt has no part")
