"""The budget of each brand and platform, while deliveries are sealed: what does not fit is held."""

from __future__ import annotations

from datetime import datetime

from smm_action.model.entry import Ledger
from smm_action.model.ids import BrandName, PlatformName
from smm_action.model.payload import Payload
from smm_action.model.project import Project
from smm_action.platformkit.base import Platform
from smm_action.platformkit.budget import Budget


class Spending:
    """What the ledger says was spent in the month of ``now``, and what this tick adds, in order of sending."""

    def __init__(self, project: Project, ledger: Ledger, now: datetime) -> None:
        """Look at nothing yet: most brands have no budget."""
        self._project, self._ledger, self._now = project, ledger, now
        self._budgets: dict[tuple[BrandName, PlatformName], Budget | None] = {}

    def refusal(self, payload: Payload, platform: Platform) -> str | None:
        """Return why ``payload`` does not fit into its brand's budget; None when it fits, and is counted."""
        if platform.card.prices is None:
            return None
        place = payload.brand, payload.platform
        if place not in self._budgets:
            self._budgets[place] = self._budget(*place, platform)
        budget = self._budgets[place]
        return None if budget is None else budget.take(budget.price(payload, self._now))

    def _budget(self, name: BrandName, platform_name: PlatformName, platform: Platform) -> Budget | None:
        brand = self._project.brands[name]
        most = brand.policy.budget.get(platform_name)
        if most is None or platform.card.prices is None:
            return None
        accounts = {account.name for account in brand.accounts.values() if account.platform == platform_name}
        records = [record for delivery, record in self._ledger.records.items() if delivery.account in accounts]
        return Budget(platform.card.prices, most, records, self._now, len(accounts))
