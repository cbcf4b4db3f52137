"""The tick's last step: claim the batch in one commit, send it, push what came of it.

Nothing is sent that the pushed head does not show as ours. Each account has a thread of its own and keeps its
order; one account's failure stops nobody else. When the outcomes cannot be pushed, nothing new is sent and the
receipts come back in the result, for the step summary and a file.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from smm_action.core.clock import format_instant
from smm_action.core.errors import SmmError
from smm_action.model.delivery import DeliveryId, Receipt, Retry, Sent, State, Unauthorized
from smm_action.model.entry import Entry, Ledger, Owner
from smm_action.model.ids import AccountName
from smm_action.model.payload import Sealed
from smm_action.model.post import EMPTY
from smm_action.platformkit.base import Blobs, Published, SupportsPages, Target
from smm_action.publish.access import Access, NoCredentials, Open, Opened
from smm_action.publish.amend import Amendment, after, amend
from smm_action.publish.claims import Branch, Claimant, attempt_of, claim, obstacle, ours, seen_in
from smm_action.publish.corrections import edited, unfounded
from smm_action.publish.journal import Journal
from smm_action.publish.outcomes import (
    NotReached,
    Stopped,
    TakenOver,
    closed_door,
    delivery_of,
    entry_of,
    part_count,
    part_entry,
)
from smm_action.publish.recorder import Extras, Recorder, message_of
from smm_action.publish.rivals import Rivals, bids
from smm_action.publish.sending import Task
from smm_action.publish.targets import Known, Unresolved, resolve_targets
from smm_action.publish.worker import Done, Event, Finished, PartOut, SignedIn, Worker

MARGIN = timedelta(seconds=60)
"""Time that must be left before a create call is begun: the longest call (30 s) twice."""


def nothing_extra(entries: Sequence[Entry]) -> tuple[()]:
    """Add no edits to the outcome commits."""
    del entries
    return ()


def nothing_stops(sealed: Sealed) -> None:
    """Let every delivery go."""
    del sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What publishing works with, handed in by the composition root."""

    branch: Branch
    owner: Owner
    open: Open
    """Signs in to an account; called in that account's thread."""
    blobs: Blobs
    journal: Journal
    clock: Callable[[], datetime]
    """The instant now, aware UTC, moving on while the run works."""
    sleep: Callable[[float], None]
    worker: type[Worker] = Worker
    """Does one account's work: a thread, so that no account waits for another."""
    deadline: datetime
    """When the run will be stopped from outside."""
    lease: timedelta = timedelta(minutes=20)
    """Longer than any run may last: the starter's jobs end after 15 minutes."""
    stop: threading.Event = field(default_factory=threading.Event)
    """Set by a signal: no new create call is begun."""
    recheck: Callable[[Sealed], Stopped | None] = nothing_stops
    """Reads freeze and hold again, before each create call. SmmError stops everything."""
    extras: Extras = nothing_extra
    imported: Known = field(default_factory=lambda: EMPTY)
    main_sha: str | None = None
    look_first: bool = False
    """Search before each create: the state branch is new, or somebody threw away what it knew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A delivery that was not claimed, or not ours any more, and why. Nothing of it was sent by this run."""

    delivery: DeliveryId
    reason: str
    locked: bool = False
    """Its account can not be used here; looking again soon helps only when somebody mends that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run did."""

    entries: tuple[Entry, ...] = ()
    """Every outcome, in the order in which it became known; the last one of a delivery is how it stands."""
    left: tuple[Left, ...] = ()
    head: str | None = None
    """The state branch's head after the last push."""
    unpushed: tuple[Entry, ...] = ()
    """Outcomes that no push has taken: show them, keep them in a file, and exit with ``failure``."""
    failure: SmmError | None = None


def publish(batch: Sequence[Sealed], ledger: Ledger, desk: Desk) -> Result:
    """Claim ``batch`` (in order of sending) on the ledger it was planned from, send it and record it.

    Raises:
        SmmError: the claims could not be pushed; nothing was sent.
    """
    run = _Run(ledger, desk)
    try:
        return run.result(run.candidates(batch))
    finally:
        run.end()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    sealed: Sealed
    target: Target


class _Run:
    def __init__(self, ledger: Ledger, desk: Desk) -> None:
        self._ledger, self._desk = ledger, desk
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._workers: dict[AccountName, Worker] = {}
        self._tasks_of: dict[AccountName, list[Task]] = {}
        self._left: list[Left] = []
        self._claimant = Claimant(owner=desk.owner, now=desk.clock(), lease=desk.lease, main_sha=desk.main_sha)
        self._recorder = Recorder(
            branch=desk.branch, clock=desk.clock, extras=desk.extras, blobs=desk.blobs, head=ledger.head
        )

    def candidates(self, batch: Sequence[Sealed]) -> list[_Candidate]:
        """Return what may be claimed as far as the ledger at hand knows, each delivery once."""
        found: dict[DeliveryId, _Candidate] = {}
        for sealed in batch:
            target = resolve_targets(sealed.payload, self._ledger, self._desk.imported)
            blocked = obstacle(seen_in(self._ledger, sealed), sealed, self._claimant.now)
            blocked = blocked or unfounded(self._ledger, sealed)
            if blocked is not None:
                self._leave(sealed, blocked)
            elif isinstance(target, Unresolved):
                self._leave(sealed, target.reason)
            else:
                found.setdefault(delivery_of(sealed.payload), _Candidate(sealed=sealed, target=target))
        return list(found.values())

    def result(self, candidates: Sequence[_Candidate]) -> Result:
        """Sign in, claim, send, record."""
        opened = self._sign_in(candidates)
        tasks = self._claim(candidates, opened)
        for account, worker in self._workers.items():
            self._tasks_of[account] = [task for task in tasks if task.sealed.payload.account == account]
            worker.assign(self._tasks_of[account])
        self._collect(opened)
        self._recorder.push()
        return Result(
            entries=tuple(self._recorder.said),
            left=tuple(self._left),
            head=self._recorder.head,
            unpushed=tuple(self._recorder.waiting),
            failure=self._recorder.failure,
        )

    def end(self) -> None:
        """Release every thread that still waits for work."""
        for worker in self._workers.values():
            worker.assign(())

    def _sign_in(self, candidates: Sequence[_Candidate]) -> dict[AccountName, Opened]:
        for account in dict.fromkeys(candidate.sealed.payload.account for candidate in candidates):
            worker = self._desk.worker(
                account,
                opener=self._desk.open,
                events=self._events,
                journal=self._desk.journal,
                blobs=self._desk.blobs,
                sleep=self._desk.sleep,
                check=self._check,
                is_over=self._is_over,
            )
            self._workers[account] = worker
            worker.start()
        opened: dict[AccountName, Opened] = {}
        while len(opened) < len(self._workers):
            match self._events.get():
                case SignedIn(account=account, opened=answer):
                    opened[account] = answer
                case Finished(account=account, error=error) if error is not None:
                    self._torn(account, error)
                    opened[account] = Retry(reason=f"could not sign in: unexpected {type(error).__name__}")
                case _:
                    continue
        return opened

    def _claim(self, candidates: Sequence[_Candidate], opened: dict[AccountName, Opened]) -> list[Task]:
        """Push the claims, and the failures of accounts that could not be opened, in one commit."""
        doors: list[Amendment] = []
        claims: list[Amendment] = []
        claimed: list[_Candidate] = []
        for candidate in candidates:
            answer = opened[candidate.sealed.payload.account]
            match answer:
                case Access():
                    claims.append(claim(candidate.sealed, seen_in(self._ledger, candidate.sealed), self._claimant))
                    claimed.append(candidate)
                case NoCredentials(reason=reason):
                    self._leave(candidate.sealed, reason, locked=True)
                case Unauthorized() | Retry():
                    doors += self._closed_door(candidate.sealed, answer)
        if not claims and not doors:
            return []
        repeating = (delivery_of(c.sealed.payload) for c in claimed if c.sealed.repeats)
        rivals = Rivals(self._desk.branch, self._ledger, repeating)
        said = message_of("Claim", [amendment.entry for amendment in (*claims, *doors)])
        head = self._desk.branch.commit([*bids(claims, rivals), *amend(doors)], said)
        self._recorder.head = head
        mine = ours(self._desk.branch, head, [c.sealed for c in claimed], self._desk.owner)
        return self._tasks(claimed, {delivery_of(sealed.payload) for sealed in mine}, rivals.held)

    def _tasks(
        self, claimed: Sequence[_Candidate], mine: set[DeliveryId], held: Mapping[DeliveryId, Entry]
    ) -> list[Task]:
        tasks: list[Task] = []
        for candidate in claimed:
            if delivery_of(candidate.sealed.payload) not in mine:
                if delivery_of(candidate.sealed.payload) in held:
                    self._recorder.said.append(held[delivery_of(candidate.sealed.payload)])
                    continue
                self._leave(candidate.sealed, "another run was faster, or it changed meanwhile")
                continue
            record = seen_in(self._ledger, candidate.sealed)
            earlier = record.receipts if record is not None else ()
            tasks.append(
                Task(
                    sealed=candidate.sealed,
                    target=candidate.target,
                    earlier=earlier,
                    edits=edited(self._ledger, candidate.sealed),
                    attempt=attempt_of(record),
                    look_first=self._desk.look_first,
                )
            )
        return tasks

    def _closed_door(self, sealed: Sealed, answer: Unauthorized | Retry) -> list[Amendment]:
        record = seen_in(self._ledger, sealed)
        if record is not None and record.claim is not None and record.state is not State.RETRY:
            # A retry would bind what a person let go again to the text and the attempts of its last claim.
            self._leave(sealed, answer.reason, locked=True)
            return []
        receipts = record.receipts if record is not None else ()
        entry = closed_door(sealed, answer, receipts, owner=self._desk.owner, at=self._at(sealed))
        self._recorder.said.append(entry)
        return [Amendment(entry=entry, seen=record)]

    def _check(self, sealed: Sealed) -> Stopped | None:
        """Say why no create call may begin. Called in the accounts' threads."""
        if self._desk.stop.is_set():
            return NotReached(reason="the run was told to stop before this was sent")
        if self._desk.clock() + MARGIN > min(self._desk.deadline, self._claimant.send_until):
            return NotReached(reason="the run's time was up before this was sent")
        try:
            return self._desk.recheck(sealed)
        except SmmError as error:
            return self._blind(error.what)
        except Exception as error:  # noqa: BLE001 whatever went wrong, without the state nothing may be sent
            return self._blind(type(error).__name__)

    def _is_over(self) -> bool:
        """Whether no create may leave any more. Called in the accounts' threads."""
        return self._desk.clock() > self._claimant.send_until

    def _blind(self, why: str) -> NotReached:
        self._desk.stop.set()
        return NotReached(reason=f"the state could not be read again: {why}")

    def _collect(self, opened: dict[AccountName, Opened]) -> None:
        running = set(self._workers)
        while running:
            try:
                event = self._events.get(timeout=1.0)
            except queue.Empty:
                self._push_if_due()
                continue
            match event:
                case PartOut(task=task, receipts=receipts):
                    if _pages(opened, task.sealed) is None:
                        self._part_out(task, receipts)
                case Done():
                    self._done(event, opened)
                case Finished(account=account, error=error):
                    running.discard(account)
                    if error is not None:
                        self._torn(account, error)
                case SignedIn():
                    continue
            self._push_if_due()

    def _torn(self, account: AccountName, error: BaseException) -> None:
        """Keep a fault of our own to the account it happened in: its open claims are settled by a later run."""
        if not isinstance(error, Exception):
            raise error
        ended = {entry.delivery for entry in self._recorder.said if entry.kind != "part"}
        for task in self._tasks_of.get(account, ()):
            if delivery_of(task.sealed.payload) not in ended:
                self._leave(task.sealed, f"its thread ended by an unexpected {type(error).__name__}")

    def _push_if_due(self) -> None:
        self._recorder.push_if_due()
        if self._recorder.refused:
            self._desk.stop.set()

    def _part_out(self, task: Task, receipts: Sequence[Receipt]) -> None:
        if len(receipts) < part_count(task.sealed.payload):
            self._recorder.add(part_entry(task.sealed, receipts, owner=self._desk.owner, at=self._at(task.sealed)))

    def _done(self, event: Done, opened: dict[AccountName, Opened]) -> None:
        sealed, ending = event.task.sealed, event.attempt.ending
        if isinstance(ending, TakenOver):
            self._leave(sealed, ending.reason)
            return
        at = self._at(sealed)
        pages = _pages(opened, sealed)
        # a page is out with the commit that says so: what did not get that far is no receipt
        receipts = event.attempt.receipts if pages is None or isinstance(ending, Sent) else event.task.earlier
        self._recorder.add(
            entry_of(sealed, ending, receipts, owner=self._desk.owner, attempt=event.task.attempt, at=at)
        )
        if isinstance(ending, Sent) and pages is not None:
            item = Published(sealed=sealed, receipts=receipts, at=format_instant(at))
            self._recorder.add_page(pages, sealed.payload.account, item)

    def _at(self, sealed: Sealed) -> datetime:
        """Return the instant of what is said now of a claimed delivery: never before its claim's."""
        return max(self._desk.clock(), after(seen_in(self._ledger, sealed), self._claimant.now))

    def _leave(self, sealed: Sealed, reason: str, *, locked: bool = False) -> None:
        self._left.append(Left(delivery=delivery_of(sealed.payload), reason=reason, locked=locked))


def _pages(opened: Mapping[AccountName, Opened], sealed: Sealed) -> SupportsPages | None:
    """Return the platform of a delivery whose posts are files of the commit that records them."""
    answer = opened[sealed.payload.account]
    platform = answer.platform if isinstance(answer, Access) else None
    return platform if isinstance(platform, SupportsPages) else None
