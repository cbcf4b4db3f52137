"""What people and later runs say of a delivery: settle, resolve, retry, hold, release."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import click

from smm_action.cli.accounts import opener
from smm_action.cli.app import App, app
from smm_action.cli.options import settings
from smm_action.cli.output import deliveries
from smm_action.cli.owner import death, ourselves, person
from smm_action.cli.reading import read_for_tick
from smm_action.cli.records import rows, write_records
from smm_action.cli.run import journals
from smm_action.cli.tick import begin
from smm_action.core.clock import format_instant
from smm_action.core.errors import SmmError
from smm_action.ledger.fold import OUT
from smm_action.ledger.store import read_ledger
from smm_action.model.delivery import DeliveryId, Receipt, State
from smm_action.model.entry import HANDED, Entry, EntryKind, Ledger
from smm_action.publish.access import NoCredentials
from smm_action.publish.amend import Amendment, after, amend
from smm_action.publish.journal import read_journals
from smm_action.publish.kit import TakeKit
from smm_action.publish.reconcile import PATIENCE, Evidence, reconcile
from smm_action.publish.recorder import message_of


def settle(*, finished: bool) -> int:
    """Reconcile and return the exit status; ``finished`` says that the runs whose journals are here have ended."""
    run = app()
    begin(run)
    branch = run.must_have_branch()
    ledger = read_for_tick(run, branch.fetch())
    history = read_journals(journals(run))
    over = frozenset(history.runs) if finished else frozenset()
    evidence = Evidence(
        now=run.now,
        is_dead=death(run.environ, ourselves(run.environ), over),
        # a flush has no secrets: it only pushes what the journal knows
        open=(lambda _account: NoCredentials(reason="flush asks no platform")) if finished else partial(opener, run),
        cards=run.cards,
        pause=time.sleep,
        history=history,
        # and so it never says that nobody could look
        patience=timedelta.max if finished else PATIENCE,
    )
    found = reconcile(ledger, evidence)
    for item in found.undecided:
        click.echo(f"Left alone: {item.delivery.post} on {item.delivery.account}: {item.reason}", err=True)
    entries = [amendment.entry for amendment in found.amendments]
    if entries:
        head = branch.commit(amend(found.amendments), message_of("Reconcile", entries))
        ledger = read_for_tick(run, head, ledger)
        write_records(run, ledger)
    show(run, ledger, [entry.delivery for entry in entries])
    return 1 if any(entry.kind == "unknown" for entry in entries) else 0


def say(
    post: str,
    account: str,
    kind: EntryKind,
    *,
    reason: str,
    receipts: tuple[Receipt, ...] = (),
    code: str | None = None,
) -> None:
    """Add a person's word about one delivery to the ledger.

    Raises:
        SmmError: there is no such delivery, or its state does not allow it.
    """
    run = app()
    branch = run.must_have_branch()
    ledger = read_ledger(branch, branch.fetch())
    delivery = _delivery(run, ledger, post, account)
    seen = ledger.get(delivery)
    if not (kind == "resolved" and seen is not None and seen.code == HANDED):
        _allowed(kind, seen.state if seen else State.SCHEDULED, post, account)
    if seen is not None and seen.comment is not None:
        # the post has its receipt; what a person found is its first comment
        receipts = tuple(replace(receipt, part=len(seen.receipts)) for receipt in receipts)
    entry = Entry(
        kind=kind,
        delivery=delivery,
        at=format_instant(after(seen, run.now)),
        receipts=receipts,
        reason=reason,
        code=code,
        by=person(run.environ),
    )
    told(run, ledger, [Amendment(entry=entry, seen=seen)])


def told(run: App, ledger: Ledger, words: Sequence[Amendment]) -> None:
    """Push what a person said of deliveries as ``ledger`` has them, all of one kind, and print how they stand.

    Raises:
        SmmError: a delivery changed meanwhile, so nothing was said of it.
    """
    branch = run.must_have_branch()
    entries = [word.entry for word in words]
    gone = [TakeKit(delivery=entry.delivery) for entry in entries if entry.kind == "resolved"]
    head = branch.commit((*amend(words), *gone), message_of(entries[0].kind.capitalize(), entries))
    ledger = read_ledger(branch, head, since=ledger)
    for entry in entries:
        heard = ledger.get(entry.delivery)
        if heard is None or heard.updated != entry.at:
            raise SmmError(
                f"{entry.delivery.post} on {entry.delivery.account} changed meanwhile.",
                "Nothing was recorded of it.",
                "Run `smm status` and say it again.",
            )
    write_records(run, ledger)
    show(run, ledger, [entry.delivery for entry in entries])


def resolved_receipt(url: str, now: str) -> Receipt:
    """Return the receipt a person vouches for.

    Raises:
        SmmError: ``url`` is no web address.
    """
    if not url.startswith(("https://", "http://")):
        raise SmmError(f"{url} is no web address.", "The receipt of a post is its URL.", "Copy it from the browser.")
    return Receipt(part=0, id=url, url=url, at=now)


def show(run: App, ledger: Ledger, changed: list[DeliveryId]) -> None:
    """Print the deliveries that changed."""
    shown = rows(run, ledger, changed)
    if settings().format == "json":
        click.echo(deliveries.as_json(shown))
    elif shown:
        click.echo(deliveries.text(shown))
    elif not settings().quiet:
        click.echo("Nothing to settle.")


def _delivery(run: App, ledger: Ledger, post: str, account: str) -> DeliveryId:
    found = [d for d in ledger.records if d.post == post and d.account == account]
    found += [
        DeliveryId(held.brand, held.id, name, held.revision)
        for held in run.project.posts
        for name in held.accounts
        if held.id == post and name == account
    ]
    if not found:
        raise SmmError(
            f"There is no delivery of {post} to {account}.",
            "Deliveries are a post and an account.",
            "Run `smm status`.",
        )
    return max(found, key=lambda delivery: delivery.revision)


_FROM: dict[EntryKind, frozenset[State]] = {
    "resolved": frozenset({State.UNKNOWN, State.CLAIMED, State.FAILED}),
    "released": frozenset({State.HELD, State.MISSED, State.FAILED, State.SKIPPED, State.RETRY}),
    "held": frozenset({State.SCHEDULED, State.RETRY, State.MISSED}),
}


def _allowed(kind: EntryKind, state: State, post: str, account: str) -> None:
    if state not in _FROM.get(kind, frozenset()):
        raise SmmError(
            f"{post} on {account} is {state.value}.",
            f"This is for deliveries that are {', '.join(sorted(item.value for item in _FROM[kind]))}.",
            "Run `smm status` to see where it stands.",
        )


__all__ = ["OUT", "resolved_receipt", "say", "settle"]
