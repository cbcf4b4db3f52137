"""What a brand has spent on a platform this month, and whether the next post still fits. Pure.

Prices are per post and stand on the card. A post is counted when it was sent, or may have been: in doubt it was paid.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from smm_action.core.clock import parse_instant
from smm_action.model.card import Prices
from smm_action.model.delivery import State
from smm_action.model.entry import Record
from smm_action.platformkit.prices import claimed_cost

_PAID = frozenset({State.PUBLISHED, State.EDITED, State.RETRACTING, State.RETRACTED, State.CLAIMED, State.UNKNOWN})


class Budget:
    """The spending of one brand on one platform in the calendar month (UTC) of an instant."""

    def __init__(self, prices: Prices, most: float, records: Iterable[Record], now: datetime) -> None:
        """Count what ``records`` (of the brand's accounts on the platform) cost; ``most`` is what may be spent."""
        self._prices, self._most = prices, most
        self.month = now.strftime("%Y-%m")
        self.spent = sum(self._cost(record) for record in records)

    def take(self, price: float) -> str | None:
        """Count a post of ``price``; return why it does not fit any more, None when it does."""
        if self.spent + price > self._most + 1e-9:
            return (
                f"the budget of {self._most:.2f} USD for {self.month} is used up: {self.spent:.2f} USD are spent, and"
                f" this costs {price:.3f}"
            )
        self.spent += price
        return None

    def _cost(self, record: Record) -> float:
        if record.state not in _PAID and not record.receipts:
            return 0.0
        at = record.sent_at or (record.claim.at if record.claim is not None else None) or record.updated
        if at is None or not self._in_month(at):
            return 0.0
        if record.claim is None:
            return 0.0  # a person vouched for it, or it was imported: nothing was sent from here
        return claimed_cost(self._prices, (record.claim.payload or {}).get("payload"))

    def _in_month(self, text: str) -> bool:
        try:
            return parse_instant(text).strftime("%Y-%m") == self.month
        except ValueError:
            return False
