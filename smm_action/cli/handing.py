"""Hand over what a person posts: the kit and the note that it lies ready are one commit, so it is handed over once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from smm_action.cli.app import App
from smm_action.core.clock import format_instant
from smm_action.ledger.codec import to_line
from smm_action.ledger.paths import ledger_path
from smm_action.model.delivery import DeliveryId
from smm_action.model.edit import Append, Edit, Read
from smm_action.model.entry import HANDED, Entry, Ledger
from smm_action.model.payload import Sealed
from smm_action.publish.amend import Amendment, same, standing
from smm_action.publish.kit import handed_over, kit
from smm_action.publish.outcomes import delivery_of


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Write a kit and its note, where the delivery still stands as it was seen."""

    amendment: Amendment
    files: Mapping[str, bytes]

    def apply(self, read: Read) -> Mapping[str, bytes]:
        """Return the kit's files and the ledger's, given the head being extended; nothing when somebody was faster."""
        entry = self.amendment.entry
        if not same(standing(read, entry.delivery), self.amendment.seen):
            return {}
        return {**self.files, **Append(path=ledger_path(entry.delivery), lines=(to_line(entry),)).apply(read)}


def kits(app: App, batch: Sequence[Sealed], ledger: Ledger, at: datetime) -> tuple[tuple[Edit, ...], tuple[Entry, ...]]:
    """Return the edits that hand ``batch`` over at ``at``, and their entries."""
    found = [HandOver(amendment=_note(item, ledger, at), files=kit(item, place(app, item), app.blob)) for item in batch]
    return tuple(found), tuple(item.amendment.entry for item in found)


def landed(entries: Sequence[Entry], ledger: Ledger) -> tuple[Entry, ...]:
    """Return which of ``entries`` are the last word on their deliveries: a run that was slower handed nothing over."""
    held = ((entry, ledger.get(entry.delivery)) for entry in entries)
    return tuple(
        entry for entry, record in held if record is not None and (record.updated, record.code) == (entry.at, HANDED)
    )


def place(app: App, item: Sealed) -> str:
    """Return what people call the place of a kit."""
    platform = app.platform(item.payload.platform)
    label = platform.card.label if platform is not None else item.payload.platform
    return str(item.payload.options.get("place") or label)


def _note(item: Sealed, ledger: Ledger, at: datetime) -> Amendment:
    delivery: DeliveryId = delivery_of(item.payload)
    entry = Entry(
        kind="held",
        delivery=delivery,
        at=format_instant(at),
        key=item.key,
        content_digest=item.content_digest,
        schedule_digest=item.schedule_digest,
        due=item.due,
        reason=handed_over(delivery),
        code=HANDED,
    )
    return Amendment(entry=entry, seen=ledger.get(delivery))
