"""Claim before sending: one commit for the batch, and only what is ours in the pushed head may be sent."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from smm_action.core.clock import format_instant, parse_instant
from smm_action.ledger.paths import ledger_path
from smm_action.model.codec import encode
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.edit import Edit
from smm_action.model.entry import Entry, Ledger, Owner, Record
from smm_action.model.payload import Sealed
from smm_action.publish.amend import Amendment, after, standing
from smm_action.publish.look import Look
from smm_action.publish.outcomes import UNTRIED, Held, NotReached, Stopped, TakenOver, delivery_of

ATTEMPT = "attempt"
"""Key of a claim's ``data``: which attempt of its set it is, from 1."""


OBEYED_WITHIN = timedelta(minutes=7)
"""How much later than it left a create may still be obeyed. Nothing leaves in the last minutes of its claim's lease,
and that a platform does not show a post says nothing before the lease has passed. Of a lease of 20 minutes that leaves
13 to send in, which is how long a run may send anyway."""


class Branch(Protocol):
    """What publishing needs of the state branch (``ledger.branch.StateBranch`` is one)."""

    def fetch(self) -> str | None:
        """Return the head the remote has now; None when there is no such branch yet."""
        ...

    def read(self, head: str, path: str) -> bytes | None:
        """Return a file of ``head``, None when it has none of that path."""
        ...

    def read_many(self, head: str, paths: Iterable[str]) -> dict[str, bytes]:
        """Return those of ``paths`` that ``head`` has."""
        ...

    def paths(self, head: str, below: str = "") -> tuple[str, ...]:
        """Return the files of ``head`` below a folder."""
        ...

    def changed(self, before: str, head: str, below: str = "") -> tuple[str, ...]:
        """Return the files below a folder that are not the same at two heads."""
        ...

    def last_seen(self) -> str | None:
        """Return the newest head that is known here: while a commit is built, the one that it extends."""
        ...

    def commit(self, edits: Sequence[Edit], message: str) -> str:
        """Push the edits by compare-and-swap; the head that holds them. SmmError when it is refused for good."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimant:
    """Who claims, and until when the claim holds without news."""

    owner: Owner
    now: datetime
    lease: timedelta
    main_sha: str | None = None

    @property
    def lease_until(self) -> datetime:
        """Return when others may take the claim for abandoned."""
        return self.now + self.lease

    @property
    def send_until(self) -> datetime:
        """Return when the last byte of a create may leave."""
        return self.lease_until - OBEYED_WITHIN


def obstacle(record: Record | None, sealed: Sealed, now: datetime) -> str | None:
    """Return why a delivery that stands like ``record`` may not be claimed, or None.

    The plan said the same of an older ledger; between sealing and publishing another run may have been here.
    """
    if record is None:
        return None
    match record.state:
        case State.SCHEDULED | State.DRAFT:
            return None
        case State.RETRY:
            waits = record.retry_after is not None and parse_instant(record.retry_after) > now
            return f"not before {record.retry_after}" if waits else None
        case State.HELD | State.MISSED:
            fresh = record.schedule_digest not in {None, sealed.schedule_digest}
            return (
                None if fresh or record.code == "content" else f"{record.state}: {record.reason or 'no reason given'}"
            )
        case _:
            return f"it is {record.state} already"


def claim(sealed: Sealed, seen: Record | None, claimant: Claimant) -> Amendment:
    """Return the intent to send ``sealed``, to be added only where the delivery stands as it was seen."""
    at = after(seen, claimant.now)
    entry = Entry(
        kind="claimed",
        delivery=delivery_of(sealed.payload),
        at=format_instant(at),
        owner=claimant.owner,
        lease_until=format_instant(at + claimant.lease),
        key=sealed.key,
        content_digest=sealed.content_digest,
        schedule_digest=sealed.schedule_digest,
        due=sealed.due,
        main_sha=claimant.main_sha,
        payload=encode(sealed),
        data={ATTEMPT: attempt_of(seen)},
    )
    return Amendment(entry=entry, seen=seen)


def attempt_of(seen: Record | None) -> int:
    """Return which attempt of its set the next claim of a delivery is, from 1.

    Only a ``retry`` goes on with a set. What a person let go again, or gave a fresh time, begins a new one; and what
    was claimed but never tried has not used its attempt.
    """
    if seen is None or seen.state is not State.RETRY or seen.claim is None:
        return 1
    made = int(seen.claim.data.get(ATTEMPT, seen.attempts))
    return max(made, 1) if seen.code in UNTRIED else made + 1


def is_ours(record: Record | None, owner: Owner) -> bool:
    """Whether the claim in force is ``owner``'s, down to the nonce."""
    return (
        record is not None
        and record.state is State.CLAIMED
        and record.claim is not None
        and record.claim.owner == owner
    )


class Files:
    """Ledger files at one head after another; those of the deliveries at hand are read together."""

    def __init__(self, branch: Branch, batch: Iterable[Sealed]) -> None:
        """Read nothing yet."""
        self._branch = branch
        self._paths = frozenset(ledger_path(delivery_of(sealed.payload)) for sealed in batch)
        self._head: str | None = None
        self._held: dict[str, bytes] = {}

    def standing(self, head: str, delivery: DeliveryId) -> Record | None:
        """Return how ``delivery`` stands at ``head``. SmmError when its file cannot be read whole."""
        return standing(partial(self._read, head), delivery)

    def _read(self, head: str, path: str) -> bytes | None:
        if path not in self._paths:
            return self._branch.read(head, path)
        if head != self._head:
            self._held = self._branch.read_many(head, self._paths)
            self._head = head
        return self._held.get(path)


def ours(branch: Branch, head: str, batch: Sequence[Sealed], owner: Owner) -> tuple[Sealed, ...]:
    """Return what of ``batch`` the pushed ``head`` says is ours: only this may be sent."""
    files = Files(branch, batch)
    return tuple(sealed for sealed in batch if is_ours(files.standing(head, delivery_of(sealed.payload)), owner))


Frozen = Callable[[str | None, Sealed], str | None]


class Recheck:
    """Looks at the remote's head before a send: a person may hold it, another run may have taken it over."""

    def __init__(
        self,
        branch: Branch,
        owner: Owner,
        frozen: Frozen = lambda _head, _sealed: None,
        batch: Iterable[Sealed] = (),
    ) -> None:
        """Look for ``owner``'s claims. Threads share looks and take turns: the branch is one local repository.

        ``frozen`` says why a freeze stops a delivery, given the head of the state branch. The files of ``batch`` are
        read together.
        """
        self._owner, self._frozen = owner, frozen
        self._look = Look(branch.fetch)
        self._files = Files(branch, batch)
        self._lock = threading.Lock()

    def __call__(self, sealed: Sealed) -> Stopped | None:
        """Return why ``sealed`` may not be sent now. SmmError when the branch cannot be read."""
        delivery = delivery_of(sealed.payload)
        head = self._look()
        with self._lock:
            record = self._files.standing(head, delivery) if head is not None else None
            freeze = self._frozen(head, sealed)
        if is_ours(record, self._owner):
            return None if freeze is None else Held(reason=freeze)
        if record is not None and record.state is State.HELD:
            return Held(reason=record.reason or "held")
        if record is None:
            return NotReached(reason="the claim is not on the state branch")
        return TakenOver(reason=f"it is {record.state} by another run")


def seen_in(ledger: Ledger, sealed: Sealed) -> Record | None:
    """Return how a sealed delivery stood in ``ledger``."""
    return ledger.get(delivery_of(sealed.payload))
