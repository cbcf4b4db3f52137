"""What a platform is: a card, a way to count and to render, and the protocols it may support.

Sending is split so that exactly one call is irreversible: ``prepare`` uploads and may be repeated,
``send`` makes the one create and is never repeated, ``find`` looks whether it exists.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol, runtime_checkable

from smm_action.core.http import Http
from smm_action.model.card import Card, Version
from smm_action.model.delivery import Outcome, Receipt, Rejected, Retry, Sent, Unauthorized, Unknown
from smm_action.model.payload import Payload, Sealed
from smm_action.model.post import EMPTY
from smm_action.model.project import Account, Person
from smm_action.platformkit.hosting import MediaHost
from smm_action.platformkit.limits import Throttle


class Platform:
    """Base of all platforms. A module of ``platforms/`` defines one subclass and calls it ``PLATFORM``."""

    card: ClassVar[Card]

    def count(self, text: str, *, visible_only: bool = False) -> int:
        """Return the length of ``text`` in ``card.text.unit``; code points unless overridden."""
        del visible_only
        return len(text)

    def length(self, text: str, content_warning: str = "") -> int:
        """Return the length of a part with ``text``; platforms that count the content warning too override this."""
        del content_warning
        return self.count(text)

    def limit(self, account: Account) -> int:
        """Return the limit of one part: the account's own (its server's), else the card's."""
        return int(account.limits.get("characters", self.card.text.value))

    def refused(self, payload: Payload) -> Rejected | None:
        """Return why the platform would refuse ``payload`` beyond what its card says; None when it would not.

        Lint shows it in the post; ``prepare`` gives the same answer.
        """
        del payload
        return None

    def version(self, account: Account) -> Version | None:
        """Return the version of the API that ``account`` speaks: the card's, unless it names one of its own."""
        del account
        return self.card.version

    def mention(self, person: Person, account: Account) -> str | None:
        """Return how ``person`` is addressed here, with ``@``; None when they have no handle on this platform."""
        del account
        handle = person.handles.get(self.card.name)
        return f"@{handle.removeprefix('@')}" if handle else None


@dataclass(slots=True, kw_only=True)
class Session:
    """One account, signed in, for the length of a run. Never leaves its thread."""

    http: Http
    account: str
    server: str
    handle: str
    token: str = field(default="", repr=False)
    identity: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    """What signing in told: Bluesky's ``did``, Mastodon's account ``id`` and ``acct``."""
    memory: dict[str, Any] = field(default_factory=dict)
    """A platform's own cache for this run: instance limits, parsed own posts."""
    scopes: frozenset[str] | None = None
    """What the token may do, as far as the platform tells; None when it does not."""
    expires: str | None = None
    """RFC 3339 UTC instant at which the token ends; None when it does not, or nobody says."""
    host: MediaHost | None = None
    """Where media get a public address; None when smm.yml names no ``media_host``."""
    options: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    """The account's own ``options:`` in smm.yml."""
    throttle: Throttle = field(default_factory=Throttle)
    """What the server said is left: platforms note the answers to creates, and to calls under the same limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Uploaded media and whatever else ``send`` needs. Nothing of it is visible to anyone yet."""

    data: Mapping[str, Any] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The part exists on the platform."""

    receipt: Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """The part surely does not exist: everything that could hold it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CannotTell:
    """The platform could not be searched now, or not far enough."""

    reason: str


Search = Found | Absent | CannotTell
Blobs = Callable[[str], bytes]
"""sha256 → bytes, of what was sealed. Raises KeyError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A post that a payload replies to, quotes or reposts, already resolved to a URL."""

    reply_to: str | None = None
    quote: str | None = None
    repost: str | None = None


@runtime_checkable
class SupportsPublish(Protocol):
    """Can sign in and send."""

    def open(self, session: Session, credentials: Mapping[str, str]) -> Session | Unauthorized | Retry:
        """Sign in: fill in ``session``'s token and identity. ``credentials`` maps field names (``TOKEN``) to values."""
        ...

    def prepare(self, session: Session, sealed: Sealed, part: int, blobs: Blobs) -> Prepared | Outcome:
        """Upload what part ``part`` needs; may be repeated, shows nothing to anyone."""
        ...

    def send(
        self,
        session: Session,
        sealed: Sealed,
        part: int,
        prepared: Prepared,
        earlier: Sequence[Receipt],
        target: Target,
    ) -> Outcome:
        """Make the one create call of part ``part``, once. ``earlier`` are the receipts of the parts before it."""
        ...


@runtime_checkable
class SupportsPlaces(Protocol):
    """Has to know what a part answers or quotes before the part is ready to be sent (Threads' containers)."""

    def place(
        self,
        session: Session,
        sealed: Sealed,
        part: int,
        prepared: Prepared,
        earlier: Sequence[Receipt],
        target: Target,
    ) -> Prepared | Outcome:
        """Prepare the rest of what ``prepare`` began; may be repeated, shows nothing to anyone."""
        ...


@runtime_checkable
class SupportsFind(Protocol):
    """Can look for a part that may have been sent."""

    def find(self, session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt]) -> Search:
        """Search the account's own posts (or the key) for part ``part``; texts and media compared after rewriting."""
        ...


@runtime_checkable
class SupportsEdit(Protocol):
    """Can change what a part says, at its address."""

    def edit(
        self, session: Session, sealed: Sealed, part: int, prepared: Prepared, receipt: Receipt
    ) -> Sent | Retry | Rejected | Unauthorized:
        """Have the part that ``receipt`` names say what part ``part`` of ``sealed`` says; its id stays.

        May be repeated, and nothing comes of that but the same text: so a lost answer is tried again, never doubted.
        """
        ...


@runtime_checkable
class SupportsDelete(Protocol):
    """Can take a post back."""

    def delete(self, session: Session, receipt: Receipt) -> Receipt | Retry | Rejected | Unauthorized:
        """Delete one part; the receipt comes back when it is gone (also when it was gone before)."""
        ...


@runtime_checkable
class SupportsMetrics(Protocol):
    """Can count."""

    def metrics(self, session: Session, receipts: Sequence[Receipt]) -> Mapping[str, Mapping[str, int]]:
        """Return counters by receipt id; a receipt that is gone, and a counter not given, are absent."""
        ...

    def account_counters(self, session: Session) -> Mapping[str, int]:
        """Return counters of the account itself: ``followers``."""
        ...


@runtime_checkable
class SupportsLimits(Protocol):
    """Its servers state limits of their own."""

    def server_limits(self, session: Session) -> Mapping[str, int]:
        """Return what the server states: ``characters``, ``media``, ``alt_text`` …; empty when it says nothing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What a credential is like, beyond working."""

    missing_scopes: tuple[str, ...] = ()
    expires: str | None = None
    """RFC 3339 UTC instant; None when it does not end, or nobody says."""
    said: tuple[str, ...] = ()
    """Further sentences for a person."""


@runtime_checkable
class SupportsInspect(Protocol):
    """Can say what its credentials may do and how long they live."""

    def inspect(self, session: Session) -> Inspection:
        """Look at the credential of ``session``; reads only."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """New credentials, in place of the old ones."""

    values: Mapping[str, str] = field(repr=False)
    """By field name: those of ``card.refresh.fields``."""
    expires: str | None
    """RFC 3339 UTC instant at which they end."""


@runtime_checkable
class SupportsRefresh(Protocol):
    """Its tokens end and can be renewed without a person."""

    def refresh(
        self, http: Http, credentials: Mapping[str, str]
    ) -> Refreshed | Unauthorized | Retry | Rejected | Unknown:
        """Renew, in exactly one call. Unknown: the answer was lost, and the old token may be dead (``rotating``)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Somebody's reply or mention. What they wrote never goes into the repository."""

    id: str
    url: str
    at: str
    """RFC 3339 UTC instant."""
    to: str
    """Id of the receipt it answers; empty for a mention."""
    author: str
    """The platform's id of who wrote it, never the name."""
    text: str = field(default="", repr=False)


@runtime_checkable
class SupportsReplies(Protocol):
    """Can list what others answered."""

    def replies(self, session: Session, receipts: Sequence[Receipt], since: str | None) -> Sequence[Reply]:
        """Return replies to ``receipts``, and mentions where it can, newer than ``since``, oldest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A published delivery whose pages a state-page platform writes."""

    sealed: Sealed
    receipts: tuple[Receipt, ...]
    at: str


@runtime_checkable
class SupportsPages(Protocol):
    """Publishes by committing pages to the state branch, in the same commit as the outcome."""

    def pages(
        self, account: str, items: Sequence[Published], read: Callable[[str], bytes | None], blobs: Blobs
    ) -> Mapping[str, bytes]:
        """Return files to write, by path below the state path, given what the head being extended holds."""
        ...

    def removed(
        self, account: str, receipts: Sequence[Receipt], read: Callable[[str], bytes | None]
    ) -> Mapping[str, bytes | None]:
        """Return files to write, and None for those that go, so that what ``receipts`` name is nowhere any more."""
        ...
