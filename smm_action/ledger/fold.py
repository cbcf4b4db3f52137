"""The state of every delivery, computed from its entries.

**Order.** Files may be read in any order. Within a delivery, entries are ordered by what they say (instant, kind,
owner), not by where they stand, so a file whose lines were merged or sorted by hand folds to the same state. The
one exception decides who may send: of two claims that are both open, the one that stands first in the file, that
is the one pushed first, is in force. The claiming edit looks at the head it extends, so two open claims are a fault
of the protocol; this rule keeps even that fault from sending twice, whatever the runners' clocks say.

**Claims** are told apart by ``owner.nonce``; an entry with a claim's nonce speaks about that claim alone.

- What is out stays out: ``published`` (or ``resolved`` as published) yields to ``edited``, ``retracting``,
  ``retracted`` only.
- An open claim hides every other state. It ends by an entry with its nonce, by a newer claim that says
  ``data: {takes_over: <nonce>}``, or by a person's later ``resolved``.
- Doubt stays: ``unknown`` holds until its own claim says better or a person resolves it.
- Of claims that have ended, the newest one's end counts. ``released``, ``held``, ``missed``, ``skipped`` without a
  claim count by their instant.

**Seals** say what was reviewed, never how a delivery stands: they are kept beside the states, in ``Ledger.seals``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter
from types import MappingProxyType

from smm_action.model.codec import canonical, encode
from smm_action.model.delivery import DeliveryId, Receipt, State
from smm_action.model.entry import Entry, EntryKind, Ledger, Record

TAKES_OVER = "takes_over"
"""Key of a claim's ``data``: the nonce of the dead claim it replaces."""
OUT = "published"
"""``code`` of a ``resolved`` entry whose post is out although nobody knows where."""

_ORDER: tuple[EntryKind, ...] = (
    "claimed", "part", "skipped", "held", "missed", "retry", "failed", "unknown",
    "resolved", "released", "published", "edited", "retracting", "retracted",
)  # fmt: skip
_RANK = {kind: rank for rank, kind in enumerate(_ORDER)}
_ENDS = frozenset({"skipped", "held", "missed", "retry", "failed", "unknown", "resolved", "published"})
_STATES: dict[EntryKind, State] = {
    "claimed": State.CLAIMED,
    "published": State.PUBLISHED,
    "retry": State.RETRY,
    "failed": State.FAILED,
    "unknown": State.UNKNOWN,
    "held": State.HELD,
    "missed": State.MISSED,
    "skipped": State.SKIPPED,
    "released": State.SCHEDULED,
    "edited": State.EDITED,
    "retracting": State.RETRACTING,
    "retracted": State.RETRACTED,
}
_OUT_STATES = frozenset({State.PUBLISHED, State.EDITED, State.RETRACTING, State.RETRACTED})


def fold(entries: Iterable[Entry], head: str | None = None, kept: Ledger | None = None) -> Ledger:
    """Return the ledger that ``entries`` add up to, beside what is ``kept`` of deliveries they are not about.

    Entries of one file in the file's order.
    """
    by_delivery: dict[DeliveryId, list[Entry]] = {}
    seals: dict[DeliveryId, list[Entry]] = {}
    for entry in entries:
        (seals if entry.kind == "sealed" else by_delivery).setdefault(entry.delivery, []).append(entry)
    kept = kept or Ledger()
    found = {**kept.records, **{delivery: _Life.of(held).record(delivery) for delivery, held in by_delivery.items()}}
    # the order of DeliveryId itself, without calling it twenty times for each of a hundred thousand
    names = sorted(found, key=attrgetter("brand", "post", "account", "revision"))
    return Ledger(
        records=MappingProxyType({name: found[name] for name in names}),
        head=head,
        seals=MappingProxyType({**kept.seals, **{delivery: _sealed(held) for delivery, held in seals.items()}}),
    )


def _sealed(seals: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return seals in the order that counts, whatever the file's."""
    return tuple(sorted(seals, key=lambda seal: (_at(seal), canonical(encode(seal)))) if len(seals) > 1 else seals)


@dataclass(frozen=True, slots=True)
class _Life:
    """One delivery's entries, once in file order and once in the order that counts."""

    pushed: Sequence[Entry]
    told: Sequence[Entry]

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> _Life:
        in_order = all(_at(before) < _at(after) for before, after in pairwise(entries))
        return cls(entries, entries if in_order else sorted(entries, key=_order))

    def record(self, delivery: DeliveryId) -> Record:
        deciding = self._deciding()
        state = _state(deciding)
        claim = self._claim(deciding)
        receipts = _receipts(self.told)
        record = Record(
            delivery=delivery,
            state=state,
            attempts=len({_nonce(entry) for entry in self.told if entry.kind == "claimed"}),
            receipts=receipts,
            reason=deciding.reason,
            code=deciding.code,
            claim=claim,
            due=self._held("due", deciding, claim),
            sent_at=_sent_at(receipts, deciding) if state in _OUT_STATES else None,
            retry_after=deciding.retry_after if state is State.RETRY else None,
            content_digest=self._held("content_digest", deciding, claim),
            schedule_digest=self._held("schedule_digest", deciding, claim),
            updated=deciding.at,
        )
        if receipts and state not in _OUT_STATES and record.is_out:
            return replace(record, sent_at=_sent_at(receipts, deciding))
        return record

    def _deciding(self) -> Entry:
        """Return the entry whose word is the state."""
        out = [entry for entry in self.told if _is_out(entry)]
        if out:
            return out[0] if len(out) == 1 else max(out, key=lambda entry: (_RANK[entry.kind], _order(entry)))
        claim = self._in_force()
        if claim is not None:
            return claim
        doubts = [entry for entry in self.told if entry.kind == "unknown" and not self._settled(entry)]
        return doubts[-1] if doubts else self._standing()

    def _in_force(self) -> Entry | None:
        """Return the first-pushed claim that has not ended, in its newest form (its lease may have been renewed)."""
        taken = {str(entry.data.get(TAKES_OVER, "")) for entry in self.pushed if entry.kind == "claimed"}
        for claim in self.pushed:
            if claim.kind == "claimed" and _nonce(claim) not in taken:
                newest = [entry for entry in self.told if entry.kind == "claimed" and _nonce(entry) == _nonce(claim)][
                    -1
                ]
                if not self._ended(newest):
                    return newest
        return None

    def _ended(self, claim: Entry) -> bool:
        return any(
            entry.kind in _ENDS
            and (_nonce(entry) == _nonce(claim) or (entry.kind == "resolved" and entry.owner is None))
            and _at(entry) >= _at(claim)
            for entry in self.told
        )

    def _settled(self, doubt: Entry) -> bool:
        """Whether a person answered the doubt, or its own claim did later."""
        later = (entry for entry in self.told if entry is not doubt and _order(entry) > _order(doubt))
        return any(
            entry.kind in _ENDS and (entry.kind == "resolved" or (entry.owner and _nonce(entry) == _nonce(doubt)))
            for entry in later
        )

    def _standing(self) -> Entry:
        """Return the last word of the newest claim and of those who spoke without one."""
        claims = [_nonce(entry) for entry in self.told if entry.kind == "claimed"]
        older = set(claims) - {claims[-1]} if claims else set()
        heard = [entry for entry in self.told if entry.kind != "part" and _nonce(entry) not in older]
        ends = [entry for entry in heard if entry.kind != "claimed"]
        return (ends or heard or self.told)[-1]

    def _claim(self, deciding: Entry) -> Entry | None:
        """Return the claim that ``deciding`` is or speaks about, else the newest."""
        claims = [entry for entry in self.told if entry.kind == "claimed"]
        own = [entry for entry in claims if deciding.owner is not None and _nonce(entry) == _nonce(deciding)]
        found = own or claims
        return found[-1] if found else None

    def _held(self, name: str, deciding: Entry, claim: Entry | None) -> str | None:
        told = [deciding, *([claim] if claim is not None else []), *reversed(self.told)]
        return next((value for entry in told if (value := getattr(entry, name)) is not None), None)


def _state(entry: Entry) -> State:
    if entry.kind == "resolved":
        return State.PUBLISHED if _is_out(entry) else State.SCHEDULED
    return State.CLAIMED if entry.kind == "part" else _STATES[entry.kind]


def _is_out(entry: Entry) -> bool:
    if entry.kind == "resolved":
        return bool(entry.receipts) or entry.code == OUT
    return entry.kind in {"published", "edited", "retracting", "retracted"}


def _receipts(told: Sequence[Entry]) -> tuple[Receipt, ...]:
    """Return one receipt a part: the first that was told, unless an edit replaced it."""
    first: dict[int, Receipt] = {}
    edited: dict[int, Receipt] = {}
    for entry in told:
        for receipt in entry.receipts:
            if entry.kind == "edited":
                edited[receipt.part] = receipt
            elif receipt.part not in first or _made(receipt) < _made(first[receipt.part]):
                first[receipt.part] = receipt
    parts = {**first, **edited}
    return tuple(parts[part] for part in sorted(parts))


def _made(receipt: Receipt) -> tuple[str, str, str]:
    return receipt.at.removesuffix("Z"), receipt.id, receipt.url


def _sent_at(receipts: Sequence[Receipt], deciding: Entry) -> str | None:
    if receipts:
        return receipts[0].at
    return deciding.at if deciding.kind == "published" else None


def _at(entry: Entry) -> str:
    """Return the instant so that texts compare as instants do: ``…00`` before ``…00.5``."""
    return entry.at.removesuffix("Z")


def _nonce(entry: Entry) -> str:
    return entry.owner.nonce if entry.owner is not None else ""


def _order(entry: Entry) -> tuple[str | int, ...]:
    words = (entry.reason, entry.code, entry.by, entry.retry_after, entry.due, entry.lease_until)
    digests = (entry.content_digest, entry.schedule_digest, entry.key, entry.main_sha)
    rest = (str(entry.data.get(TAKES_OVER, "")), *(receipt.id for receipt in entry.receipts))
    return _at(entry), _RANK[entry.kind], _nonce(entry), *(word or "" for word in (*words, *digests, *rest))
