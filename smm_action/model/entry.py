"""The ledger's append-only entries and the state folded from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from smm_action.model.delivery import DeliveryId, Receipt, State
from smm_action.model.freeze import Freeze
from smm_action.model.ids import AccountName, BrandName, PostId
from smm_action.model.post import EMPTY

EntryKind = Literal[
    "sealed",  # what a commit makes of the delivery, and who reviewed it: never a state
    "claimed",  # the intent to send, with key, payload and owner
    "part",  # one part of a thread is out
    "published",
    "retry",  # failed, may be tried again
    "failed",  # failed for good
    "unknown",
    "held",
    "missed",
    "skipped",
    "released",  # a person lets a held, missed or failed delivery go again
    "resolved",  # a person answers an unknown: published at URL, or send again
    "edited",
    "retracting",
    "retracted",
]


OUT = frozenset({State.PUBLISHED, State.EDITED})
"""States of a delivery that is out, whole."""
_TAKEN_BACK = frozenset({State.RETRACTING, State.RETRACTED})
_WHOLE = OUT | _TAKEN_BACK
"""States that a delivery has as a whole, its first comment with it."""
HANDED = "by-hand"
"""``code`` of a ``held`` whose kit lies ready: it waits for the address that a person tells."""

REPEATABLE = "same-key"
"""``code`` of a ``retry`` that may be out: it is tried again because a repeat under the same key makes nothing new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who claimed: a runner. Dead when its run is completed or its lease has passed."""

    run: str
    """GITHUB_RUN_ID, or ``local-<host>-<pid>``."""
    attempt: int = 1
    shard: int = 0
    nonce: str
    """Random, 128 bits, hexadecimal: tells two claims of one run apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the ledger (schemas/artifacts/entry/v1.schema.json)."""

    kind: EntryKind
    delivery: DeliveryId
    at: str
    """RFC 3339 UTC instant, from the ``now`` of the runner."""
    owner: Owner | None = None
    """On ``claimed`` and on every entry that ends or continues that claim."""
    lease_until: str | None = None
    key: str | None = None
    content_digest: str | None = None
    schedule_digest: str | None = None
    due: str | None = None
    main_sha: str | None = None
    """The commit whose tree the payload and its media came from."""
    payload: Mapping[str, Any] | None = None
    """The sealed delivery as JSON, on ``claimed`` only (ledger.codec)."""
    receipts: tuple[Receipt, ...] = ()
    reason: str | None = None
    code: str | None = None
    retry_after: str | None = None
    """RFC 3339 UTC instant before which a ``retry`` is not due."""
    by: str | None = None
    """The person, for entries a person wrote."""
    data: Mapping[str, Any] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One delivery's state, folded from its entries."""

    delivery: DeliveryId
    state: State
    attempts: int = 0
    receipts: tuple[Receipt, ...] = ()
    reason: str | None = None
    code: str | None = None
    """The last entry's code: ``content`` on a hold that a new text, or an approval of it, may lift."""
    claim: Entry | None = None
    """The claim in force or the last one: holds key, payload, owner and lease."""
    due: str | None = None
    sent_at: str | None = None
    retry_after: str | None = None
    content_digest: str | None = None
    schedule_digest: str | None = None
    updated: str | None = None

    @property
    def url(self) -> str | None:
        """Return the URL of the first part, if it is out."""
        return self.receipts[0].url if self.receipts else None

    @property
    def is_out(self) -> bool:
        """Whether readers have the whole post, be its first comment still to come or lost."""
        return self.post_state in OUT

    @property
    def post_state(self) -> State:
        """Return how the post stands, whatever became of its first comment."""
        # asked of every record of a ledger: parts are looked at only where they can matter
        if self.state in _WHOLE or not self.receipts:
            return self.state
        posts, comments = self._parts()
        if not comments or len(self.receipts) < posts:
            return self.state
        return State.EDITED if ((self.claim and self.claim.payload) or {}).get("correct") == "edit" else State.PUBLISHED

    @property
    def comment(self) -> State | None:
        """Return how the first comment stands: None without one, and before the post is out."""
        posts, comments = self._parts()
        if not comments or self.state in _TAKEN_BACK or not self.is_out:
            return None
        told = len(self.receipts) >= posts + comments
        return State.PUBLISHED if told or self.state in OUT else self.state

    def _parts(self) -> tuple[int, int]:
        """Return how many parts the post has, and how many its first comment, which comes last."""
        sealed = (self.claim.payload if self.claim is not None else None) or {}
        payload = sealed.get("payload")
        held = payload.get("parts") if isinstance(payload, Mapping) else None
        parts = held if isinstance(held, list | tuple) else ()
        comments = sum(isinstance(part, Mapping) and part.get("role") == "comment" for part in parts)
        return len(parts) - comments, comments


class Unread(LookupError):  # noqa: N818 a fault of ours, never an answer
    """A delivery was asked for whose post was not read: that is not the same as one that was never heard of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How many deliveries stand where, in the whole ledger; what a later revision edited is not counted."""

    places: Mapping[str, int] = field(default_factory=lambda: EMPTY)
    """By ``ledger.share.place``: the state, or where in the state."""
    published: Mapping[AccountName, int] = field(default_factory=lambda: EMPTY)
    """What is out, by account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The folded state of every delivery that was read."""

    records: Mapping[DeliveryId, Record] = field(default_factory=lambda: EMPTY)
    head: str | None = None
    """Commit of the state branch it was read from; None when the branch does not exist yet."""
    seals: Mapping[DeliveryId, tuple[Entry, ...]] = field(default_factory=lambda: EMPTY)
    """The ``sealed`` entries of each delivery, oldest first: beside its state, and there before it has one."""
    freezes: tuple[Freeze, ...] = ()
    """What a person froze there."""
    posts: frozenset[tuple[BrandName, PostId]] | None = None
    """The posts that were read; None is every post."""
    totals: Totals | None = None
    """What the summary says of all posts, where only some were read."""
    said: Callable[[str], Sequence[Record]] | None = field(default=None, compare=False, repr=False)
    """Content digest → who says that in the whole ledger, where only some posts were read."""

    def get(self, delivery: DeliveryId) -> Record | None:
        """Return the record of ``delivery``, or None when the ledger never heard of it.

        Raises:
            Unread: its post is none of those that were read.
        """
        self.must_have_read(delivery.brand, delivery.post)
        return self.records.get(delivery)

    def must_have_read(self, brand: BrandName, post: PostId) -> None:
        """Return when the post was read, so that no record of it means that there is none.

        Raises:
            Unread: it was not.
        """
        if self.posts is not None and (brand, post) not in self.posts:
            raise Unread(f"the ledger of {brand}/{post} was not read")
