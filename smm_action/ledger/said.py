"""Who says what, in a ledger of which only a part was read: a file lists digests, and the posts confirm it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from smm_action.core.errors import SmmError
from smm_action.ledger.fold import fold
from smm_action.ledger.paths import ledger_path, named
from smm_action.ledger.share import is_digest
from smm_action.ledger.store import Readable, entries
from smm_action.ledger.summary import PREFIX, Post, said_path
from smm_action.model.entry import Record


@dataclass(frozen=True, slots=True)
class Said:
    """Looks digests up in the ledger at one head (``model.entry.Ledger.said``)."""

    branch: Readable
    head: str

    def __call__(self, digest: str) -> tuple[Record, ...]:
        """Return every record whose content has ``digest``, in the ledger's order.

        Raises:
            SmmError: unsafe; the list, or a post that it names, can not be read.
        """
        if not is_digest(digest):
            return ()
        path = said_path(digest)
        listed = self.branch.read_many(self.head, [path]).get(path, b"")
        posts = {post for prefix, post in _lines(path, listed) if prefix == digest[:PREFIX]}
        files = self.branch.read_many(self.head, map(ledger_path, posts)) if posts else {}
        found = fold(entry for path, data in files.items() for entry in entries(path, data))
        return tuple(record for record in found.records.values() if record.content_digest == digest)


def _lines(path: str, data: bytes) -> Iterator[tuple[str, Post]]:
    try:
        for line in data.decode("ascii").splitlines():
            prefix, name = line.split(" ")
            yield prefix, named(name)
    except ValueError:
        raise SmmError(
            f"{path} on the state branch can not be read.",
            "It lists what was said already, so that nothing is said twice.",
            "Run `smm fsck --repair`, which makes it anew from the ledger.",
            unsafe=True,
        ) from None
