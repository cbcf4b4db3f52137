"""``smm release``: what a person lets go, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from smm_action.cli.amending import told
from smm_action.cli.app import App, app
from smm_action.cli.owner import person
from smm_action.core.clock import format_instant, parse_instant
from smm_action.core.errors import SmmError
from smm_action.ledger.store import read_ledger
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.entry import Entry, Ledger, Record
from smm_action.plan.spacing import GAP, first_free
from smm_action.publish.amend import Amendment, after

STOPPED = frozenset({State.HELD, State.MISSED, State.FAILED, State.SKIPPED, State.RETRY})


def release(post: str, account: str | None, reason: str) -> None:
    """Let the stopped deliveries of ``post`` go, on one account or on all; each has its turn on its account.

    Raises:
        SmmError: nothing of it is stopped.
    """
    run = app()
    branch = run.must_have_branch()
    ledger = read_ledger(branch, branch.fetch())
    wanted = [r for r in ledger.records.values() if r.delivery.post == post and account in {None, r.delivery.account}]
    stopped = [record for record in wanted if record.state in STOPPED]
    if not stopped:
        raise _nothing(post, account, wanted)
    told(run, ledger, [Amendment(entry=_released(run, ledger, record, reason), seen=record) for record in stopped])


def _released(run: App, ledger: Ledger, record: Record, reason: str) -> Entry:
    at = after(record, run.now)
    brand = run.project.brands.get(record.delivery.brand)
    gap = (brand.policy.min_gap if brand is not None else None) or GAP
    return Entry(
        kind="released",
        delivery=record.delivery,
        at=format_instant(at),
        due=format_instant(first_free(at, gap, (parse_instant(text) for text in _taken(ledger, record.delivery)))),
        reason=reason,
        by=person(run.environ),
    )


def _taken(ledger: Ledger, delivery: DeliveryId) -> Iterator[str]:
    """Yield when the account's other posts went out, and when those that were released before will."""
    for record in ledger.records.values():
        if record.delivery.account != delivery.account or record.delivery == delivery:
            continue
        instant = record.due if record.state is State.SCHEDULED else record.sent_at
        if instant is not None:
            yield instant


def _nothing(post: str, account: str | None, found: list[Record]) -> SmmError:
    where = f" on {account}" if account else ""
    stands = ", ".join(sorted({f"{record.state.value} on {record.delivery.account}" for record in found}))
    return SmmError(
        f"Nothing of {post}{where} is stopped.",
        f"It is {stands}." if stands else "The ledger knows no such delivery.",
        "Run `smm status` to see where it stands.",
    )
