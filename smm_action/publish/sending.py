"""One delivery, part by part: prepare, announce, send once, keep the receipt.

Where an exception comes from decides what it means. Before the create call began nothing is out, so it may be
tried again. Once it began, only ``NotSent`` says that nothing is out; everything else is doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from smm_action.core.http import Lost, NotSent
from smm_action.model.delivery import (
    Outcome,
    Pending,
    Receipt,
    Rejected,
    Retry,
    Sent,
    Skipped,
    Unauthorized,
    Unknown,
)
from smm_action.model.payload import Payload, Sealed
from smm_action.platformkit.base import (
    Absent,
    Blobs,
    CannotTell,
    Found,
    Prepared,
    SupportsEdit,
    SupportsFind,
    SupportsPlaces,
    Target,
)
from smm_action.publish.access import Access
from smm_action.publish.journal import Journal
from smm_action.publish.outcomes import Ending, NotReached, Stopped, TakenOver, delivery_of, part_count

PREPARATIONS = 3
"""How often ``prepare`` is tried for one part. It uploads only, so repeating it shows nothing to anyone."""
PROCESSING_WAITS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 30.0, 30.0)
"""Seconds between looks at media that the platform still works on: two minutes in all."""

Check = Callable[[], Stopped | None]
"""Why the next call may not be made: frozen, held, told to stop, out of time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A claimed delivery with what is out of it already."""

    sealed: Sealed
    target: Target
    earlier: tuple[Receipt, ...] = ()
    edits: tuple[Receipt, ...] = ()
    """What an edit changes, part by part; empty for what is sent anew."""
    attempt: int = 1
    look_first: bool = False
    """Whether it may be out although the ledger does not know: there was no ledger before this run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """How a task ended, with every receipt it has now."""

    ending: Ending | TakenOver
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Sends the deliveries of one account, in the thread that signed in."""

    access: Access
    journal: Journal
    blobs: Blobs
    sleep: Callable[[float], None]

    def deliver(self, task: Task, check: Check, progress: Callable[[tuple[Receipt, ...]], None]) -> Attempt:
        """Send every part that is not out; stop at the first that does not go out."""
        receipts = tuple(task.earlier)
        adopted = False
        for part in range(len(receipts), part_count(task.sealed.payload)):
            stopped = self._stopped(check) if has_uploads(task.sealed.payload, part) else None
            if stopped is not None:
                return Attempt(ending=stopped, receipts=receipts)
            outcome = self._part(task, part, receipts, check)
            if not isinstance(outcome, Sent):
                return Attempt(ending=outcome, receipts=receipts)
            receipt = replace(outcome.receipt, part=part)
            adopted = outcome.adopted
            receipts = (*receipts, receipt)
            if not self._keep(task, receipt) and len(receipts) < part_count(task.sealed.payload):
                return Attempt(ending=Retry(reason="the journal could not be written"), receipts=receipts)
            progress(receipts)
        return Attempt(ending=_whole(receipts, adopted=adopted), receipts=receipts)

    def _part(self, task: Task, part: int, earlier: tuple[Receipt, ...], check: Check) -> Ending | TakenOver:
        if task.look_first and not task.edits:
            found = self._search(task.sealed, part, earlier)
            if found is not None:
                return found
        prepared = self._prepare(task, part, earlier)
        stopped = self._stopped(check)
        if stopped is not None:
            return stopped
        if not isinstance(prepared, Prepared):
            return prepared
        delivery = delivery_of(task.sealed.payload)
        try:
            self.journal.sending(delivery, part)
        except OSError as error:
            return Retry(reason=f"the journal could not be written ({type(error).__name__})")
        outcome = self._edit(task, part, prepared) if task.edits else self._send(task, part, prepared, earlier)
        if isinstance(outcome, Unknown | Pending):
            return self._search(task.sealed, part, earlier) or outcome
        if not isinstance(outcome, Sent):
            self._note_refusal(task.sealed, part)
        return outcome

    def _stopped(self, check: Check) -> Stopped | None:
        shut = self.access.session.throttle.shut()
        return check() if shut is None else NotReached(reason=shut.reason, after=shut.seconds)

    def _prepare(self, task: Task, part: int, earlier: tuple[Receipt, ...]) -> Prepared | Ending:
        last: Ending = Retry(reason="the upload did not succeed")
        waits = iter(PROCESSING_WAITS)
        failures = 0
        while failures < PREPARATIONS:
            outcome = self._prepare_once(task, part, earlier)
            match outcome:
                case Prepared() | Sent() | Skipped() | Rejected() | Unauthorized():
                    return outcome
                case Retry(after=after) if after is not None:
                    return outcome
                case Pending(reason=reason, token=token):
                    last = Retry(reason=f"the platform still works on the media: {reason}")
                    least = next(waits, None)
                    if least is None:
                        return last
                    pause = max(least, _asked(token))
                case Retry(reason=reason) | Unknown(reason=reason):
                    last = Retry(reason=reason)
                    failures += 1
                    pause = 1.0
            if failures < PREPARATIONS:
                self.sleep(pause)
        return last

    def _prepare_once(self, task: Task, part: int, earlier: tuple[Receipt, ...]) -> Prepared | Outcome:
        platform, session, sealed = self.access.platform, self.access.session, task.sealed
        try:
            prepared = platform.prepare(session, sealed, part, self.blobs)
            if isinstance(prepared, Prepared) and isinstance(platform, SupportsPlaces):
                return platform.place(session, sealed, part, prepared, earlier, task.target)
            return prepared
        except (NotSent, Lost) as error:
            return Retry(reason=f"upload: {error}")
        except Exception as error:  # noqa: BLE001 nothing is out yet; a message may hold anything, so only its type is told
            return Retry(reason=f"upload: unexpected {type(error).__name__}")

    def _send(self, task: Task, part: int, prepared: Prepared, earlier: Sequence[Receipt]) -> Outcome:
        try:
            return self.access.platform.send(
                self.access.session, task.sealed, part, prepared, tuple(earlier), task.target
            )
        except NotSent as error:
            return Retry(reason=str(error))
        except Lost as error:
            return Unknown(reason=str(error))
        except Exception as error:  # noqa: BLE001 the call may have been obeyed; a message may hold anything
            return Unknown(reason=f"unexpected {type(error).__name__} after sending began")

    def _edit(self, task: Task, part: int, prepared: Prepared) -> Outcome:
        """Change what is out. That may be repeated, so whatever goes wrong is tried again and leaves no doubt."""
        if not isinstance(self.access.platform, SupportsEdit):
            return Rejected(reason="what is out can not be edited here", code="edit")
        try:
            return self.access.platform.edit(self.access.session, task.sealed, part, prepared, task.edits[part])
        except (NotSent, Lost) as error:
            return Retry(reason=str(error))
        except Exception as error:  # noqa: BLE001 a message may hold anything, so only its type is told
            return Retry(reason=f"edit: unexpected {type(error).__name__}")

    def _search(self, sealed: Sealed, part: int, earlier: Sequence[Receipt]) -> Sent | None:
        """Look at once whether a part in doubt is there; absence proves nothing yet, the search may lag."""
        if not isinstance(self.access.platform, SupportsFind):
            return None
        try:
            found = self.access.platform.find(self.access.session, sealed, part, tuple(earlier))
        except Exception:  # noqa: BLE001 the doubt stays, and the next run looks again
            return None
        match found:
            case Found(receipt=receipt):
                return Sent(receipt=receipt, adopted=True)
            case Absent() | CannotTell():
                return None

    def _keep(self, task: Task, receipt: Receipt) -> bool:
        try:
            self.journal.receipt(delivery_of(task.sealed.payload), receipt)
        except OSError:
            return False
        return True

    def _note_refusal(self, sealed: Sealed, part: int) -> None:
        try:
            self.journal.refused(delivery_of(sealed.payload), part)
        except OSError:
            return


def has_uploads(payload: Payload, part: int) -> bool:
    """Whether preparing a part may call the server, so that it is asked before that too whether anything stops it."""
    if part >= len(payload.parts):
        return False
    sent = payload.parts[part]
    return bool(sent.media or sent.facets or payload.card)


def _asked(token: Mapping[str, Any]) -> float:
    """Return the seconds that the platform wants to be left alone for, within reason (X: ``check_after_secs``)."""
    asked = token.get("after")
    return min(float(asked), PROCESSING_WAITS[-1]) if isinstance(asked, int | float) else 0.0


def _whole(receipts: tuple[Receipt, ...], *, adopted: bool) -> Sent:
    return Sent(receipt=receipts[0], adopted=adopted and len(receipts) == 1)
