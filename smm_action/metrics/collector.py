"""Count what is due, account by account; one account's failure stops no other. A missing counter is missing."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from smm_action.core.clock import format_instant, parse_instant
from smm_action.core.http import Lost, NotSent
from smm_action.ledger.codec import sample_to_line
from smm_action.ledger.paths import ACCOUNTS, metrics_path
from smm_action.ledger.revisions import overwritten
from smm_action.metrics.vocabulary import known
from smm_action.model.delivery import DeliveryId, Retry, Unauthorized
from smm_action.model.edit import Append, Edit
from smm_action.model.entry import Ledger, Record
from smm_action.model.ids import AccountName
from smm_action.model.post import EMPTY
from smm_action.model.sample import AccountSample, Sample
from smm_action.platformkit.base import Platform, Session, SupportsLimits, SupportsMetrics
from smm_action.platformkit.cadence import COUNTED, is_due, next_account_sample, next_sample

BRIEF_TROUBLE = timedelta(hours=1)
"""Rest of an account whose server did not answer: the shortest cadence."""
UNTIL_MENDED = timedelta(days=1)
"""Rest of an account that can not sign in: a person has to mend it, and may run ``smm metrics`` then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What collecting gave."""

    samples: tuple[Sample, ...] = ()
    accounts: tuple[AccountSample, ...] = ()
    failures: Mapping[AccountName, str] = field(default_factory=lambda: EMPTY)
    resting: Mapping[AccountName, timedelta] = field(default_factory=lambda: EMPTY)
    """Accounts that could not be counted, and how long they are left alone. In no ledger: it is forgotten safely."""

    def edits(self) -> tuple[Edit, ...]:
        """Return the appends that record it."""
        lines: dict[str, list[bytes]] = {}
        for sample in self.samples:
            lines.setdefault(metrics_path(sample.at), []).append(sample_to_line(sample))
        for account in self.accounts:
            lines.setdefault(ACCOUNTS, []).append(sample_to_line(account))
        return tuple(Append(path=path, lines=tuple(held)) for path, held in lines.items())


Open = Callable[[AccountName], tuple[Platform, Session] | Unauthorized | Retry | None]
"""Account → its platform and session; None when the account has no credentials here or its platform counts nothing."""


def due_accounts(
    names: Iterable[AccountName], counted_last: Mapping[AccountName, datetime], now: datetime
) -> frozenset[AccountName]:
    """Return those of ``names`` whose own counters are counted at ``now``."""
    return frozenset(name for name in names if next_account_sample(counted_last.get(name), now) <= now)


def due_records(
    ledger: Ledger, samples: Iterable[Sample], now: datetime, *, accounts: Container[AccountName] = ()
) -> tuple[Record, ...]:
    """Return the published deliveries that are counted at ``now``.

    Of posts older than ``COUNTED`` those of ``accounts``, which are counted as well, come along.
    """
    last = newest(samples)
    return tuple(
        record
        for record, sent in _published(ledger)
        if is_due(sent, last.get(record.delivery), now)
        and (now - sent <= COUNTED or record.delivery.account in accounts)
    )


def next_due(
    ledger: Ledger,
    samples: Iterable[Sample],
    accounts: Iterable[AccountSample],
    names: Iterable[AccountName],
    now: datetime,
    *,
    resting: Mapping[AccountName, timedelta] = EMPTY,
    promised: datetime | None = None,
) -> datetime | None:
    """Return when there is next something to count; ``names`` are the accounts that can count.

    Posts older than ``COUNTED`` come along with their accounts. What should have been counted by ``now`` and is
    ``resting`` waits for its account. For runs that did not count,
    ``promised`` is what the last index said: later than ``now``, it holds for what is overdue.
    """
    last = newest(samples)
    seen = newest_accounts(accounts)
    counting = set(names)

    def later(name: AccountName, time: datetime) -> datetime:
        if time > now:
            return time
        return now + resting[name] if name in resting else max(time, promised or time)

    times = [
        later(record.delivery.account, following)
        for record, sent in _published(ledger)
        if record.delivery.account in counting
        and now - sent <= COUNTED
        and (following := next_sample(sent, last.get(record.delivery))) is not None
    ]
    times += [later(name, next_account_sample(seen.get(name), now)) for name in counting]
    return min(times, default=None)


def collect(
    records: Sequence[Record],
    names: Iterable[AccountName],
    counted_last: Mapping[AccountName, datetime],
    open_account: Open,
    now: datetime,
) -> Counted:
    """Count ``records`` and the accounts ``names`` that are due."""
    by_account: dict[AccountName, list[Record]] = {}
    for record in records:
        by_account.setdefault(record.delivery.account, []).append(record)
    offered = tuple(names)
    due = due_accounts(offered, counted_last, now)
    wanted = [name for name in offered if name in due]
    samples: list[Sample] = []
    accounts: list[AccountSample] = []
    failures: dict[AccountName, str] = {}
    resting: dict[AccountName, timedelta] = {}
    for name in dict.fromkeys((*by_account, *wanted)):
        try:
            opened = open_account(name)
            if opened is None:
                resting[name] = UNTIL_MENDED
                continue
            if isinstance(opened, Unauthorized | Retry):
                failures[name] = opened.reason
                resting[name] = UNTIL_MENDED if isinstance(opened, Unauthorized) else BRIEF_TROUBLE
                continue
            platform, session = opened
            samples += _samples(platform, session, by_account.get(name, ()), now)
            if name in wanted:
                accounts += _account(platform, session, name, now)
        except (NotSent, Lost) as error:
            failures[name], resting[name] = str(error), BRIEF_TROUBLE
        except Exception as error:  # noqa: BLE001 one account's fault must not stop the others
            failures[name], resting[name] = f"unexpected {type(error).__name__}", BRIEF_TROUBLE
    return Counted(samples=tuple(samples), accounts=tuple(accounts), failures=failures, resting=resting)


def newest(samples: Iterable[Sample]) -> dict[DeliveryId, datetime]:
    """Return when each delivery was counted last."""
    found: dict[DeliveryId, datetime] = {}
    for sample in samples:
        at = parse_instant(sample.at)
        if sample.delivery not in found or found[sample.delivery] < at:
            found[sample.delivery] = at
    return found


def newest_accounts(samples: Iterable[AccountSample]) -> dict[AccountName, datetime]:
    """Return when each account was counted last."""
    found: dict[AccountName, datetime] = {}
    for sample in samples:
        at = parse_instant(sample.at)
        if sample.account not in found or found[sample.account] < at:
            found[sample.account] = at
    return found


def _published(ledger: Ledger) -> Iterator[tuple[Record, datetime]]:
    """Yield what is out with the instant since when, where that can be read; what was edited counts as the edit."""
    edited = overwritten(ledger)
    for record in ledger.records.values():
        if record.delivery in edited:
            continue
        if record.is_out and record.receipts and record.sent_at:
            try:
                yield record, parse_instant(record.sent_at)
            except ValueError:
                continue


def _samples(platform: Platform, session: Session, records: Sequence[Record], now: datetime) -> list[Sample]:
    if not records or not isinstance(platform, SupportsMetrics):
        return []
    receipts = [receipt for record in records for receipt in record.receipts]
    counted = platform.metrics(session, receipts)
    # without any counter the sample says that we looked, or a post that is gone would be due for ever
    return [
        Sample(delivery=record.delivery, at=format_instant(now), counters=_totals(record, counted))
        for record in records
    ]


def _totals(record: Record, counted: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for place, receipt in enumerate(record.receipts, start=1):
        for counter, value in known(counted.get(receipt.id, {})).items():
            # the next part of a thread answers this one, and is ours, not a reader's
            ours = counter == "replies" and place < len(record.receipts)
            totals[counter] = totals.get(counter, 0) + (max(0, value - 1) if ours else value)
    return totals


def _account(platform: Platform, session: Session, name: AccountName, now: datetime) -> list[AccountSample]:
    if not isinstance(platform, SupportsMetrics | SupportsLimits):
        return []
    counters = known(platform.account_counters(session)) if isinstance(platform, SupportsMetrics) else {}
    limits = dict(platform.server_limits(session)) if isinstance(platform, SupportsLimits) else {}
    return [AccountSample(account=name, at=format_instant(now), counters=counters, limits=limits)]
