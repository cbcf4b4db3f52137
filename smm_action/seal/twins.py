"""Two posts that are the same to a reader, on one account: the second one is not sent (``model.twin``).

A copied or renamed file would otherwise go out twice.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence

from smm_action.model.delivery import DeliveryId, State
from smm_action.model.entry import Ledger, Record
from smm_action.model.ids import BrandName, Digest, PostId
from smm_action.model.twin import is_twin, may_be_out


class Twins:
    """What each account says or is about to say, by content digest."""

    def __init__(self, ledger: Ledger, posts: Container[tuple[BrandName, PostId]]) -> None:
        """Begin with what is out or may be, and with what is tried again: ``posts`` are those that still exist."""
        self._posts = posts
        self._said = ledger.said or _by_digest(ledger)
        self._about_to: dict[str, list[DeliveryId]] = {}

    def add(self, delivery: DeliveryId, digest: Digest) -> None:
        """Note that ``delivery`` is about to say what ``digest`` stands for."""
        self._about_to.setdefault(digest, []).append(delivery)

    def of(self, delivery: DeliveryId, digest: Digest) -> DeliveryId | None:
        """Return a delivery of another post that says ``digest`` on the same account, if there is one.

        Raises:
            SmmError: unsafe; of a ledger that was read in part, what was said can not be read.
        """
        said = [record.delivery for record in self._said(digest) if self._counts(record)]
        return next((one for one in (*said, *self._about_to.get(digest, ())) if is_twin(one, delivery)), None)

    def _counts(self, record: Record) -> bool:
        tried_again = record.state is State.RETRY and (record.delivery.brand, record.delivery.post) in self._posts
        return tried_again or may_be_out(record)


def _by_digest(ledger: Ledger) -> Callable[[str], Sequence[Record]]:
    found: dict[str, list[Record]] = {}
    for record in ledger.records.values():
        if record.content_digest is not None:
            found.setdefault(record.content_digest, []).append(record)
    return lambda digest: found.get(digest, ())
