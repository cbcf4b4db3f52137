"""A month of posts that costs more than the brand wants to spend.

### What it does

Adds up what each calendar month (UTC) costs on platforms that charge: posts on record and scheduled ones, counting them
afterwards, and reading the account once a day. It points at the first post that goes beyond `policy.budget`.

### Why

X charges for each post, more for one with a link, and for each post that is read back, once a day. When the budget is
spent, further posts are held.

### Fails

```yaml smm.yml
policy: {budget: {x: 0.5}}
```

```markdown posts/launch.md 3:1
---
platforms: [acme-x]
time: 2026-12-01 09:00
---
The parcels are packed: https://acme.example/launch
```

### Passes

```yaml smm.yml
policy: {budget: {x: 1}}
```

```markdown posts/launch.md
---
platforms: [acme-x]
time: 2026-12-01 09:00
---
The parcels are packed: https://acme.example/launch
```

### How to fix

Post less there, leave the link out (say where it is instead), or raise `policy.budget`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.places import time_key
from smm_action.lint.rule import Rule
from smm_action.model.card import Prices
from smm_action.model.finding import Finding, Severity
from smm_action.model.ids import PlatformName
from smm_action.model.payload import Payload
from smm_action.model.post import Post
from smm_action.model.project import Account, Brand
from smm_action.platformkit.budget import Budget

Slot = tuple[datetime, str, Post, Account]


class OverBudget(Rule):
    """Months that cost too much."""

    severity: ClassVar[Severity] = Severity.WARNING

    def check_project(self, context: LintContext) -> Iterator[Finding]:
        """Yield a finding for the first post of a month that does not fit, with what the whole month would cost."""
        for brand in context.project.brands.values():
            for name, most in brand.policy.budget.items():
                platform = context.platform(name)
                if platform is not None and platform.card.prices is not None:
                    yield from self._of_platform(brand, name, platform.card.prices, most, context)

    def _of_platform(
        self, brand: Brand, name: PlatformName, prices: Prices, most: float, context: LintContext
    ) -> Iterator[Finding]:
        label = platform.card.label if (platform := context.platform(name)) is not None else name
        earlier: list[Slot] = []
        for slots in _months(brand, name, context):
            budget = Budget.of(brand, name, prices, context.ledger, slots[0][0])
            budget.promise(sum(budget.counting(payload, at) for at, payload in _payloads(earlier, context)))
            total, first = budget.spent, None
            earlier += slots
            for at, _, post, account in slots:
                rendering = context.rendering(post, account)
                price = budget.price(rendering.payload, at) if rendering is not None else 0.0
                total += price
                if budget.take(price) is not None and first is None:
                    first = post, account
            if first is not None:
                message = (
                    f"{budget.month} on {label} would cost {total:.2f} USD, and `policy.budget` allows {most:.2f}:"
                    " from this post on, posts would be held."
                )
                yield self.finding(message, first[0].locate(time_key(*first)), account=first[1].name)


def _months(brand: Brand, name: PlatformName, context: LintContext) -> Iterator[list[Slot]]:
    """Yield what is scheduled from now on, a month at a time, in order of time."""
    slots: list[Slot] = []
    for post in context.project.posts:
        if post.brand != brand.name or post.draft or post.deliver == "manual":
            continue
        for account in context.accounts(post):
            when = post.when(account.name, account.platform) if account.platform == name else None
            if when is None or when.instant is None or when.instant < context.now or account.name in post.imported:
                continue
            slots.append((when.instant, post.path, post, account))
    months: dict[str, list[Slot]] = {}
    for slot in sorted(slots, key=lambda slot: slot[:2]):
        months.setdefault(slot[0].strftime("%Y-%m"), []).append(slot)
    yield from months.values()


def _payloads(slots: Iterable[Slot], context: LintContext) -> Iterator[tuple[datetime, Payload]]:
    for at, _, post, account in slots:
        rendering = context.rendering(post, account)
        if rendering is not None:
            yield at, rendering.payload


RULE = OverBudget()
