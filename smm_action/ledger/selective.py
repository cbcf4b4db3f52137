"""Read of a large ledger what a tick needs, and the summary for the rest.

What is needed: the posts that the project has, whatever their age; what has work at every tick; what happened lately;
and what the dashboard shows. Everything read is read whole, post by post, and what was not read is never taken for what
was never heard of (``model.entry.Unread``). Without a summary that is of the ledger at hand, everything is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from smm_action.core.clock import format_instant
from smm_action.ledger.dashboard import MOST
from smm_action.ledger.fold import fold
from smm_action.ledger.freezes import freezes_of
from smm_action.ledger.objects import Tree
from smm_action.ledger.paths import DAYS, FREEZES, LEDGER, SUMMARY, ledger_path, named, post_of
from smm_action.ledger.said import Said
from smm_action.ledger.share import UNDATED, WORK, counted, day, order
from smm_action.ledger.store import Readable, entries, read_ledger, without
from smm_action.ledger.summary import Post, Summary, believed
from smm_action.model.delivery import State
from smm_action.model.entry import Ledger, Record

MARGIN = timedelta(days=2)
"""An instant may be written with another offset, and a server's clock may differ: a day's file is opened for both."""
HALF = 0.5
"""Share of all posts from which on reading everything costs no more than choosing."""
NAMED = "post:"


class Outlined(Readable, Protocol):
    """What choosing needs of the state branch beside."""

    def objects(self, head: str, paths: Iterable[str]) -> tuple[dict[str, bytes], dict[str, Tree]]:
        """Return the files and the folders among ``paths``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What has to be read, whatever the summary says."""

    posts: frozenset[Post]
    """Those of the project, and those that they name."""
    since: datetime
    """Everything of which something happened since."""


def read_needed(branch: Outlined, head: str | None, needs: Needs, *, since: Ledger | None = None) -> Ledger:
    """Return what is needed of the ledger at ``head``, or all of it.

    ``since`` is what was read at an earlier head: files that did not change are not read again, and a ledger that was
    whole stays so.

    Raises:
        SmmError: unsafe; a line of what is read can not be read.
    """
    whole = since if since is not None and since.posts is None else None
    if head is None or (whole is not None and whole.head is not None):
        return read_ledger(branch, head, since=whole)
    files, trees = branch.objects(head, [SUMMARY, FREEZES, LEDGER, DAYS])
    summary = believed(files.get(SUMMARY), trees.get(LEDGER, {}))
    if summary is None:
        return read_ledger(branch, head)
    reader = _Reader(branch, head, summary, frozenset(trees.get(DAYS, {})))
    if since is not None and since.head is not None:
        reader.keep(since)
    try:
        reader.read(needs.posts)
        reader.read(_standing(summary))
        reader.read_since(day(format_instant(needs.since - MARGIN)))
        reader.read(_named_by_claims(reader.ledger.records.values()))
    except _ReadAll:
        return read_ledger(branch, head)
    freezes = freezes_of(files.get(FREEZES))
    return replace(reader.ledger, head=head, totals=summary.totals, said=Said(branch, head), freezes=freezes)


class _ReadAll(Exception):  # noqa: N818 no error of anybody who calls
    """Nothing is gained by choosing, or what is derived can not be read."""


@dataclass(slots=True)
class _Reader:
    """Reads posts once, and keeps what it read."""

    branch: Outlined
    head: str
    summary: Summary
    days: frozenset[str]
    """Names of the files by day."""
    ledger: Ledger = field(default_factory=lambda: Ledger(posts=frozenset()))
    _by_day: dict[str, list[Post]] = field(default_factory=dict)

    def keep(self, earlier: Ledger) -> None:
        """Begin with what ``earlier`` holds of posts that did not change since."""
        assert earlier.head is not None
        changed = {post for path in self.branch.changed(earlier.head, self.head, LEDGER) if (post := post_of(path))}
        kept = without(earlier, changed)
        self.ledger = replace(kept, posts=(earlier.posts or frozenset()) - changed)

    def read(self, posts: Iterable[Post]) -> None:
        """Read the files of posts that were not read yet."""
        held = self.ledger.posts or frozenset()
        fresh = frozenset(posts) - held
        if not fresh:
            return
        if len(held | fresh) > self.summary.posts * HALF:
            raise _ReadAll
        files = self.branch.read_many(self.head, map(ledger_path, fresh))
        found = fold((entry for path, data in files.items() for entry in entries(path, data)), self.head, self.ledger)
        self.ledger = replace(found, posts=held | fresh)

    def read_since(self, first: str) -> None:
        """Read everything that happened since the day ``first``, and as far back as the dashboard looks."""
        self.read(self._posts_of([UNDATED]))
        dates = sorted(self.days - {UNDATED}, reverse=True)
        recent = sum(1 for date in dates if date >= first)
        enough = MOST
        while True:
            taken = self._holding(enough, dates, recent)
            self.read(self._posts_of(dates[:taken]))
            if taken == len(dates) or self._shows_all(dates[taken - 1] if taken else "9999"):
                return
            enough = max(enough, len(self._posts_of(dates[:taken]))) * 2

    def _holding(self, posts: int, dates: list[str], least: int) -> int:
        """Return how many of ``dates``, at least ``least``, hold so many posts."""
        found, taken, batch = self._posts_of(dates[:least]), least, 8
        while taken < len(dates) and len(found) < posts:
            if dates[taken] not in self._by_day:
                self._open(dates[taken : taken + batch])
                batch *= 2
            found.update(self._by_day[dates[taken]])
            taken += 1
        return taken

    def _shows_all(self, first: str) -> bool:
        """Whether the newest of what is out, and the last change of all, are among what was read back to ``first``."""
        shown = list(counted(self.ledger))
        out = sum(1 for record in shown if record.is_out and day(order(record)) >= first)
        changed = any(day(record.updated or "") >= first for record in shown)
        return changed and out >= min(MOST, sum(self.summary.totals.published.values()))

    def _posts_of(self, dates: Iterable[str]) -> set[Post]:
        wanted = list(dates)
        self._open(wanted)
        return {post for date in wanted for post in self._by_day[date]}

    def _open(self, dates: Iterable[str]) -> None:
        fresh = [date for date in dates if date not in self._by_day]
        files = self.branch.read_many(self.head, [f"{DAYS}/{date}" for date in fresh]) if fresh else {}
        for date in fresh:
            data = files.get(f"{DAYS}/{date}", b"")
            self._by_day[date] = _names(data.decode("ascii", "replace").splitlines())


def _standing(summary: Summary) -> set[Post]:
    """Return what has work, and of each table of the dashboard the newest."""
    found: set[Post] = set()
    for place, names in summary.standing.items():
        if place.split("/")[0] in WORK:
            found |= set(_names(names))
        else:
            last = sorted(names.values(), reverse=True)[:MOST][-1]
            found |= set(_names(name for name, told in names.items() if told >= last))
    return found


def _names(names: Iterable[str]) -> list[Post]:
    try:
        return [named(name) for name in names]
    except ValueError:
        raise _ReadAll from None


def _named_by_claims(records: Iterable[Record]) -> set[Post]:
    """Return the posts that deliveries to be tried again reply to, quote or repost: what was claimed binds."""
    found = set()
    for record in records:
        if record.state is State.RETRY and record.claim is not None:
            payload: Mapping[str, object] = (record.claim.payload or {}).get("payload", {})
            targets = (payload.get(key) for key in ("reply_to", "quote", "repost"))
            found |= {
                (record.delivery.brand, target.removeprefix(NAMED))
                for target in targets
                if isinstance(target, str) and target.startswith(NAMED)
            }
    return found  # type: ignore[return-value]
