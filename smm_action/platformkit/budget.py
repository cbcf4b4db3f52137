"""What a brand has spent on a platform this month, what counting it will cost, and whether the next post fits. Pure.

Prices stand on the card. A post is paid when it was sent, or may have been: in doubt it was paid. Reading is reckoned
by the cadence of counting, not by what was read: a post that is out will be counted, so its readings are promised.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from datetime import date, datetime

from smm_action.core.clock import parse_instant
from smm_action.model.card import Prices
from smm_action.model.delivery import State
from smm_action.model.entry import Ledger, Record
from smm_action.model.ids import PlatformName
from smm_action.model.payload import Payload
from smm_action.model.project import Brand
from smm_action.platformkit.cadence import days_counted
from smm_action.platformkit.prices import claimed_cost, cost

_PAID = frozenset({State.PUBLISHED, State.EDITED, State.RETRACTING, State.RETRACTED, State.CLAIMED, State.UNKNOWN})
_COUNTED = frozenset({State.PUBLISHED, State.EDITED, State.CLAIMED, State.UNKNOWN})


class Budget:
    """The spending of one brand on one platform in the calendar month (UTC) of an instant."""

    @classmethod
    def of(cls, brand: Brand, platform: PlatformName, prices: Prices, ledger: Ledger, now: datetime) -> Budget:
        """Return the budget that ``brand`` has for ``platform``, with what its accounts there cost so far."""
        accounts = {account.name for account in brand.accounts.values() if account.platform == platform}
        records = [record for delivery, record in ledger.records.items() if delivery.account in accounts]
        return cls(prices, brand.policy.budget[platform], records, now, len(accounts))

    def __init__(self, prices: Prices, most: float, records: Iterable[Record], now: datetime, accounts: int) -> None:
        """Count what ``records`` (of the brand's ``accounts`` on the platform) cost; ``most`` is what may be spent.

        Records of the month before count, too: they are read in this one.
        """
        self._prices, self._most = prices, most
        self._month = now.year, now.month
        self.month = now.strftime("%Y-%m")
        self.spent = accounts * prices.account * calendar.monthrange(*self._month)[1]
        self.spent += sum(self._cost(record) for record in records)

    def price(self, payload: Payload, at: datetime) -> float:
        """Return what ``payload``, sent at ``at``, costs within the month, with being counted."""
        return cost(self._prices, payload) + self.counting(payload, at)

    def counting(self, payload: Payload, at: datetime) -> float:
        """Return what it costs within the month to count ``payload``, sent at ``at``, maybe in an earlier month."""
        return self._reads(at, len(payload.parts))

    def promise(self, price: float) -> None:
        """Count ``price`` for what is sure to come, whether it fits or not."""
        self.spent += price

    def take(self, price: float) -> str | None:
        """Count a post of ``price``; return why it does not fit any more, None when it does."""
        if self.spent + price > self._most + 1e-9:
            return (
                f"the budget of {self._most:.2f} USD for {self.month} is used up: {self.spent:.2f} USD go into what is"
                f" out and into counting it, and this costs {price:.3f}"
            )
        self.spent += price
        return None

    def _cost(self, record: Record) -> float:
        if record.state not in _PAID and not record.receipts:
            return 0.0
        text = record.sent_at or (record.claim.at if record.claim is not None else None) or record.updated
        at = _instant(text)
        if at is None:
            return 0.0
        parts = len(record.receipts) or 1
        reads = self._reads(at, parts) if record.state in _COUNTED or record.is_out else 0.0
        if record.claim is None or (at.year, at.month) != self._month:
            return reads  # a person vouched for it, it was imported, or it was paid in another month
        return reads + claimed_cost(self._prices, (record.claim.payload or {}).get("payload"))

    def _reads(self, published: datetime, parts: int) -> float:
        """Return what counting ``parts`` that went out then costs in the month."""
        if not self._prices.read_back:
            return 0.0
        return self._prices.read_back * parts * sum(self._is_in_month(day) for day in days_counted(published))

    def _is_in_month(self, day: date) -> bool:
        return (day.year, day.month) == self._month


def _instant(text: str | None) -> datetime | None:
    try:
        return parse_instant(text) if text is not None else None
    except ValueError:
        return None
