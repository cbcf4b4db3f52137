"""Read ledger files of the state branch into a ``Ledger``; say new entries as edits."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

from smm_action.core.errors import SmmError
from smm_action.ledger.codec import LedgerFault, account_from_line, from_line, sample_from_line, to_line
from smm_action.ledger.fold import fold
from smm_action.ledger.freezes import freezes_of
from smm_action.ledger.paths import ACCOUNTS, FREEZES, LEDGER, METRICS, ledger_path, metrics_path, post_of
from smm_action.model.edit import Append
from smm_action.model.entry import Entry, Ledger
from smm_action.model.ids import BrandName, PostId
from smm_action.model.sample import AccountSample, Sample

T = TypeVar("T")


class Readable(Protocol):
    """What reading needs of the state branch."""

    def read_many(self, head: str, paths: Iterable[str]) -> dict[str, bytes]:
        """Return files by path."""
        ...

    def paths(self, head: str, below: str = "") -> tuple[str, ...]:
        """Return paths below a directory."""
        ...

    def changed(self, before: str, head: str, below: str = "") -> tuple[str, ...]:
        """Return paths below a directory that are not the same at two heads."""
        ...


def read_ledger(
    branch: Readable,
    head: str | None,
    posts: Iterable[tuple[BrandName, PostId]] | None = None,
    *,
    since: Ledger | None = None,
) -> Ledger:
    """Return the ledger of all posts, or of ``posts`` alone, as of ``head``; None is an empty one.

    ``since`` is the ledger of all posts at an earlier head: only files that changed since are read again. One of some
    posts is no help (``ledger.selective`` goes on with it).

    Raises:
        SmmError: unsafe; a line can not be read. Nothing may be sent on a ledger that is not understood.
    """
    if head is None:
        return Ledger()
    kept = Ledger()
    named = None if posts is None else frozenset(posts)
    if named is not None:
        wanted = [ledger_path(post) for post in named]
    elif since is None or since.head is None or since.posts is not None:
        wanted = [path for path in branch.paths(head, LEDGER) if post_of(path) is not None]
    else:
        changed = {post: path for path in branch.changed(since.head, head, LEDGER) if (post := post_of(path))}
        kept = without(since, changed)
        wanted = list(changed.values())
    files = branch.read_many(head, [*wanted, FREEZES])
    freezes = freezes_of(files.pop(FREEZES, None))
    ledger = fold((entry for path, data in files.items() for entry in entries(path, data)), head, kept)
    return replace(ledger, freezes=freezes, posts=named)


def without(ledger: Ledger, posts: Container[tuple[BrandName, PostId]]) -> Ledger:
    """Return what ``ledger`` holds of other posts."""
    return Ledger(
        records={name: held for name, held in ledger.records.items() if (name.brand, name.post) not in posts},
        seals={name: held for name, held in ledger.seals.items() if (name.brand, name.post) not in posts},
    )


def entries(path: str, data: bytes) -> Iterator[Entry]:
    """Yield the entries of one file.

    Raises:
        SmmError: unsafe; a line is torn or foreign.
    """
    post = post_of(path)
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line:
            try:
                entry = _placed(post, from_line(line))
            except LedgerFault as fault:
                raise unreadable(path, number, fault) from None
            yield entry


def _placed(post: tuple[BrandName, PostId] | None, entry: Entry) -> Entry:
    """Return ``entry`` when it is about the post of its file: in a copied or renamed one it counts twice or never."""
    if (entry.delivery.brand, entry.delivery.post) != post:
        raise LedgerFault(f"it is about {entry.delivery.post}, whose file is {ledger_path(entry.delivery)}")
    return entry


def append(new: Sequence[Entry]) -> tuple[Append, ...]:
    """Return one edit a ledger file that adds ``new``."""
    files: dict[str, list[bytes]] = {}
    for entry in new:
        files.setdefault(ledger_path(entry.delivery), []).append(to_line(entry))
    return tuple(Append(path=path, lines=tuple(lines)) for path, lines in files.items())


def read_samples(branch: Readable, head: str | None, first: str = "") -> tuple[Sample, ...]:
    """Return every sample, oldest file first; ``first`` is a day, whose month and those after are enough.

    Raises:
        SmmError: unsafe; a line can not be read.
    """
    if head is None:
        return ()
    earliest = metrics_path(first) if first else ""
    files = branch.read_many(head, [path for path in branch.paths(head, f"{METRICS}/") if path >= earliest])
    return tuple(_lines(files, sample_from_line))


def read_accounts(branch: Readable, head: str | None) -> tuple[AccountSample, ...]:
    """Return every sample of accounts, oldest first.

    Raises:
        SmmError: unsafe; a line can not be read.
    """
    if head is None:
        return ()
    return tuple(_lines(branch.read_many(head, [ACCOUNTS]), account_from_line))


def unreadable(path: str, number: int, fault: LedgerFault) -> SmmError:
    """Return what to say of a line that can not be read."""
    return SmmError(
        f"Line {number} of {path} on the state branch can not be read: {fault}.",
        "What it says may be that a post is out already.",
        "Look at the branch's history and mend the line by hand.",
        unsafe=True,
    )


def _lines(files: Mapping[str, bytes], read: Callable[[bytes], T]) -> Iterator[T]:
    for path in sorted(files):
        for number, line in enumerate(files[path].split(b"\n"), start=1):
            if line:
                try:
                    yield read(line)
                except LedgerFault as fault:
                    raise unreadable(path, number, fault) from None
