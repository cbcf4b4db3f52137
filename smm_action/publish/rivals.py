"""Another run may claim, between our sealing and our claim, a post with the same words: the second one is held.

Sealing finds twins in the ledger that it has. What other runs wrote since is looked at where it can not change any
more before we are done: on the head that our claims extend. That costs nothing where nobody was there, which is nearly
always.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from smm_action.ledger.paths import LEDGER, post_of
from smm_action.ledger.store import Readable, read_ledger
from smm_action.model.delivery import DeliveryId
from smm_action.model.edit import Edit, Read
from smm_action.model.entry import Entry, Ledger, Record
from smm_action.model.twin import is_twin, may_be_out, refusal
from smm_action.publish.amend import Amend, Amendment, amend

CONTENT = "content"
"""``code`` of a hold that a new text lifts."""


class Extended(Readable, Protocol):
    """What the look at other runs needs of the state branch."""

    def last_seen(self) -> str | None:
        """Return the newest head that is known here: the one that a commit extends."""
        ...


class Rivals:
    """Decides each claim anew for each head that is extended. As an edit it goes before the claims and looks."""

    def __init__(self, branch: Extended, ledger: Ledger, repeating: Iterable[DeliveryId]) -> None:
        """Begin with what ``ledger`` says; ``repeating`` are deliveries that may say what others say."""
        self._branch, self._ledger = branch, ledger
        self._repeating = frozenset(repeating)
        self._said: dict[str, list[DeliveryId]] = {}
        self.held: dict[DeliveryId, Entry] = {}
        """What the last look made of claims that came second."""

    def apply(self, read: Read) -> Mapping[str, bytes]:
        """Look at what the head says that is extended; write nothing."""
        del read
        self.held = {}
        self._said = {}
        for record in self._standing().values():
            if record.content_digest is not None and may_be_out(record):
                self._say(record.content_digest, record.delivery)
        return {}

    def decided(self, bid: Amendment) -> Amendment:
        """Return the claim, or the hold that takes its place."""
        delivery, digest = bid.entry.delivery, str(bid.entry.content_digest)
        said = self._said.get(digest, ())
        twin = None if delivery in self._repeating else next((one for one in said if is_twin(one, delivery)), None)
        if twin is None:
            self._say(digest, delivery)
            return bid
        self.held[delivery] = _hold(bid.entry, refusal(twin))
        return replace(bid, entry=self.held[delivery])

    def _standing(self) -> Mapping[DeliveryId, Record]:
        before, head = self._ledger.head, self._branch.last_seen()
        if head is None or head == before:
            return self._ledger.records
        if before is None:
            return read_ledger(self._branch, head).records
        posts = [post for path in self._branch.changed(before, head, LEDGER) if (post := post_of(path))]
        return {**self._ledger.records, **read_ledger(self._branch, head, posts).records}

    def _say(self, digest: str, delivery: DeliveryId) -> None:
        self._said.setdefault(digest, []).append(delivery)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bids:
    """Claims of one ledger file, each as ``rivals`` decides it on the head that is extended."""

    path: str
    claims: tuple[Amendment, ...]
    rivals: Rivals

    def apply(self, read: Read) -> Mapping[str, bytes]:
        """Return the file with the claims, or with what holds them. SmmError as ``Amend``."""
        decided = tuple(self.rivals.decided(claim) for claim in self.claims)
        return Amend(path=self.path, amendments=decided).apply(read)


def bids(claims: Sequence[Amendment], rivals: Rivals) -> tuple[Edit, ...]:
    """Return edits that claim, on any head that they are applied to, what no other post says there."""
    return (rivals, *(Bids(path=edit.path, claims=edit.amendments, rivals=rivals) for edit in amend(claims)))


def _hold(claim: Entry, reason: str) -> Entry:
    return Entry(
        kind="held",
        delivery=claim.delivery,
        at=claim.at,
        due=claim.due,
        schedule_digest=claim.schedule_digest,
        reason=reason,
        code=CONTENT,
    )
