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
        if platform_name not in brand.policy.budget or platform.card.prices is None:
            return None
        return Budget.of(brand, platform_name, platform.card.prices, self._ledger, self._now)
