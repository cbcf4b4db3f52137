"""Writing into a Bluesky repository: record keys, compare-and-swap, and the answers of a real PDS (0.5.35)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from smm_action.sandbox.bluesky import cid
from smm_action.sandbox.bluesky.lexicon import KEY, NSID, TID, Catalog
from smm_action.sandbox.bluesky.lexicon_posts import CATALOG
from smm_action.sandbox.call import Call, Refusal
from smm_action.sandbox.store import Record, Relation, Resident, Store

ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
ABSENT = object()
"""A ``swapRecord`` that was not given, which is not the same as ``null``."""


def wrong(message: str, error: str = "InvalidRequest", status: int = 400) -> Refusal:
    """Return an XRPC error."""
    return Refusal(status, {"error": error, "message": message})


def uri(record: Record, did: str) -> str:
    """Return a record's at-uri."""
    return f"at://{did}/{record.collection}/{record.key}"


def next_tid(store: Store, now: datetime) -> str:
    """Return a record key from the clock, greater than all before it."""
    number = store.number("tid", int(now.timestamp() * 1_000_000) << 10)
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(13)))


def write(call: Call, mine: Resident, collection: str, key: str, value: Any, swap: object = ABSENT) -> dict[str, Any]:
    """Put a record and answer ``uri``, ``cid`` and, when something was written, ``commit``.

    The very same record under a key that is taken writes nothing and is a success whatever ``swap`` says: PDS
    0.5.35 looks for that before it compares.

    Raises:
        Refusal: InvalidSwap, InvalidRequest, BlobNotFound.
    """
    checked = _checked(call, collection, key, value)
    known = call.store.get("bluesky", mine.name, collection, key)
    record = Record(
        platform="bluesky",
        account=mine.name,
        collection=collection,
        key=key,
        value=checked,
        at=known.at if known else call.now,
        cid=cid.of_record(checked),
        edited=call.now if known else None,
    )
    answer: dict[str, Any] = {"uri": uri(record, mine.did), "cid": record.cid}
    if known is None or known.cid != record.cid:
        _check_swap(known, swap)
        call.store.put(record, list(_links(collection, checked)))
        answer["commit"] = commit(call, record.cid)
    status = "valid" if CATALOG.definition(collection) else "unknown"
    return {**answer, "validationStatus": status}


def commit(call: Call, seed: str) -> dict[str, str]:
    """Return the commit of a write."""
    rev = next_tid(call.store, call.now)
    return {"cid": cid.of_record({"rev": rev, "data": seed}), "rev": rev}


def remove(call: Call, mine: Resident, collection: str, key: str) -> dict[str, Any]:
    """Delete a record; deleting what is not there is fine and answers nothing."""
    record = call.store.get("bluesky", mine.name, collection, key)
    if record is None:
        return {}
    call.store.delete(record, call.now)
    return {"commit": commit(call, record.cid)}


def _check_swap(known: Record | None, swap: object) -> None:
    if swap is ABSENT:
        return
    if swap is None and known is not None:
        raise wrong(f"Record was at {known.cid}", "InvalidSwap")
    if swap is not None and (known is None or known.cid != swap):
        raise wrong(f"Record was at {known.cid if known else 'null'}", "InvalidSwap")


def _checked(call: Call, collection: str, key: str, value: Any) -> dict[str, Any]:
    if not re.fullmatch(NSID, collection):
        raise wrong(f'Invalid NSID (got "{collection}") at $.collection')
    if not re.fullmatch(KEY, key):
        raise wrong(f'Invalid record key (got "{key}") at $.rkey')
    if not isinstance(value, Mapping):
        raise wrong("Expected object value type at $.record")
    record = {"$type": collection, **value}
    if record["$type"] != collection:
        raise wrong(f"Invalid $type: expected {collection}, got {record['$type']}")
    _check_record(CATALOG, collection, key, record)
    _check_blobs(call, record)
    return record


def _check_record(catalog: Catalog, collection: str, key: str, record: Mapping[str, Any]) -> None:
    found = catalog.definition(collection)
    if found and found[0].get("key") == "tid" and not re.fullmatch(TID, key):
        raise wrong(f'Invalid record key for {collection}: Invalid TID string (got "{key}") at $')
    for fault in catalog.check(collection, record):
        raise wrong(f"Invalid {collection} record: {fault}")


def _check_blobs(call: Call, record: Mapping[str, Any]) -> None:
    for blob in blobs(record):
        link = str(blob["ref"].get("$link", ""))
        if call.store.blob("bluesky", link) is None:
            raise wrong(f"Could not find blob: {link}", "BlobNotFound")


def blobs(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every blob reference inside a record."""
    if isinstance(value, Mapping):
        if value.get("$type") == "blob" and isinstance(value.get("ref"), Mapping):
            yield value
        else:
            for inner in value.values():
                yield from blobs(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str | bytes):
        for inner in value:
            yield from blobs(inner)


def _links(collection: str, value: Mapping[str, Any]) -> Iterator[tuple[Relation, str]]:
    match collection:
        case "app.bsky.feed.like":
            yield "like", value["subject"]["uri"]
        case "app.bsky.feed.repost":
            yield "repost", value["subject"]["uri"]
        case "app.bsky.graph.follow":
            yield "follow", value["subject"]
        case "app.bsky.feed.post":
            if value.get("reply"):
                yield "reply", value["reply"]["parent"]["uri"]
            quoted = quote_of(value)
            if quoted:
                yield "quote", quoted


def quote_of(value: Mapping[str, Any]) -> str | None:
    """Return the at-uri that a post quotes, None when it quotes nothing."""
    match value.get("embed"):
        case {"$type": "app.bsky.embed.record", "record": {"uri": str(quoted)}}:
            return quoted
        case {"$type": "app.bsky.embed.recordWithMedia", "record": {"record": {"uri": str(quoted)}}}:
            return quoted
        case _:
            return None
