"""How many creates an account has left in its platform's window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from smm_action.core.clock import parse_instant
from smm_action.model.card import Quota
from smm_action.model.delivery import State
from smm_action.model.entry import Record


class Window:
    """The creates of one account in the last ``quota.per``, and those a plan is about to add."""

    def __init__(self, quota: Quota, records: Iterable[Record], now: datetime) -> None:
        """Count what the ledger knows: receipts, and the parts of claims whose end is not known yet."""
        self._quota = quota
        self._now = now
        since = now - quota.per
        self._used = sorted(at for record in records for at in _creates(record) if at > since)
        self._deferred: datetime | None = None

    def take(self, need: int) -> datetime | None:
        """Return None and count ``need`` creates when they fit, else when they will.

        After the first refusal everything waits, so that the order within an account is kept. More than the
        whole quota at once goes as soon as the window is empty.
        """
        need = min(need, self._quota.count)
        excess = len(self._used) + need - self._quota.count
        free = self._used[excess - 1] + self._quota.per if excess > 0 else self._now
        if self._deferred is not None:
            free = max(free, self._deferred)
        self._used += [free] * need
        if free <= self._now:
            return None
        self._deferred = free
        return free

    @property
    def explained(self) -> str:
        """Return the quota as a phrase."""
        hours = self._quota.per / timedelta(hours=1)
        return f"quota of {self._quota.count} posts in {hours:g} h is used up"


def _creates(record: Record) -> Iterator[datetime]:
    yield from (_instant(receipt.at, record) for receipt in record.receipts)
    if record.state in {State.CLAIMED, State.UNKNOWN} and record.claim is not None:
        payload = (record.claim.payload or {}).get("payload", {})
        missing = max(1, len(payload.get("parts", ()))) - len(record.receipts)
        yield from [parse_instant(record.claim.at)] * missing


def _instant(text: str, record: Record) -> datetime:
    """Return when a receipt was given; one a person wrote by hand may say nothing that can be read."""
    try:
        return parse_instant(text)
    except ValueError:
        return parse_instant(record.updated or "0001-01-01T00:00:00Z")
