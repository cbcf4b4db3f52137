"""A time that has passed before the post went out.

### What it does

Finds posts that are neither drafts, imported, known to the ledger nor corrections of what is out, and whose time is
over. In a change it is an error; in a run over everything a warning, and only once the post is too late to go out by
itself (`max_late`, `not_after`).

### Why

It would go out the moment it is merged, or never, and neither is what the author wrote.

### Fails

```markdown posts/launch.md 3:1
---
platforms: [acme-mastodon]
time: 2025-12-01 09:00
---
The parcels are packed.
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon]
time: 2026-12-01 09:00
---
The parcels are packed.
```

### How to fix

Write the time that was meant. `time: asap` is the next tick after the merge.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from smm_action.core.clock import format_instant
from smm_action.ledger.revisions import out_before
from smm_action.lint.context import LintContext
from smm_action.lint.places import KeyPath, time_key
from smm_action.lint.rule import Rule
from smm_action.lint.valid import lapse
from smm_action.model.delivery import DeliveryId
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post


class TimeInThePast(Rule):
    """Times before now."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding a time, whatever the number of accounts it is for."""
        if post.draft or (post.time is None and not post.variants):
            return
        passed: dict[KeyPath, str] = {}
        for account in context.accounts(post):
            when = post.when(account.name, account.platform)
            if when is None or when.instant is None or when.instant >= context.now or account.name in post.imported:
                continue
            delivery = DeliveryId(post.brand, post.id, account.name, post.revision)
            if context.ledger.get(delivery) is not None or out_before(context.ledger, delivery) is not None:
                continue
            if context.is_touched(post) or (
                context.changed is None and lapse(post, when.instant, context) < context.now
            ):
                passed[time_key(post, account)] = format_instant(when.instant)
        for key, instant in passed.items():
            message = f"{instant} is in the past. Write another time, or `asap` for the next tick after the merge."
            severity = Severity.ERROR if context.is_touched(post) else Severity.WARNING
            yield self.finding(message, post.locate(key), severity=severity)


RULE = TimeInThePast()
