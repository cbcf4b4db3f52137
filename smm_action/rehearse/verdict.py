"""Never twice, never lost? Judged by what exists in the world, not by what the publisher says it did.

The world is the sandbox's store and the pages on the state branch. The publisher's word counts for one thing only:
what it recorded as missed, held, failed, skipped or unknown, and what it names as blocked at every tick, is not lost,
because a person has been told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from smm_action.core.clock import parse_instant
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.entry import Ledger
from smm_action.model.entry import Record as LedgerRecord
from smm_action.model.post import EMPTY
from smm_action.platforms.microblog.items import read_items
from smm_action.rehearse.calendar import REPOST, Expected, page_unit
from smm_action.sandbox.audience import PEOPLE
from smm_action.sandbox.simulation import Simulation, simulations
from smm_action.sandbox.store import Record, Store

TOLD = frozenset({State.UNKNOWN, State.HELD, State.MISSED, State.FAILED, State.SKIPPED})
"""States a person finds on the dashboard: the delivery is not out, and not lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One thing that exists."""

    account: str
    unit: str
    at: datetime
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of one delivery."""

    expected: Expected
    state: State
    """As recorded; ``published`` where everything exists although nothing was recorded of it."""
    made: tuple[Made, ...]
    """What exists of it, more than once where it went out more than once."""
    twice: int
    """How many things too many."""
    lost: bool
    reason: str | None = None

    @property
    def out_at(self) -> datetime | None:
        """Return when its first part went out."""
        return self.made[0].at if self.made else None


def made_in(store: Store) -> tuple[Made, ...]:
    """Return every post and repost of the sandbox that its audience did not make, oldest first."""
    found = (
        _made(one, record)
        for one in simulations()
        for collection in one.collections
        for record in store.records(one.name, collection)
        if record.account not in PEOPLE
    )
    return tuple(sorted(found, key=lambda made: (made.at, made.id)))


def pages(account: str, items: bytes | None) -> Iterator[Made]:
    """Yield the pages that ``items.jsonl`` of a page account says were made, a line each."""
    for line in (items or b"").splitlines():
        for item in read_items(line):
            yield Made(account=account, unit=page_unit(item.slug), at=parse_instant(item.at), id=item.url)


def judge(
    calendar: Iterable[Expected], made: Iterable[Made], ledger: Ledger, blocked: Mapping[DeliveryId, str] = EMPTY
) -> tuple[tuple[Fate, ...], int]:
    """Return the fate of every delivery, and how many things exist that no delivery asked for.

    ``blocked`` says why deliveries can not go out until a person mends something.
    """
    asked: dict[tuple[str, str], list[Expected]] = defaultdict(list)
    deliveries = tuple(calendar)
    for item in deliveries:
        for unit in item.units:
            asked[item.delivery.account, unit].append(item)
    found: dict[Expected, list[Made]] = defaultdict(list)
    strange = 0
    for thing in sorted(made, key=lambda one: (one.at, one.id)):
        wanted = asked.get((thing.account, thing.unit))
        if wanted:
            found[_meant(wanted, thing, found)].append(thing)
        else:
            strange += 1
    return tuple(_fate(item, found.get(item, ()), ledger, blocked) for item in deliveries), strange


def _meant(wanted: Sequence[Expected], thing: Made, found: Mapping[Expected, Sequence[Made]]) -> Expected:
    """Return whose ``thing`` is; of deliveries with the same text the latest that was due and does not have it yet."""
    due = [item for item in wanted if item.due <= thing.at] or list(wanted)
    lacking = [item for item in due if _missing(item, thing.unit, found.get(item, ()))]
    return (lacking or due)[-1]


def _missing(item: Expected, unit: str, made: Sequence[Made]) -> int:
    return item.units.count(unit) - sum(thing.unit == unit for thing in made)


def _fate(item: Expected, made: Sequence[Made], ledger: Ledger, blocked: Mapping[DeliveryId, str]) -> Fate:
    record = ledger.get(item.delivery)
    state = record.state if record is not None else State.SCHEDULED
    whole = all(_missing(item, unit, made) <= 0 for unit in item.units)
    if whole and state not in TOLD:
        state = State.PUBLISHED
    return Fate(
        expected=item,
        state=state,
        made=tuple(made),
        twice=sum(max(0, -_missing(item, unit, made)) for unit in set(item.units)),
        lost=not whole and state not in TOLD and item.delivery not in blocked,
        reason=_reason(record) if record is not None else blocked.get(item.delivery),
    )


def _reason(record: LedgerRecord) -> str | None:
    if record.post_state is record.state:
        return record.reason
    return f"the post is out, its first comment is not: {record.reason}"


def _made(platform: Simulation, record: Record) -> Made:
    said = platform.said(record)
    return Made(account=record.account, unit=REPOST if said is None else said, at=record.at, id=record.key)
