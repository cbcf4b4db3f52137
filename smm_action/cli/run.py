"""What one run does to the world: settle, take back, claim, send."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from smm_action.cli.accounts import opener
from smm_action.cli.app import App
from smm_action.cli.approving import Approved, approve, seal_edits
from smm_action.cli.erasing import eraser
from smm_action.cli.freezing import Stops
from smm_action.cli.handing import kits, landed
from smm_action.cli.kit_notes import answered, tell
from smm_action.cli.owner import death, ourselves
from smm_action.cli.reading import read_for_tick
from smm_action.cli.records import imported_urls
from smm_action.core.errors import SmmError
from smm_action.model.entry import Entry, Ledger, Owner
from smm_action.model.payload import Sealed
from smm_action.model.plan import Plan
from smm_action.publish.access import Open
from smm_action.publish.amend import Amendment, amend
from smm_action.publish.claims import Recheck
from smm_action.publish.journal import Journal, read_journals
from smm_action.publish.kit import TakeKit
from smm_action.publish.outcomes import held_by_content, settled
from smm_action.publish.publisher import Desk, Result, publish
from smm_action.publish.reconcile import Evidence, Undecided, reconcile
from smm_action.publish.recorder import message_of
from smm_action.publish.retract import Wanted, replaced, take_back
from smm_action.publish.worker import Worker
from smm_action.runner.approvals import Reviews
from smm_action.runner.kit_issues import KitIssues
from smm_action.seal.sealing import Sealing

RUN_TIME = timedelta(minutes=13)
"""How long a run may send: the starter's job ends after 14 minutes."""


def since_boot() -> float:
    """Return seconds that go on while the machine sleeps: a lease does not stop for a closed lid."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a run finds outside: its own name, other runs, accounts and time. A rehearsal hands in one of its own."""

    owner: Owner
    is_dead: Callable[[Owner], bool]
    """Whether another run is known to be over."""
    open: Open
    monotonic: Callable[[], float] = since_boot
    sleep: Callable[[float], None] = time.sleep
    worker: type[Worker] = Worker
    kits: KitIssues | None = None
    """Issues that people answer; None in a rehearsal."""
    reviews: Reviews | None = None
    """Who approved what; None asks nobody and holds nothing for want of a review, as in a rehearsal."""

    @classmethod
    def real(cls, app: App) -> World:
        """Return the world of a run on a runner or on this machine."""
        owner = ourselves(app.environ)
        return cls(
            owner=owner,
            is_dead=death(app.environ, owner),
            open=partial(opener, app),
            kits=KitIssues(app.environ),
            reviews=Reviews(app.environ),
        )


class Run:
    """What one run needs to change the world."""

    def __init__(self, app: App, stop: threading.Event, world: World, *, is_first: bool) -> None:
        self._app = app
        self._stop = stop
        self._world = world
        self._is_first = is_first
        self._started = world.monotonic()
        self.said: list[Entry] = []
        self.undecided: list[Undecided] = []
        """What could not be taken back."""

    def clock(self) -> datetime:
        """Return the instant now: the one handed in, moving on with the run."""
        return self._app.now + timedelta(seconds=self._world.monotonic() - self._started)

    def reconciled(self, ledger: Ledger) -> tuple[Ledger, tuple[Undecided, ...]]:
        """Settle the claims of dead runners and return the ledger as it stands then."""
        evidence = Evidence(
            now=self._app.now,
            is_dead=self._world.is_dead,
            open=self._world.open,
            cards=self._app.cards,
            pause=self._world.sleep,
            history=read_journals(journals(self._app)),
        )
        found = reconcile(ledger, evidence)
        return self.amended(found.amendments, ledger, "Reconcile"), found.undecided

    def amended(
        self, amendments: Sequence[Amendment], ledger: Ledger, verb: str, seals: Sequence[Entry] = ()
    ) -> Ledger:
        """Push amendments and seals, and return the ledger that holds them."""
        if not amendments and not seals:
            return ledger
        branch = self._app.must_have_branch()
        entries = [amendment.entry for amendment in amendments]
        self.said += entries
        edits = (*seal_edits(seals), *amend(amendments))
        return read_for_tick(self._app, branch.commit(edits, message_of(verb, [*seals, *entries])), ledger)

    def answered(self, ledger: Ledger) -> Ledger:
        """Record what people answered to kits, and return the ledger as it stands then."""
        heard = answered(self._app, ledger, self._world.kits, self.clock())
        if not heard:
            return ledger
        branch = self._app.must_have_branch()
        entries = [amendment.entry for amendment in heard]
        gone = [TakeKit(delivery=entry.delivery) for entry in entries]
        self.said += entries
        head = branch.commit((*amend(heard), *gone), message_of("Record", entries))
        return read_for_tick(self._app, head, since=ledger)

    def told(self, ledger: Ledger) -> None:
        """Tell people of the kits that wait for them."""
        tell(self._app, ledger, self._world.kits, self.said)

    def approved(self, planned: Plan, sealing: Sealing, ledger: Ledger) -> Approved:
        """Return what of ``sealing`` may go out, where reviews are asked for."""
        return approve(self._app, planned, sealing, ledger, self._world.reviews, self.clock())

    def settle(self, planned: Plan, approved: Approved, ledger: Ledger) -> Ledger:
        """Record, once, what is missed or held, what sealing refused or nobody reviewed, and new seals.

        Return the ledger that holds it.
        """
        by_delivery = {item.delivery: item for item in planned.due}
        # later than what reconciling said in this run: of one instant, a retry would be the last word
        at = self.clock()
        entries = [settled(item, at) for item in planned.settle]
        for refused in approved.sealing.refused:
            record = ledger.get(refused.delivery)
            if refused.delivery in by_delivery and (record is None or record.reason != refused.reason):
                entries.append(held_by_content(by_delivery[refused.delivery], refused.reason, at))
        amendments = [Amendment(entry=entry, seen=ledger.get(entry.delivery)) for entry in entries]
        return self.amended(amendments, ledger, "Record", approved.seals)

    def replaced(self, sealing: Sealing, ledger: Ledger) -> tuple[Wanted, ...]:
        """Return what has to be gone before its successors are sent; nothing while those are frozen."""
        batch = [item for item in sealing.sealed if item.correct == "replace" and not self._stop.is_set()]
        if not batch:
            return ()
        head, stops = self._app.must_have_branch().fetch(), Stops(self._app, self.clock)
        return replaced([item for item in batch if stops(head, item) is None], ledger)

    def taken_back(self, wanted: Sequence[Wanted], ledger: Ledger) -> Ledger:
        """Take posts back, and return the ledger as it stands then."""
        if not wanted:
            return ledger
        branch = self._app.must_have_branch()
        done = take_back(wanted, eraser(self._app, self._world.open, self.clock))
        self.said += done.entries
        self.undecided += [Undecided(delivery=item.delivery, reason=item.reason) for item in done.kept]
        return read_for_tick(self._app, branch.fetch(), ledger)

    def handed_over(self, sealing: Sealing, ledger: Ledger) -> Ledger:
        """Put what a person posts on the state branch, and return the ledger as it stands then."""
        branch = self._app.must_have_branch()
        batch = [item for item in sealing.sealed if item.by_hand]
        if not batch or self._stop.is_set():
            return ledger
        head, stops = branch.fetch(), Stops(self._app, self.clock)
        edits, entries = kits(self._app, [item for item in batch if stops(head, item) is None], ledger, self.clock())
        if not entries:
            return ledger
        ledger = read_for_tick(self._app, branch.commit(edits, message_of("Hand over", entries)), ledger)
        self.said += landed(entries, ledger)
        return ledger

    def publish(self, sealing: Sealing, ledger: Ledger) -> Result | None:
        """Claim, send and record what was sealed for an API; None when nothing was."""
        batch = [item for item in sealing.sealed if not item.by_hand]
        if not batch:
            return None
        journal = self._journal()
        try:
            return publish(batch, ledger, self._desk(journal, batch))
        finally:
            journal.close()

    def _desk(self, journal: Journal, batch: Sequence[Sealed]) -> Desk:
        app, world = self._app, self._world
        branch = app.must_have_branch()
        return Desk(
            branch=branch,
            owner=world.owner,
            open=world.open,
            blobs=app.blob,
            journal=journal,
            clock=self.clock,
            sleep=world.sleep,
            worker=world.worker,
            deadline=self.clock() + RUN_TIME,
            stop=self._stop,
            recheck=Recheck(branch, world.owner, Stops(app, self.clock), batch),
            imported=imported_urls(app.project),
            main_sha=app.commit,
            look_first=self._is_first,
        )

    def _journal(self) -> Journal:
        owner = self._world.owner
        try:
            return Journal(journal_directory(self._app) / f"{owner.nonce}.jsonl", owner)
        except OSError as error:
            raise SmmError(
                f"The journal of this run can not be written: {error.strerror or error}.",
                "Every receipt is kept there until it is on the state branch, so nothing is sent without it.",
                "Make room on the disk of this machine, then run again.",
                unsafe=True,
            ) from None


def journal_directory(app: App) -> Path:
    """Return where this machine's journals lie: on a runner its temporary directory, else inside ``.git``."""
    if app.environ.get("GITHUB_ACTIONS") == "true" and app.environ.get("RUNNER_TEMP"):
        return Path(app.environ["RUNNER_TEMP"]) / "smm-journal"
    git = app.must_have_repository().git.line("rev-parse", "--absolute-git-dir")
    return Path(git) / "smm" / "journal"


def journals(app: App) -> list[Path]:
    """Return the journals at hand."""
    directory = journal_directory(app)
    return sorted(directory.glob("*.jsonl")) if directory.is_dir() else []
