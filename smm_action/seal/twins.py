"""Two posts that are the same to a reader, on one account: the second one is not sent (``duplicate-text``).

A copied or renamed file would otherwise go out twice. Equal means an equal content digest, so a revision that says
something else is none, and neither is anything of the same post.
"""

from __future__ import annotations

from collections.abc import Container

from smm_action.model.delivery import DeliveryId, State
from smm_action.model.entry import Ledger, Record
from smm_action.model.ids import AccountName, BrandName, Digest, PostId

RULE = "duplicate-text"
"""The lint rule that finds the same in a pull request; a post that ignores it may repeat another."""
_MAY_BE_OUT = frozenset({State.CLAIMED, State.PUBLISHED, State.UNKNOWN, State.EDITED, State.RETRACTING})


class Twins:
    """What each account says or is about to say, by content digest."""

    def __init__(self, ledger: Ledger, posts: Container[tuple[BrandName, PostId]]) -> None:
        """Begin with what is out or may be, and with what is tried again: ``posts`` are those that still exist."""
        self._said: dict[tuple[AccountName, str], list[DeliveryId]] = {}
        for delivery, record in ledger.records.items():
            tried_again = record.state is State.RETRY and (delivery.brand, delivery.post) in posts
            if record.content_digest is not None and (tried_again or _may_be_out(record)):
                self.add(delivery, Digest(record.content_digest))

    def add(self, delivery: DeliveryId, digest: Digest) -> None:
        """Note that ``delivery`` says what ``digest`` stands for."""
        self._said.setdefault((delivery.account, digest), []).append(delivery)

    def of(self, delivery: DeliveryId, digest: Digest) -> DeliveryId | None:
        """Return a delivery of another post that says ``digest`` on the same account, if there is one."""
        said = self._said.get((delivery.account, digest), ())
        return next((other for other in said if (other.brand, other.post) != (delivery.brand, delivery.post)), None)


def _may_be_out(record: Record) -> bool:
    # of a broken thread some parts are out, whatever became of the rest
    return record.state in _MAY_BE_OUT or (bool(record.receipts) and record.state is not State.RETRACTED)
