"""Two posts of one account within minutes.

### What it does

Finds posts of an account that follow each other faster than `policy.min_gap` of the brand allows. Unset, it finds
nothing.

### Why

The second takes the first one's readers, and a timeline full of one account is muted.

### Fails

```yaml smm.yml
policy: {min_gap: 30m}
```

```markdown posts/launch.md
---
platforms: [acme-mastodon]
time: 2026-12-01 09:00
---
The parcels are packed.
```

```markdown posts/more.md 3:1
---
platforms: [acme-mastodon]
time: 2026-12-01 09:10
---
And they have left.
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon]
time: 2026-12-01 09:00
---
The parcels are packed.
```

```markdown posts/more.md
---
platforms: [acme-mastodon]
time: 2026-12-01 09:30
---
And they have left.
```

### How to fix

Move one of the two, or make them one thread.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.places import listed, time_key
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.ids import AccountName
from smm_action.model.post import Post
from smm_action.model.project import Account, Brand

Slot = tuple[datetime, str, Post]


class PostsTooClose(Rule):
    """Posts without a pause."""

    severity: ClassVar[Severity] = Severity.WARNING

    def check_project(self, context: LintContext) -> Iterator[Finding]:
        """Yield a finding for the later one of two neighbours, or for the one a change touches."""
        for brand in context.project.brands.values():
            gap = brand.policy.min_gap
            if gap is not None:
                yield from self.of_brand(brand, gap, context)

    def of_brand(self, brand: Brand, gap: timedelta, context: LintContext) -> Iterator[Finding]:
        """Yield the findings of one brand, accounts joined."""
        close: dict[tuple[str, str], tuple[Post, Post, timedelta, list[Account]]] = {}
        for name, unsorted in _slots(brand, context).items():
            slots = sorted(unsorted, key=lambda slot: slot[:2])
            for (before, _, first), (after, _, second) in pairwise(slots):
                if after - before < gap and after >= context.now:
                    blamed, other = (first, second) if context.is_touched(first) else (second, first)
                    held = close.setdefault((blamed.path, other.path), (blamed, other, after - before, []))
                    held[3].append(brand.accounts[name])
        for post, other, apart, accounts in close.values():
            minutes = int(apart.total_seconds()) // 60
            message = (
                f"{other.path} is only {minutes} min away on {listed(account.name for account in accounts)};"
                f" the policy's min_gap is {int(gap.total_seconds()) // 60} min."
            )
            yield self.finding(message, post.locate(time_key(post, accounts[0])))


def _slots(brand: Brand, context: LintContext) -> dict[AccountName, list[Slot]]:
    """Return when something goes out, by account."""
    found: dict[AccountName, list[Slot]] = {}
    for post in context.project.posts:
        if post.brand != brand.name or post.draft or (post.time is None and not post.variants):
            continue
        for name in post.accounts:
            when = post.when(name, brand.accounts[name].platform) if post.variants else post.time
            if when is not None and when.instant is not None and name not in post.imported:
                found.setdefault(name, []).append((when.instant, post.path, post))
    return found


RULE = PostsTooClose()
