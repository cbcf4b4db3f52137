"""Take posts back: say so, delete every part, say that they are gone.

A deletion may be repeated: what is gone stays gone, and a platform that is asked to delete it again says so. That is
why there is no claim here, no journal and no doubt. ``retracting`` is pushed first, so that nothing corrects, counts
or replaces the post meanwhile; whoever finds it later goes on, a person's ``smm retract`` or the next tick, and two at
once do no harm. Parts go from the last to the first, so that no reader is left with the end of a thread.

Pages of a state-page account go in the very commit that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from smm_action.core.clock import format_instant
from smm_action.core.errors import SmmError
from smm_action.core.http import Lost, NotSent
from smm_action.ledger.revisions import BY_HAND, REPLACED, before
from smm_action.ledger.revisions import standing as is_there
from smm_action.model.card import Card
from smm_action.model.delivery import DeliveryId, Receipt, Rejected, Retry, State, Unauthorized
from smm_action.model.edit import Edit, Read
from smm_action.model.entry import Entry, EntryKind, Ledger, Record
from smm_action.model.ids import AccountName
from smm_action.model.payload import Sealed
from smm_action.platformkit.base import SupportsDelete, SupportsPages
from smm_action.publish.access import Access, NoCredentials, Open, Opened, open_safely
from smm_action.publish.amend import Amendment, after, amend, standing
from smm_action.publish.claims import Branch
from smm_action.publish.outcomes import delivery_of
from smm_action.publish.reconcile import moved
from smm_action.publish.recorder import message_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A delivery to take back."""

    record: Record
    reason: str | None = None
    """Why, in a person's words."""
    code: str | None = None
    """``replaced`` when a later revision takes its place."""
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Eraser:
    """What taking back works with, handed in by the composition root."""

    branch: Branch
    open: Open
    card: Callable[[AccountName], Card | None]
    """The card of an account's platform; None when it is not declared here or not built."""
    clock: Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A delivery that is still there, wholly or in part, and why."""

    delivery: DeliveryId
    reason: str
    by_hand: bool = False
    """No later run will do better: a person deletes it and says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What came of it."""

    entries: tuple[Entry, ...] = ()
    kept: tuple[Kept, ...] = ()


def unfinished(ledger: Ledger) -> tuple[Wanted, ...]:
    """Return what somebody began to take back and did not finish, without what waits for a person."""
    return tuple(
        Wanted(record=record, code=record.code)
        for record in ledger.records.values()
        if record.state is State.RETRACTING and record.code != BY_HAND
    )


def replaced(batch: Sequence[Sealed], ledger: Ledger) -> tuple[Wanted, ...]:
    """Return what has to be gone before ``batch`` is sent, the newest revision first."""
    return tuple(
        Wanted(record=record, reason=f"replaced by revision {sealed.payload.revision}", code=REPLACED)
        for sealed in batch
        if sealed.correct == "replace"
        for record in before(ledger, delivery_of(sealed.payload))
        if is_there(record) and record.state is not State.RETRACTING
    )


def take_back(wanted: Sequence[Wanted], eraser: Eraser) -> TakenBack:
    """Take ``wanted`` back as far as it goes, in two commits: the intent, and what came of it.

    Raises:
        SmmError: the branch takes nothing (exit 3). What was deleted is then still said to be ``retracting``, and the
            next attempt finds it gone.
    """
    return _Work(eraser).do(wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pages:
    """The edit that removes one delivery's pages."""

    platform: SupportsPages
    delivery: DeliveryId
    receipts: tuple[Receipt, ...]

    def apply(self, read: Read) -> Mapping[str, bytes | None]:
        return self.platform.removed(self.delivery.account, self.receipts, read)


@dataclass(slots=True)
class _Work:
    eraser: Eraser
    said: list[Entry] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    _opened: dict[AccountName, Opened] = field(default_factory=dict)
    _pages: list[_Pages] = field(default_factory=list)

    def do(self, wanted: Sequence[Wanted]) -> TakenBack:
        head = self._announce(wanted)
        endings: list[Amendment] = []
        for item in wanted:
            delivery = item.record.delivery
            now = standing(partial(self.eraser.branch.read, head), delivery)
            if now is None or now.state is not State.RETRACTING:
                if now is None or now.state is not State.RETRACTED:
                    self.kept.append(Kept(delivery=delivery, reason="it changed meanwhile: look again"))
                continue
            ending = self._ended(item, now)
            endings += [ending] if ending is not None else []
        self._record(endings)
        return TakenBack(entries=tuple(self.said), kept=tuple(self.kept))

    def _record(self, endings: Sequence[Amendment]) -> None:
        """Push what came of it, together; pages that can not be made keep their own delivery, and no other."""
        try:
            self._push(endings, self._pages)
        except SmmError:
            raise
        except Exception:  # noqa: BLE001 whatever a page trips over
            paged = {page.delivery: page for page in self._pages}
            self._push([ending for ending in endings if ending.entry.delivery not in paged], ())
            for ending in endings:
                if ending.entry.delivery in paged:
                    self._record_page(ending, paged[ending.entry.delivery])

    def _record_page(self, ending: Amendment, page: _Pages) -> None:
        try:
            self._push([ending], [page])
        except SmmError:
            raise
        except Exception as error:  # noqa: BLE001 a message may hold anything
            reason = f"the pages without it could not be made ({type(error).__name__})"
            self.kept.append(Kept(delivery=page.delivery, reason=reason))

    def _push(self, endings: Sequence[Amendment], pages: Sequence[Edit]) -> None:
        if endings:
            entries = [amendment.entry for amendment in endings]
            self.eraser.branch.commit([*amend(endings), *pages], message_of("Retract", entries))
            self.said += entries

    def _announce(self, wanted: Sequence[Wanted]) -> str:
        """Push the intent where it is not said yet; return the head that holds it."""
        fresh = [
            self._entry("retracting", item, item.record, item.reason, item.code)
            for item in wanted
            if item.record.state is not State.RETRACTING or (item.by is not None and item.record.code != item.code)
        ]
        entries = [amendment.entry for amendment in fresh]
        self.said += entries
        return self.eraser.branch.commit(amend(fresh), message_of("Take back", entries))

    def _ended(self, item: Wanted, record: Record) -> Amendment | None:
        """Return what is to be said of a delivery that this run tried to delete; None when nothing is new."""
        failure = self._erase(record)
        if failure is None:
            return self._entry("retracted", item, record, item.reason, item.code)
        self.kept.append(failure)
        code = BY_HAND if failure.by_hand else item.code
        if (record.reason, record.code) == (failure.reason, code):
            return None
        return self._entry("retracting", item, record, failure.reason, code)

    def _erase(self, record: Record) -> Kept | None:
        """Delete every part, the last one first; return why it is still there, or None when it is gone."""
        delivery = record.delivery
        card = self.eraser.card(delivery.account)
        if card is None:
            return Kept(delivery=delivery, reason=f"the account {delivery.account} is not declared here")
        if "delete" not in card.features:
            return Kept(delivery=delivery, reason=f"{card.label} lets no program delete a post", by_hand=True)
        if not record.receipts:
            return Kept(delivery=delivery, reason="nobody knows where it is", by_hand=True)
        opened = self._access(delivery.account)
        match opened:
            case NoCredentials(reason=reason) | Unauthorized(reason=reason) | Retry(reason=reason):
                return Kept(delivery=delivery, reason=reason)
            case Access():
                return self._erase_parts(opened, record)

    def _erase_parts(self, access: Access, record: Record) -> Kept | None:
        delivery = record.delivery
        pages = access.platform if isinstance(access.platform, SupportsPages) else None
        # pages lie here, wherever they are served from
        elsewhere = moved(access, record.claim) if pages is None else None
        if elsewhere is not None:
            return Kept(delivery=delivery, reason=elsewhere, by_hand=True)
        for receipt in reversed(record.receipts):
            match _deleted(access, receipt):
                case Rejected(reason=reason):
                    return Kept(delivery=delivery, reason=reason, by_hand=True)
                case Retry(reason=reason) | Unauthorized(reason=reason):
                    return Kept(delivery=delivery, reason=reason)
                case Receipt():
                    continue
        if pages is not None:
            self._pages.append(_Pages(platform=pages, delivery=delivery, receipts=record.receipts))
        return None

    def _access(self, account: AccountName) -> Opened:
        if account not in self._opened:
            self._opened[account] = open_safely(self.eraser.open, account)
        return self._opened[account]

    def _entry(self, kind: EntryKind, item: Wanted, seen: Record, reason: str | None, code: str | None) -> Amendment:
        entry = Entry(
            kind=kind,
            delivery=seen.delivery,
            at=format_instant(after(seen, self.eraser.clock())),
            reason=reason,
            code=code,
            by=item.by,
        )
        return Amendment(entry=entry, seen=seen)


def _deleted(access: Access, receipt: Receipt) -> Receipt | Retry | Rejected | Unauthorized:
    """Delete one part. An answer that was lost is no doubt: the next attempt finds the part there, or gone."""
    if not isinstance(access.platform, SupportsDelete):
        return Rejected(reason="the platform has no deletion")
    try:
        return access.platform.delete(access.session, receipt)
    except (NotSent, Lost) as error:
        return Retry(reason=str(error))
    except Exception as error:  # noqa: BLE001 one account's fault must not keep the others; a message may hold anything
        return Retry(reason=f"unexpected {type(error).__name__}")
