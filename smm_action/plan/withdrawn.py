"""What is half out, and whose post or account is no longer there: nobody would finish it, so a person is told.

What was withdrawn before anything of it was out needs nobody: it is sent when it is there again in time, or never.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from smm_action.core.clock import parse_instant
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.entry import REPEATABLE, Ledger, Record
from smm_action.model.ids import PlatformName
from smm_action.model.plan import PlannedDelivery
from smm_action.model.project import Project


def withdrawn(project: Project, ledger: Ledger, now: datetime) -> Iterator[PlannedDelivery]:
    """Yield, as held, what waits for its missing parts and is in no post any more.

    Nothing is said while a file can not be read: the post may be in it, under its own id.
    """
    if any(brand.broken for brand in project.brands.values()) or not all(post.valid for post in project.posts):
        return
    wanted = {(post.brand, post.id, account) for post in project.posts for account in post.accounts}
    for record in ledger.records.values():
        delivery = record.delivery
        if (
            record.state is State.RETRY
            and record.receipts
            and (delivery.brand, delivery.post, delivery.account) not in wanted
            and not _may_still_come(record, now)
        ):
            yield _held(record, project, now)


def _may_still_come(record: Record, now: datetime) -> bool:
    """Whether the part that is in doubt may appear yet: what is held is not looked for any more."""
    until = record.claim.lease_until if record.claim is not None and record.code == REPEATABLE else None
    return until is not None and parse_instant(until) > now


def _held(record: Record, project: Project, now: datetime) -> PlannedDelivery:
    account = project.account(record.delivery.account)
    return PlannedDelivery(
        delivery=record.delivery,
        platform=account.platform if account is not None else PlatformName(""),
        path="",
        time=parse_instant(record.due) if record.due is not None else now,
        state=State.HELD,
        reason=_why(record, record.delivery),
        schedule_digest=record.schedule_digest,
    )


def _why(record: Record, delivery: DeliveryId) -> str:
    payload = (record.claim.payload or {}).get("payload", {}) if record.claim is not None else {}
    parts = max(len(payload.get("parts", ())), len(record.receipts))
    return (
        f"its post was withdrawn with {len(record.receipts)} of {parts} parts out; "
        f"`smm retract {delivery.post}` takes them back"
    )
