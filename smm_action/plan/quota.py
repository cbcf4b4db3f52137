"""When an account may post again: its platform's quota and spacing, and what its server said.

Within an account the order is kept: what comes after a delivery that waits, waits at least as long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from smm_action.core.clock import parse_instant, span
from smm_action.model.card import Quota
from smm_action.model.delivery import State
from smm_action.model.entry import Record
from smm_action.platformkit.limits import LIMITED

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Why an account's next delivery is not sent yet."""

    until: datetime
    reason: str


class Window:
    """The creates of one account in the last ``quota.per``, and those a plan is about to add."""

    def __init__(self, quota: Quota | None, records: Iterable[Record], now: datetime) -> None:
        """Count what the ledger knows: receipts, the parts of claims whose end is not known yet, and a shut account.

        ``records`` are the account's; without a ``quota`` only what its server said counts.
        """
        held = tuple(records)
        self._quota, self._now = quota, now
        self._wait = max((wait for record in held for wait in _shut(record, now)), key=_until, default=None)
        made = sorted(at for record in held for at in _creates(record)) if quota is not None else []
        self._last = made[-1] if made else _NEVER
        self._used = [at for at in made if quota is not None and at > now - quota.per]

    def take(self, need: int) -> Wait | None:
        """Count a delivery of ``need`` creates; return why and until when it waits, None when it may go now.

        More than the whole quota at once goes as soon as the window is empty.
        """
        if self._quota is not None:
            found = (self._wait, self._spaced(self._quota), self._full(self._quota, need))
            self._wait = max((wait for wait in found if wait is not None), key=_until, default=None)
            self._last = self._now if self._wait is None else self._wait.until
            self._used += [self._last] * min(need, self._quota.count)
        return self._wait

    def _full(self, quota: Quota, need: int) -> Wait | None:
        excess = len(self._used) + min(need, quota.count) - quota.count
        free = self._used[excess - 1] + quota.per if excess > 0 else self._now
        if free <= self._now:
            return None
        hours = quota.per / timedelta(hours=1)
        return Wait(until=free, reason=f"quota of {quota.count} posts in {hours:g} h is used up")

    def _spaced(self, quota: Quota) -> Wait | None:
        if not quota.gap or self._last <= self._now - quota.gap:
            return None
        return Wait(until=self._last + quota.gap, reason=f"posts of an account are {span(quota.gap)} apart here")


def _until(wait: Wait) -> datetime:
    return wait.until


def _shut(record: Record, now: datetime) -> Iterator[Wait]:
    """Yield what the server said when it let nothing more through, while it holds."""
    if record.state is State.RETRY and record.code == LIMITED and record.retry_after is not None:
        until = parse_instant(record.retry_after)
        if until > now:
            yield Wait(until=until, reason=record.reason or "the server allows no more posts")


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
