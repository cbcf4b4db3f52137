"""One tick, in the order of design §4.4: read, reconcile, plan, seal, claim, send, record."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from smm_action.cli.accounts import is_harmless
from smm_action.cli.app import App
from smm_action.cli.approving import Approved
from smm_action.cli.reading import read_for_tick
from smm_action.cli.records import UPDATE, record_edits
from smm_action.cli.run import Run, World
from smm_action.cli.sealing import seal_due
from smm_action.core.errors import SmmError
from smm_action.ledger.paths import LEDGER
from smm_action.model.entry import Entry, Ledger
from smm_action.model.plan import Plan
from smm_action.plan.planner import plan
from smm_action.plan.select import Selection, select
from smm_action.publish.outcomes import delivery_of
from smm_action.publish.publisher import Left
from smm_action.publish.reconcile import Undecided
from smm_action.publish.retract import unfinished
from smm_action.seal.sealing import Sealing

LOOKS = 8
"""How often the index is written while other runs go on recording; one that is out of date opens the gate, no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """What a tick did."""

    plan: Plan
    ledger: Ledger
    """As it stands afterwards."""
    changed: tuple[Entry, ...] = ()
    """Every entry of this run."""
    left: tuple[Left, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    unpushed: tuple[Entry, ...] = ()
    failure: SmmError | None = None
    uncommitted: tuple[str, ...] = ()
    sealing: Sealing = field(default_factory=Sealing)
    approved: Approved = field(default_factory=Approved)


def begin(app: App) -> None:
    """Bind the run to the last commit, which must be on the remote's default branch.

    Raises:
        SmmError: unsafe; there is no repository, remote or commit, or it was not merged.
    """
    repository = app.must_have_repository()
    app.commit = repository.head()
    app.must_have_branch()
    location = app.project.state
    repository.must_be_on_default_branch(app.commit, location.remote, location.branch)


def guard_now(app: App) -> None:
    """Refuse to publish at an instant that somebody chose, unless nobody can be reached.

    Raises:
        SmmError: an account is real.
    """
    if app.settings.now is None:
        return
    accounts = (account for brand in app.project.brands.values() for account in brand.accounts.values())
    real = [account.name for account in accounts if not is_harmless(app, account)]
    if real:
        raise SmmError(
            "publish does not take --now here.",
            f"{real[0]} is a real account, and time is what decides what goes out.",
            "Leave --now out, add --dry-run, or point the accounts at a sandbox with --sandbox.",
        )


def tick(
    app: App,
    selection: Selection,
    *,
    dry_run: bool = False,
    sealed: tuple[Sealing, str] | None = None,
    world: World | None = None,
) -> Tick:
    """Do one tick. ``sealed`` is what ``prepare`` wrote and the commit it wrote it for."""
    begin(app)
    if not dry_run:
        guard_now(app)
    branch = app.must_have_branch()
    # sealing has no secrets: what it makes of a ledger that it can not check, publishing checks before it claims
    ledger = read_for_tick(app, branch.look() if dry_run else branch.fetch())
    if dry_run:
        planned = select(_planned(app, ledger), selection, app.project)
        return Tick(plan=planned, ledger=ledger, sealing=seal_due(app, planned, ledger), uncommitted=_uncommitted(app))
    with stopping() as stop:
        run = Run(app, stop, world or World.real(app), is_first=ledger.head is None)
        ledger, undecided = run.reconciled(ledger)
        ledger = run.answered(ledger)
        ledger = run.taken_back(unfinished(ledger), ledger)
        planned = select(_planned(app, ledger), selection, app.project)
        sealing = seal_due(app, planned, ledger) if sealed is None else _still_due(sealed, planned, app)
        approved = run.approved(planned, sealing, ledger)
        ledger = run.settle(planned, approved, ledger)
        ledger = run.taken_back(run.replaced(approved.sealing, ledger), ledger)
        ledger = run.handed_over(approved.sealing, ledger)
        run.told(ledger)
        outcome = run.publish(approved.sealing, ledger)
    changed = (*run.said, *(outcome.entries if outcome else ()))
    done = Tick(
        plan=planned,
        ledger=ledger,
        changed=changed,
        left=outcome.left if outcome else (),
        undecided=(*undecided, *run.undecided),
        unpushed=outcome.unpushed if outcome else (),
        failure=outcome.failure if outcome else None,
        uncommitted=_uncommitted(app),
        sealing=sealing,
        approved=approved,
    )
    return done if done.failure is not None else _recorded(app, done)


def _planned(app: App, ledger: Ledger) -> Plan:
    return plan(app.project, ledger, app.now, app.sendable)


def _uncommitted(app: App) -> tuple[str, ...]:
    return app.must_have_repository().uncommitted()


def _still_due(sealed: tuple[Sealing, str], planned: Plan, app: App) -> Sealing:
    """Return what was sealed and is due still; what was sealed for another commit is not sent."""
    sealing, commit = sealed
    if commit != app.commit:
        raise SmmError(
            "The sealed deliveries belong to another commit.",
            f"They were sealed for {commit[:12]}, and {str(app.commit)[:12]} is checked out.",
            "Run `prepare` again.",
            unsafe=True,
        )
    due = {(item.delivery, item.correct) for item in planned.due}
    kept = tuple(item for item in sealing.sealed if (delivery_of(item.payload), item.correct) in due)
    return replace(sealing, sealed=kept)


def _recorded(app: App, done: Tick) -> Tick:
    """Write index and dashboard, and return the tick with the ledger as it stands.

    Several runs may end at once: whoever is told that the ledger grew between its look and its push writes again, so
    the last index is of the whole ledger.
    """
    branch = app.must_have_branch()
    ledger = done.ledger
    for _ in range(LOOKS):
        ledger = read_for_tick(app, branch.fetch(), ledger)
        edits = record_edits(
            app,
            ledger,
            _planned(app, ledger),
            refused={item.delivery for item in done.sealing.refused},
            locked={item.delivery for item in done.left if item.locked} | done.approved.unreviewed,
        )
        head = branch.commit(edits, UPDATE)
        if ledger.head is None or not branch.changed(ledger.head, head, LEDGER):
            break
    return replace(done, ledger=ledger)


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """Give the event that SIGINT and SIGTERM set: nothing new is begun, what is in flight ends and is recorded."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    signals = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in signals}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
