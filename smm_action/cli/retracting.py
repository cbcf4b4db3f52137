"""``smm retract``: what is out of a post is taken back, and what is not out yet is held."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import partial

import click

from smm_action.cli.accounts import opener
from smm_action.cli.amending import show
from smm_action.cli.app import App, app
from smm_action.cli.erasing import card_of, eraser
from smm_action.cli.owner import death, ourselves, person
from smm_action.cli.records import write_records
from smm_action.cli.run import journals
from smm_action.cli.tick import begin
from smm_action.core.clock import format_instant
from smm_action.core.errors import SmmError
from smm_action.ledger.revisions import BY_HAND, DOUBTFUL, standing
from smm_action.ledger.store import read_ledger
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.entry import Entry, Ledger, Record
from smm_action.publish.amend import Amendment, after, amend
from smm_action.publish.journal import read_journals
from smm_action.publish.reconcile import Evidence, reconcile
from smm_action.publish.recorder import message_of
from smm_action.publish.retract import Eraser, Kept, Wanted, take_back

WAITING = frozenset({State.SCHEDULED, State.RETRY})
"""What would go out later, although the post was taken back."""


def retract(post: str, accounts: Sequence[str], reason: str, *, by_hand: bool) -> int:
    """Take ``post`` back on ``accounts``, or on all; return the exit status.

    Raises:
        SmmError: nothing of it is out, or a name is none.
    """
    run = app()
    begin(run)
    ledger = _settled(run, post)
    chosen = _chosen(run, ledger, post, accounts)
    records = [record for delivery in chosen if (record := ledger.get(delivery)) is not None]
    out = [record for record in records if standing(record)]
    doubtful = [record for record in records if record.state in DOUBTFUL]
    waiting = [delivery for delivery in chosen if _is_waiting(ledger.get(delivery))]
    if not out and not doubtful:
        raise _nothing(post, records)
    by = person(run.environ)
    said = _hold(run, ledger, waiting, by)
    wanted = [
        Wanted(record=record, reason=reason, code=BY_HAND if by_hand else None, by=by)
        for record in sorted(out, key=lambda record: -record.delivery.revision)
    ]
    kept: tuple[Kept, ...] = ()
    if by_hand:
        said += _believed(run, wanted)
    elif wanted:
        taken = take_back(wanted, _eraser(run))
        said += [entry.delivery for entry in taken.entries]
        kept = taken.kept
    _record(run, list(dict.fromkeys(said)))
    _tell(ledger, kept, doubtful)
    return 1 if kept or doubtful else 0


def _eraser(run: App) -> Eraser:
    return eraser(run, partial(opener, run), lambda: run.now)


def _settled(run: App, post: str) -> Ledger:
    """Return the ledger, with the claims of dead runs on ``post`` settled: what they sent is taken back as well."""
    branch = run.must_have_branch()
    ledger = read_ledger(branch, branch.fetch())
    mine = Ledger(records={d: record for d, record in ledger.records.items() if d.post == post}, head=ledger.head)
    evidence = Evidence(
        now=run.now,
        is_dead=death(run.environ, ourselves(run.environ)),
        open=partial(opener, run),
        cards=run.cards,
        pause=time.sleep,
        history=read_journals(journals(run)),
    )
    found = reconcile(mine, evidence).amendments
    if not found:
        return ledger
    entries = [amendment.entry for amendment in found]
    return read_ledger(branch, branch.commit(amend(found), message_of("Reconcile", entries)), since=ledger)


def _chosen(run: App, ledger: Ledger, post: str, accounts: Sequence[str]) -> list[DeliveryId]:
    found = [delivery for delivery in ledger.records if delivery.post == post]
    found += [
        DeliveryId(held.brand, held.id, name, held.revision)
        for held in run.project.posts
        for name in held.accounts
        if held.id == post and not held.draft and name not in held.imported
    ]
    strange = [name for name in accounts if name not in {delivery.account for delivery in found}]
    if not found or strange:
        raise SmmError(
            f"There is no delivery of {post}{f' to {strange[0]}' if strange else ''}.",
            "Deliveries are a post and an account.",
            "Run `smm status`.",
        )
    return [delivery for delivery in dict.fromkeys(found) if not accounts or delivery.account in accounts]


def _is_waiting(record: Record | None) -> bool:
    return record is None or (record.state in WAITING and not record.receipts)


def _nothing(post: str, records: Sequence[Record]) -> SmmError:
    states = ", ".join(sorted({f"{record.delivery.account} is {record.state}" for record in records}))
    return SmmError(
        f"Nothing of {post} is out.",
        f"{states}." if states else "It was not sent yet.",
        "To keep it from going out, say `smm hold`.",
    )


def _hold(run: App, ledger: Ledger, waiting: Sequence[DeliveryId], by: str) -> list[DeliveryId]:
    """Hold what is not out yet: whoever takes a post back does not want to see it appear elsewhere later."""
    amendments = [
        Amendment(
            entry=Entry(
                kind="held",
                delivery=delivery,
                at=format_instant(after(ledger.get(delivery), run.now)),
                reason="the post was taken back before it went out here",
                by=by,
            ),
            seen=ledger.get(delivery),
        )
        for delivery in waiting
    ]
    if amendments:
        entries = [amendment.entry for amendment in amendments]
        run.must_have_branch().commit(amend(amendments), message_of("Held", entries))
    return list(waiting)


def _believed(run: App, wanted: Sequence[Wanted]) -> list[DeliveryId]:
    """Record what a person says to have deleted; pages of our own are deleted as ever."""
    pages = [item for item in wanted if not _needs_a_person(run, item.record)]
    amendments = [
        Amendment(
            entry=Entry(
                kind="retracted",
                delivery=item.record.delivery,
                at=format_instant(after(item.record, run.now)),
                reason=item.reason,
                code=BY_HAND,
                by=item.by,
            ),
            seen=item.record,
        )
        for item in wanted
        if item not in pages
    ]
    if amendments:
        entries = [amendment.entry for amendment in amendments]
        run.must_have_branch().commit(amend(amendments), message_of("Retracted by hand", entries))
    if pages:
        take_back(pages, _eraser(run))
    return [item.record.delivery for item in wanted]


def _needs_a_person(run: App, record: Record) -> bool:
    card = card_of(run, record.delivery.account)
    return card is None or card.idempotency.policy != "atomic"


def _record(run: App, changed: list[DeliveryId]) -> None:
    branch = run.must_have_branch()
    ledger = read_ledger(branch, branch.fetch())
    write_records(run, ledger)
    show(run, ledger, changed)


def _tell(ledger: Ledger, kept: Sequence[Kept], doubtful: Sequence[Record]) -> None:
    for item in kept:
        for line in _kept(item, ledger):
            click.echo(line, err=True)
    for record in doubtful:
        click.echo(_in_doubt(record), err=True)


def _kept(item: Kept, ledger: Ledger) -> Iterator[str]:
    delivery = item.delivery
    record = ledger.get(delivery)
    yield f"Not taken back: {delivery.post} on {delivery.account}: {item.reason}"
    if item.by_hand:
        urls = [receipt.url for receipt in reversed(record.receipts)] if record is not None else []
        yield f"  Delete it by hand{': ' if urls else ''}{', '.join(urls)}"
        yield f"  Then say: smm retract {delivery.post} {delivery.account} --by-hand"
    else:
        yield "  The next tick tries again; so does `smm retract`."


def _in_doubt(record: Record) -> str:
    name = f"{record.delivery.post} on {record.delivery.account}"
    if record.state is State.CLAIMED:
        until = record.claim.lease_until if record.claim is not None else None
        return f"Not taken back: {name} is being sent. Say it again when that has ended, at {until} at the latest."
    return f"Not taken back: nobody knows whether {name} is out. Look, and say `smm resolve` first."
