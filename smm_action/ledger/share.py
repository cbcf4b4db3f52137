"""What one post adds to the summary of the ledger. Pure.

The summary is the sum of all shares, so a commit that changes ten posts takes off ten shares and adds ten.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from smm_action.ledger.revisions import overwritten
from smm_action.model.delivery import State
from smm_action.model.entry import HANDED, Ledger, Record, Totals
from smm_action.model.ids import AccountName

WORK = frozenset({State.CLAIMED, State.UNKNOWN, State.RETRY, State.RETRACTING})
"""Every tick looks at what stands so, whatever is in the project."""
TOLD = frozenset({State.FAILED, State.HELD, State.MISSED})
"""What waits for a person: the dashboard shows the newest."""
COMMENT = "comment"
"""What stands there is the first comment of a post that is out."""
UNDATED = "undated"
"""The day of what tells no date."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One post's part of everything that is derived."""

    totals: Totals
    standing: Mapping[str, str]
    """Place → ``order`` of the newest delivery there: for what has work, and for what the dashboard shows."""
    days: frozenset[str]
    """Every day on which something of it happened."""
    digests: frozenset[str]
    """What its deliveries say."""


def share(ledger: Ledger) -> Share:
    """Return the share of the one post that ``ledger`` holds."""
    records = ledger.records.values()
    shown = list(counted(ledger))
    standing: dict[str, str] = {}
    for record in (*(r for r in records if r.state in WORK), *(r for r in shown if r.state in TOLD)):
        standing[place(record)] = max(standing.get(place(record), ""), order(record))
    return Share(
        totals=totals(shown),
        standing=standing,
        days=frozenset(day(text) for record in records for text in _instants(record)),
        digests=frozenset(r.content_digest for r in records if r.content_digest and is_digest(r.content_digest)),
    )


def counted(ledger: Ledger) -> Iterator[Record]:
    """Yield every record but those of posts that a later revision edited: they would count twice."""
    twice = overwritten(ledger)
    return (record for delivery, record in ledger.records.items() if delivery not in twice)


def totals(shown: Iterable[Record]) -> Totals:
    """Return how many of what ``counted`` yields stand where."""
    places: Counter[str] = Counter()
    published: Counter[AccountName] = Counter()
    for record in shown:
        places[place(record)] += 1
        if record.is_out:
            published[record.delivery.account] += 1
    return Totals(places=places, published=published)


def place(record: Record) -> str:
    """Return the table of the dashboard that a record belongs to.

    That is its state, and whether a person has its kit, or nothing but its first comment stands so.
    """
    if record.code == HANDED:
        return f"{record.state.value}/{HANDED}"
    return record.state.value if record.post_state is record.state else f"{record.state.value}/{COMMENT}"


def order(record: Record) -> str:
    """Return the text by which the dashboard sorts, before the names."""
    return record.sent_at or record.updated or ""


def day(text: str) -> str:
    """Return the day of an instant as its text begins: texts of a later day sort after those of an earlier one."""
    return text[:10] if _DAY.fullmatch(text[:10]) else UNDATED


def is_digest(text: str) -> bool:
    """Whether ``text`` is a sha256, as every digest that will be looked for is."""
    return _DIGEST.fullmatch(text) is not None


def _instants(record: Record) -> Iterator[str]:
    yield record.updated or ""
    if record.sent_at is not None:
        yield record.sent_at
    yield from (receipt.at for receipt in record.receipts)
