"""Outcomes on their way to the state branch: at most one push every ten seconds, and one at the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from smm_action.core.errors import SmmError
from smm_action.ledger.store import append
from smm_action.model.edit import Edit, Read
from smm_action.model.entry import Entry
from smm_action.platformkit.base import Blobs, Published, SupportsPages
from smm_action.publish.claims import Branch

PUSH_EVERY = timedelta(seconds=10)
"""GitHub recommends at most 6 pushes a minute for one repository
(https://docs.github.com/repositories/creating-and-managing-repositories/repository-limits, read 2026-08-01)."""

Extras = Callable[[Sequence[Entry]], Sequence[Edit]]
"""Index and dashboard, made by the composition root, given every entry of this run so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Pages of one state-page account, written in the commit that records their publishing."""

    platform: SupportsPages
    account: str
    items: tuple[Published, ...]
    blobs: Blobs

    def apply(self, read: Read) -> Mapping[str, bytes]:
        """Return the pages, given what the head being extended holds."""
        return self.platform.pages(self.account, self.items, read, self.blobs)


@dataclass(slots=True, kw_only=True)
class Recorder:
    """Collects entries and pages, and pushes them. Used by the main thread alone."""

    branch: Branch
    clock: Callable[[], datetime]
    extras: Extras
    blobs: Blobs
    head: str | None = None
    failure: SmmError | None = None
    """Why the last push was refused; None again when a later one went through."""
    said: list[Entry] = field(default_factory=list)
    """Every entry of this run, pushed or not."""
    waiting: list[Entry] = field(default_factory=list)
    """What no push has taken yet."""
    _pages: dict[str, tuple[SupportsPages, list[Published]]] = field(default_factory=dict)
    _last: datetime | None = None

    @property
    def refused(self) -> bool:
        """Whether the branch takes nothing: a page that cannot be made is its own account's trouble alone."""
        return self.failure is not None and any(e.delivery.account not in self._pages for e in self.waiting)

    def add(self, entry: Entry) -> None:
        """Keep an entry for the next push."""
        self.said.append(entry)
        self.waiting.append(entry)

    def add_page(self, platform: SupportsPages, account: str, item: Published) -> None:
        """Keep a published item whose page the next push writes."""
        self._pages.setdefault(account, (platform, []))[1].append(item)

    def push_if_due(self) -> None:
        """Push when the last push is long enough ago."""
        if self._last is None:
            self._last = self.clock()
        if self.waiting and self.clock() - self._last >= PUSH_EVERY:
            self.push()

    def push(self) -> None:
        """Push what waits; a refusal is kept in ``failure`` and the entries stay in ``waiting``."""
        if not self.waiting:
            return
        paged = [entry for entry in self.waiting if entry.delivery.account in self._pages]
        plain = [entry for entry in self.waiting if entry.delivery.account not in self._pages]
        self.failure = self._attempt([*plain, *paged], self._page_edits())
        if self.failure is not None and paged and plain:
            # pages that cannot be made must not keep others' receipts from being recorded
            failure = self._attempt(plain, [])
            self.failure = failure or self.failure
        self._last = self.clock()

    def _attempt(self, entries: Sequence[Entry], pages: Sequence[Edit]) -> SmmError | None:
        """Push ``entries`` with their pages; return why it was not taken."""
        try:
            edits = [*append(entries), *pages, *self.extras(tuple(self.said))]
            self.head = self.branch.commit(edits, message_of("Record", entries))
        except SmmError as error:
            return error
        except Exception as error:  # noqa: BLE001 receipts must survive whatever git or a page does
            return SmmError("The outcomes could not be recorded.", f"Unexpected {type(error).__name__}.", unsafe=True)
        for entry in entries:
            self.waiting.remove(entry)
        if pages:
            self._pages.clear()
        return None

    def _page_edits(self) -> list[Edit]:
        return [
            Pages(platform=platform, account=account, items=tuple(items), blobs=self.blobs)
            for account, (platform, items) in self._pages.items()
        ]


def message_of(verb: str, entries: Sequence[Entry]) -> str:
    """Return a commit message that holds ids only."""
    names = sorted({f"{entry.delivery.post} on {entry.delivery.account}" for entry in entries})
    if len(names) == 1:
        return f"{verb} {names[0]}"
    return f"{verb} {len(names)} deliveries\n\n" + "\n".join(names)
