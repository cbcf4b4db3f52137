"""What a run did, line by line, on the runner's own disk: it survives ``kill -9`` and a push that is refused.

A line is on disk (fsync) before the step it announces is taken: ``sending`` before the create, ``receipt``
before the next part. So a part that an intact journal does not announce was surely not sent, and a torn last
line announces nothing, because the step after it was never reached.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smm_action.model.codec import decode, encode
from smm_action.model.delivery import DeliveryId, Receipt
from smm_action.model.entry import Owner
from smm_action.model.post import EMPTY


class Journal:
    """An append-only file of one run; safe to use from many threads."""

    def __init__(self, path: Path, owner: Owner) -> None:
        """Open ``path`` and announce ``owner``; OSError when the disk does not take it."""
        self._owner = owner
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        _sync_directory(path.parent)
        self._write({"event": "start", "owner": encode(owner)})

    def sending(self, delivery: DeliveryId, part: int) -> None:
        """Announce the one create call of ``part``. Not to be made when this raises (OSError)."""
        self._write({"event": "sending", "delivery": encode(delivery), "part": part})

    def receipt(self, delivery: DeliveryId, receipt: Receipt) -> None:
        """Keep what exists now."""
        self._write({"event": "receipt", "delivery": encode(delivery), "receipt": encode(receipt)})

    def refused(self, delivery: DeliveryId, part: int) -> None:
        """Keep that ``part``, though announced, surely did not go out."""
        self._write({"event": "refused", "delivery": encode(delivery), "part": part})

    def close(self) -> None:
        """Close the file; everything in it is on disk already."""
        os.close(self._file)

    def _write(self, event: Mapping[str, Any]) -> None:
        line = json.dumps({**event, "nonce": self._owner.nonce}, sort_keys=True).encode() + b"\n"
        with self._lock:
            # A first newline ends a line that an earlier write may have left torn.
            written = os.write(self._file, b"\n" + line)
            if written != len(line) + 1:
                raise OSError("the journal's disk is full")
            os.fsync(self._file)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one run's journal tells of one delivery."""

    receipts: Mapping[int, Receipt] = field(default_factory=lambda: EMPTY)
    announced: frozenset[int] = frozenset()
    """Parts whose create call may have been made."""
    refused: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What the journals at hand tell, by nonce of the run."""

    runs: Mapping[str, Mapping[DeliveryId, Account]] = field(default_factory=lambda: EMPTY)

    def of(self, owner: Owner | None, delivery: DeliveryId) -> Account | None:
        """Return what ``owner`` did to ``delivery``; None when its journal is not at hand."""
        if owner is None or owner.nonce not in self.runs:
            return None
        return self.runs[owner.nonce].get(delivery, Account())


def read_journals(paths: Iterable[Path]) -> History:
    """Return what the files say. A torn line is skipped; a file without a readable start tells nothing."""
    runs: dict[str, dict[DeliveryId, Account]] = {}
    for path in sorted(paths):
        for event in _events(path):
            _take(runs, event)
    return History(runs=runs)


def _events(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_bytes().split(b"\n"):
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict) and isinstance(event.get("nonce"), str):
            yield event


def _take(runs: dict[str, dict[DeliveryId, Account]], event: Mapping[str, Any]) -> None:
    kind, nonce = event.get("event"), event["nonce"]
    if kind == "start":
        runs.setdefault(nonce, {})
        return
    if nonce not in runs:
        return
    try:
        delivery = decode(DeliveryId, event["delivery"])
        held = runs[nonce].get(delivery, Account())
        runs[nonce][delivery] = _told(held, kind, event)
    except (KeyError, TypeError, ValueError):
        return


def _told(held: Account, kind: Any, event: Mapping[str, Any]) -> Account:
    if kind == "receipt":
        receipt = decode(Receipt, event["receipt"])
        receipts = {**held.receipts, receipt.part: receipt}
        return Account(receipts=receipts, announced=held.announced, refused=held.refused)
    part = int(event["part"])
    if kind == "refused":
        return Account(receipts=held.receipts, announced=held.announced, refused=held.refused | {part})
    # Announced again after a refusal: in doubt again.
    return Account(receipts=held.receipts, announced=held.announced | {part}, refused=held.refused - {part})


def _sync_directory(path: Path) -> None:
    directory = os.open(path, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
