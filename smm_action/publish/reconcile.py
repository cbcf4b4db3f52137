"""Settle claims whose runner is gone: adopt what is out, free what surely is not, ask a person about the rest.

Part by part, in this order: receipts of the ledger and of a journal at hand; what an intact journal never
announced was not sent; ``atomic`` platforms send by recording, so what is not recorded is not out; the platform
is searched; absent on two reads frees the delivery, once the claim's lease has passed; a same-key repeat is free
where the card says that the platform still knows the key. Anything else is ``unknown``, said once. Without
credentials nothing is concluded.

What is freed for a same-key repeat stays a doubt until it is repeated: its post may be withdrawn before that. So it
is looked for at each tick, until it is found, or absent after its lease.

A run that is known to be over speeds up what is found, never what is not: until the lease has passed, its last call may
still be on its way (``claims.OBEYED_WITHIN``), and whoever calls it over may only have lost sight of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import assert_never

from smm_action.core.clock import format_instant, parse_instant
from smm_action.model.card import Card
from smm_action.model.codec import decode
from smm_action.model.delivery import DeliveryId, Receipt, Retry, State, Unauthorized
from smm_action.model.entry import REPEATABLE, Entry, EntryKind, Ledger, Owner, Record
from smm_action.model.ids import AccountName
from smm_action.model.payload import Sealed
from smm_action.platformkit.base import Absent, CannotTell, Found, Platform, Search, SupportsFind
from smm_action.publish.access import Access, NoCredentials, Open, Opened, open_safely
from smm_action.publish.amend import Amendment, after
from smm_action.publish.journal import Account, History
from smm_action.publish.outcomes import part_count, sound

PATIENCE = timedelta(hours=1)
"""How long after its lease a claim waits for a run that can look; then a person is asked."""
SECOND_LOOK = 5.0
"""Seconds between two reads that must both find nothing: searches lag behind writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What reconciling works with, handed in by the composition root."""

    now: datetime
    is_dead: Callable[[Owner], bool]
    """Whether that run is known to be over. A lease that has passed counts as well, without asking."""
    open: Open
    cards: Mapping[str, Card]
    pause: Callable[[float], None]
    history: History = field(default_factory=History)
    patience: timedelta = PATIENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecided:
    """A claim that was left as it is, and why."""

    delivery: DeliveryId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """What to say in the ledger, where it still stands as it was read, and what stays open."""

    amendments: tuple[Amendment, ...] = ()
    undecided: tuple[Undecided, ...] = ()


def reconcile(ledger: Ledger, evidence: Evidence) -> Reconciled:
    """Return how the abandoned claims and standing doubts of ``ledger`` are settled. Writes nothing."""
    work = _Work(evidence)
    for record in sorted(ledger.records.values(), key=lambda record: record.delivery):
        if (record.state in {State.CLAIMED, State.UNKNOWN} or _to_be_repeated(record)) and record.claim is not None:
            work.settle(record, record.claim)
    return Reconciled(amendments=tuple(work.amendments), undecided=tuple(work.undecided))


@dataclass(frozen=True, slots=True)
class _Free:
    """Surely not out, or safe to repeat: it may be claimed again."""

    reason: str
    code: str = "taken-over"


@dataclass(frozen=True, slots=True)
class _Doubt:
    reason: str


@dataclass(frozen=True, slots=True)
class _Leave:
    reason: str


_Verdict = Receipt | _Free | _Doubt | _Leave


class _Work:
    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._opened: dict[AccountName, Opened] = {}
        self._dead: dict[Owner, bool] = {}
        self.amendments: list[Amendment] = []
        self.undecided: list[Undecided] = []

    def settle(self, record: Record, claim: Entry) -> None:
        """Decide one claim; a claim that cannot be read is left and named."""
        if not _to_be_repeated(record) and not self._abandoned(claim):
            return
        try:
            sealed = decode(Sealed, claim.payload)
        except (TypeError, ValueError, AttributeError, KeyError):
            self._conclude(record, claim, record.receipts, _Leave("the claim's payload cannot be read"))
            return
        receipts = list(record.receipts)
        verdict: _Verdict | None = None
        while len(receipts) < part_count(sealed.payload):
            verdict = self._part(record, claim, sealed, receipts)
            if not isinstance(verdict, Receipt):
                break
            receipts.append(verdict)
        self._conclude(record, claim, receipts, verdict)

    def _abandoned(self, claim: Entry) -> bool:
        return self._is_past(claim) or (claim.owner is not None and self._is_dead(claim.owner))

    def _is_past(self, claim: Entry) -> bool:
        return claim.lease_until is not None and parse_instant(claim.lease_until) <= self._evidence.now

    def _is_dead(self, owner: Owner) -> bool:
        """Ask about each run once: the answer may cost a call."""
        if owner not in self._dead:
            self._dead[owner] = self._evidence.is_dead(owner)
        return self._dead[owner]

    def _part(self, record: Record, claim: Entry, sealed: Sealed, earlier: Sequence[Receipt]) -> _Verdict:
        card = self._evidence.cards.get(sealed.payload.platform)
        if card is None:
            return _Leave(f"smm.yml has no account on {sealed.payload.platform} that is built here")
        if card.idempotency.policy == "atomic":
            return _Free("nothing is out before it is recorded, and it is not recorded")
        told = self._evidence.history.of(claim.owner, record.delivery)
        known = self._from_journal(told, len(earlier))
        if known is not None:
            return known
        if sealed.correct == "edit":
            return _Free("an edit may be repeated")
        opened = self._access(sealed.payload.account)
        match opened:
            case Access():
                elsewhere = moved(opened, claim)
                if elsewhere:
                    return _Leave(elsewhere)
                repeat = None if _to_be_repeated(record) else self._repeatable(card, claim)
                return self._ask(opened, card, claim, sealed, earlier, repeat)
            case NoCredentials(reason=reason) | Unauthorized(reason=reason) | Retry(reason=reason):
                return _Leave(reason)
            case _:
                assert_never(opened)

    def _from_journal(self, told: Account | None, part: int) -> Receipt | _Free | None:
        if told is None:
            return None
        if part in told.receipts:
            return told.receipts[part]
        if part not in told.announced or part in told.refused:
            return _Free("its run never began to send it")
        return None

    def _access(self, account: AccountName) -> Opened:
        if account not in self._opened:
            self._opened[account] = open_safely(self._evidence.open, account)
        return self._opened[account]

    def _ask(
        self,
        access: Access,
        card: Card,
        claim: Entry,
        sealed: Sealed,
        earlier: Sequence[Receipt],
        repeat: _Free | None,
    ) -> _Verdict:
        part = len(earlier)
        if not isinstance(access.platform, SupportsFind):
            return repeat or _Doubt(f"{card.label} cannot be searched")
        found = self._find(access.platform, access, sealed, earlier)
        if isinstance(found, Absent):
            if not self._is_past(claim):
                waits = _Leave(f"it is not there, and may still come until {claim.lease_until}")
                return repeat or waits
            self._evidence.pause(SECOND_LOOK)
            found = self._find(access.platform, access, sealed, earlier)
        match found:
            case Found(receipt=receipt):
                return _numbered(receipt, part)
            case Absent():
                return _Free("two searches did not find it")
            case CannotTell(reason=reason):
                return repeat or _Doubt(reason)
            case _:
                assert_never(found)

    def _find(self, platform: SupportsFind, access: Access, sealed: Sealed, earlier: Sequence[Receipt]) -> Search:
        try:
            return platform.find(access.session, sealed, len(earlier), tuple(earlier))
        except Exception as error:  # noqa: BLE001 a search that fails says nothing, and its message may hold anything
            return CannotTell(reason=f"the search failed ({type(error).__name__})")

    def _repeatable(self, card: Card, claim: Entry) -> _Free | None:
        """Return that a repeat under the same key is safe, where the platform still knows the key."""
        rule = card.idempotency
        if rule.policy != "same-key":
            return None
        if rule.key_ttl is not None and parse_instant(claim.at) + rule.key_ttl <= self._evidence.now:
            return None
        return _Free("repeating it under the same key is safe here", code=REPEATABLE)

    def _conclude(self, record: Record, claim: Entry, receipts: Sequence[Receipt], verdict: _Verdict | None) -> None:
        match verdict:
            case None | Receipt():
                edit = (claim.payload or {}).get("correct") == "edit"
                self._say(record, claim, "edited" if edit else "published", receipts, "found after its run was gone")
            case _Free(reason=reason, code=code):
                self._say(record, claim, "retry", receipts, reason, code=code)
            case _Leave() | _Doubt() if _to_be_repeated(record):
                return
            case _Leave(reason=reason):
                self._undecided(record, reason)
                if record.state is State.CLAIMED and self._waited_long(claim):
                    self._say(record, claim, "unknown", receipts, f"nobody could look: {reason}")
                elif len(receipts) > len(record.receipts):
                    self._say(record, claim, "part", receipts, None)
            case _Doubt(reason=reason):
                self._undecided(record, reason)
                if record.state is not State.UNKNOWN or len(receipts) > len(record.receipts):
                    self._say(record, claim, "unknown", receipts, reason)
            case _:
                assert_never(verdict)

    def _say(
        self,
        record: Record,
        claim: Entry,
        kind: EntryKind,
        receipts: Sequence[Receipt],
        reason: str | None,
        code: str | None = None,
    ) -> None:
        entry = Entry(
            kind=kind,
            delivery=record.delivery,
            at=format_instant(after(record, self._evidence.now)),
            owner=claim.owner,
            key=claim.key,
            content_digest=claim.content_digest,
            schedule_digest=claim.schedule_digest,
            due=claim.due,
            receipts=sound(receipts, self._evidence.now),
            reason=reason,
            code=code,
        )
        self.amendments.append(Amendment(entry=entry, seen=record))

    def _waited_long(self, claim: Entry) -> bool:
        until = parse_instant(claim.lease_until or claim.at)
        return self._evidence.now - until >= self._evidence.patience

    def _undecided(self, record: Record, reason: str) -> None:
        self.undecided.append(Undecided(delivery=record.delivery, reason=reason))


def _to_be_repeated(record: Record) -> bool:
    """Whether nobody knows if the delivery is out, and a repeat will tell."""
    return record.state is State.RETRY and record.code == REPEATABLE


def moved(access: Access, claim: Entry | None) -> str | None:
    """Return that the account is no longer where the claim was to be sent: what is not found here may be out there.

    None as well where a compacted claim no longer tells.
    """
    sealed = (claim.payload if claim is not None else None) or {}
    claimed, there = sealed.get("payload", {}).get("platform"), sealed.get("server")
    platform = access.platform.card.name if isinstance(access.platform, Platform) else claimed
    if claimed not in {None, platform}:
        return f"it was claimed for {claimed}, and the account is on {platform} now"
    server = access.session.server.rstrip("/")
    if there is not None and there.rstrip("/") != server:
        return f"it was claimed for {there}, and the account is on {server} now"
    return None


def _numbered(receipt: Receipt, part: int) -> Receipt:
    return replace(receipt, part=part)
