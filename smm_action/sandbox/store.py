"""What the sandbox accepted, in SQLite: accounts, records, links between them, blobs, keys and the log of calls."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from smm_action.core.clock import parse_instant
from smm_action.model.post import EMPTY

Platform = str
"""A platform's name."""
Relation = Literal["like", "reply", "repost", "quote", "follow"]

TABLES = """
create table if not exists accounts (platform, name, handle, did, at, primary key (platform, name));
create table if not exists records (
    platform, account, collection, key, cid, value, at, edited, primary key (platform, account, collection, key));
create table if not exists links (platform, account, collection, key, relation, target);
create index if not exists links_by_target on links (platform, target, relation);
create table if not exists blobs (
    platform, id, account, mime, data blob, at, ready, meta, primary key (platform, id, account));
create table if not exists keys (platform, account, key, record, at, primary key (platform, account, key));
create table if not exists writes (platform, account, collection, key, kind, at);
create table if not exists calls (at, operation, account, status, faults, violations);
create table if not exists numbers (name primary key, value integer);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """One simulated account."""

    platform: Platform
    name: str
    handle: str
    did: str = ""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One thing an account made: a status, a post, a like, a follow."""

    platform: Platform
    account: str
    collection: str
    key: str
    value: Mapping[str, Any]
    at: datetime
    cid: str = ""
    edited: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """Uploaded bytes."""

    platform: Platform
    id: str
    account: str
    mime: str
    data: bytes = field(repr=False)
    at: datetime
    ready: datetime
    """When the platform has finished processing it."""
    meta: Mapping[str, Any] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedCall:
    """One request as it was answered. ``status`` 0: the connection was dropped without an answer."""

    at: datetime
    operation: str
    account: str
    status: int
    faults: tuple[str, ...] = ()
    violations: tuple[str, ...] = ()


class Store:
    """The sandbox's memory. Safe to read from the thread of a test while the server writes."""

    def __init__(self, path: str = ":memory:") -> None:
        """Open or create the database at ``path``."""
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.executescript("pragma journal_mode = wal; pragma synchronous = off;" + TABLES)

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._db.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make the writes inside one transaction: all of them or none."""
        with self._lock:
            self._db.execute("begin")
            try:
                yield
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("commit")

    def number(self, name: str, at_least: int) -> int:
        """Return a number greater than every one before it under ``name``, and not below ``at_least``."""
        with self._lock:
            row = self._one("select value from numbers where name = ?", name)
            value = max(at_least, row[0] + 1) if row else at_least
            self._run("insert or replace into numbers values (?, ?)", name, value)
            return value

    # accounts

    def settle(self, resident: Resident) -> Resident:
        """Return the account of that name, created on first sight; a new handle replaces the old one."""
        known = self.resident(resident.platform, resident.name)
        if known is not None and known.handle == resident.handle:
            return known
        at = known.at if known else resident.at
        self._run(
            "insert or replace into accounts values (?, ?, ?, ?, ?)",
            *(resident.platform, resident.name, resident.handle, resident.did, _stamp(at)),
        )
        return resident

    def resident(self, platform: Platform, name: str) -> Resident | None:
        """Return the account called ``name`` (or its handle or DID), None when nobody is called that."""
        row = self._one(
            "select * from accounts where platform = ? and (name = ? or handle = ? or did = ?)",
            *(platform, name, name, name),
        )
        return _resident(row) if row else None

    def residents(self) -> tuple[Resident, ...]:
        """Return every account, by name."""
        return tuple(_resident(row) for row in self._all("select * from accounts order by name, platform"))

    # records

    def put(self, record: Record, links: Sequence[tuple[Relation, str]] = ()) -> None:
        """Keep ``record``, replacing one of the same key, with what it points at."""
        place = (record.platform, record.account, record.collection, record.key)
        kind = "update" if self.get(*place) else "create"
        with self._lock:
            self._run(
                "insert or replace into records values (?, ?, ?, ?, ?, ?, ?, ?)",
                *(*place, record.cid, json.dumps(dict(record.value), ensure_ascii=False), _stamp(record.at)),
                _stamp(record.edited) if record.edited else None,
            )
            self._unlink(place)
            for relation, target in links:
                self._run("insert into links values (?, ?, ?, ?, ?, ?)", *place, relation, target)
            self._run("insert into writes values (?, ?, ?, ?, ?, ?)", *place, kind, _stamp(record.at))

    def get(self, platform: Platform, account: str, collection: str, key: str) -> Record | None:
        """Return one record of ``account``, None when there is none."""
        row = self._one(
            "select * from records where platform = ? and account = ? and collection = ? and key = ?",
            *(platform, account, collection, key),
        )
        return _record(row) if row else None

    def find(self, platform: Platform, collection: str, key: str) -> Record | None:
        """Return the record of that key, whoever made it."""
        row = self._one(
            "select * from records where platform = ? and collection = ? and key = ?", platform, collection, key
        )
        return _record(row) if row else None

    def delete(self, record: Record, at: datetime) -> None:
        """Forget ``record`` and what it points at; the log of writes keeps that it was."""
        place = (record.platform, record.account, record.collection, record.key)
        with self._lock:
            self._run("delete from records where platform = ? and account = ? and collection = ? and key = ?", *place)
            self._unlink(place)
            self._run("insert into writes values (?, ?, ?, ?, 'delete', ?)", *place, _stamp(at))

    def records(
        self,
        platform: Platform,
        collection: str,
        account: str | None = None,
        *,
        before: str | None = None,
        after: str | None = None,
        oldest_first: bool = False,
        not_since: datetime | None = None,
        limit: int = -1,
    ) -> tuple[Record, ...]:
        """Return records in key order, newest first; ``before``/``after`` are keys, ``not_since`` hides the young."""
        order = "asc" if oldest_first else "desc"
        rows = self._all(
            "select * from records where platform = ? and collection = ? and (? is null or account = ?)"  # noqa: S608 order is ours
            " and (? is null or key < ?) and (? is null or key > ?) and (? is null or at <= ?)"
            f" order by key {order} limit ?",
            *(platform, collection, account, account, before, before, after, after),
            *((_stamp(not_since),) * 2 if not_since else (None, None)),
            limit,
        )
        return tuple(_record(row) for row in rows)

    def total(self, platform: Platform, collection: str, account: str) -> int:
        """Return how many records of ``collection`` the account has now."""
        row = self._one(
            "select count(*) from records where platform = ? and account = ? and collection = ?",
            *(platform, account, collection),
        )
        return int(row[0]) if row else 0

    def linked(self, platform: Platform, target: str, relation: Relation) -> tuple[Record, ...]:
        """Return the records that point at ``target``, oldest first."""
        rows = self._all(
            "select r.* from records r join links l using (platform, account, collection, key)"
            " where l.platform = ? and l.target = ? and l.relation = ? order by r.at, r.key",
            *(platform, target, relation),
        )
        return tuple(_record(row) for row in rows)

    def count(self, platform: Platform, target: str, relation: Relation) -> int:
        """Return how many records point at ``target``."""
        row = self._one(
            "select count(*) from links where platform = ? and target = ? and relation = ?", platform, target, relation
        )
        return int(row[0]) if row else 0

    def created(self, platform: Platform, collection: str, account: str | None = None) -> int:
        """Return how many records were ever created, deleted ones included: the number that must never be too high."""
        row = self._one(
            "select count(*) from writes where kind = 'create' and platform = ? and collection = ?"
            " and (? is null or account = ?)",
            *(platform, collection, account, account),
        )
        return int(row[0]) if row else 0

    # blobs

    def put_blob(self, blob: Blob) -> None:
        """Keep uploaded bytes."""
        self._run(
            "insert or replace into blobs values (?, ?, ?, ?, ?, ?, ?, ?)",
            *(blob.platform, blob.id, blob.account, blob.mime, blob.data, _stamp(blob.at)),
            *(_stamp(blob.ready), json.dumps(dict(blob.meta))),
        )

    def blob(self, platform: Platform, identifier: str, account: str | None = None) -> Blob | None:
        """Return uploaded bytes, None when there are none of that name."""
        row = self._one(
            "select * from blobs where platform = ? and id = ? and (? is null or account = ?)",
            *(platform, identifier, account, account),
        )
        return _blob(row) if row else None

    def drop_blob(self, blob: Blob) -> None:
        """Forget uploaded bytes."""
        self._run(
            "delete from blobs where platform = ? and id = ? and account = ?", blob.platform, blob.id, blob.account
        )

    # idempotency keys and the log

    def remember(self, platform: Platform, account: str, key: str, record: str, at: datetime) -> None:
        """Keep that ``key`` made ``record``."""
        self._run("insert or replace into keys values (?, ?, ?, ?, ?)", platform, account, key, record, _stamp(at))

    def recalled(self, platform: Platform, account: str, key: str, since: datetime) -> str | None:
        """Return what ``key`` made, if that was not before ``since``."""
        row = self._one(
            "select record from keys where platform = ? and account = ? and key = ? and at >= ?",
            *(platform, account, key, _stamp(since)),
        )
        return str(row[0]) if row else None

    def log(self, call: LoggedCall) -> None:
        """Keep one line of the log."""
        self._run(
            "insert into calls values (?, ?, ?, ?, ?, ?)",
            *(_stamp(call.at), call.operation, call.account, call.status),
            *(json.dumps(call.faults), json.dumps(call.violations)),
        )

    def calls(self, operation: str | None = None) -> tuple[LoggedCall, ...]:
        """Return the log, oldest first."""
        rows = self._all("select * from calls where ? is null or operation = ? order by rowid", operation, operation)
        return tuple(
            LoggedCall(
                at=parse_instant(at),
                operation=name,
                account=account,
                status=status,
                faults=tuple(json.loads(faults)),
                violations=tuple(json.loads(violations)),
            )
            for at, name, account, status, faults, violations in rows
        )

    # SQLite

    def _unlink(self, place: tuple[str, str, str, str]) -> None:
        self._run("delete from links where platform = ? and account = ? and collection = ? and key = ?", *place)

    def _run(self, statement: str, *values: object) -> None:
        with self._lock:
            self._db.execute(statement, values)

    def _one(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        with self._lock:
            row: tuple[Any, ...] | None = self._db.execute(statement, values).fetchone()
            return row

    def _all(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(statement, values).fetchall()


def _stamp(instant: datetime) -> str:
    """Write an instant at fixed width, so that SQLite compares instants as texts."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def _resident(row: Sequence[Any]) -> Resident:
    platform, name, handle, did, at = row
    return Resident(platform=platform, name=name, handle=handle, did=did, at=parse_instant(at))


def _record(row: Sequence[Any]) -> Record:
    platform, account, collection, key, cid, value, at, edited = row
    return Record(
        platform=platform,
        account=account,
        collection=collection,
        key=key,
        cid=cid,
        value=json.loads(value),
        at=parse_instant(at),
        edited=parse_instant(edited) if edited else None,
    )


def _blob(row: Sequence[Any]) -> Blob:
    platform, identifier, account, mime, data, at, ready, meta = row
    return Blob(
        platform=platform,
        id=identifier,
        account=account,
        mime=mime,
        data=data,
        at=parse_instant(at),
        ready=parse_instant(ready),
        meta=json.loads(meta),
    )
