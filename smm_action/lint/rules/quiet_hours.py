"""A post in the hours of rest.

### What it does

Finds times within `policy.quiet_hours`, on the wall clock of the brand. `asap` and what has passed are left alone.

### Why

Nobody reads it, and nobody is there to answer.

### Fails

```yaml smm.yml
timezone: Europe/Berlin
policy: {quiet_hours: "22:00-07:00"}
```

```markdown posts/launch.md 3:1
---
platforms: [acme-mastodon]
time: 2026-12-01 23:30
---
The parcels are packed.
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon]
time: 2026-12-01 07:00
---
The parcels are packed.
```

### How to fix

Move it, or write `lint: {ignore: [quiet-hours]}` into a post that is meant for the night.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from smm_action.lint.context import LintContext
from smm_action.lint.places import KeyPath, time_key
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post
from smm_action.model.project import QuietHours


class QuietHoursRule(Rule):
    """Times at night."""

    severity: ClassVar[Severity] = Severity.WARNING

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding a time."""
        brand = context.brand(post)
        hours = brand.policy.quiet_hours
        if hours is None or post.draft:
            return
        loud: dict[KeyPath, datetime] = {}
        for account in context.accounts(post):
            when = post.when(account.name, account.platform)
            if when is None or when.instant is None or when.instant < context.now or account.name in post.imported:
                continue
            local = when.instant.astimezone(ZoneInfo(brand.timezone))
            if _is_quiet(local, hours):
                loud[time_key(post, account)] = local
        for key, local in loud.items():
            message = f"{local:%H:%M} in {brand.timezone} is within the quiet hours, {hours.start:%H:%M} to {hours.end:%H:%M}."
            yield self.finding(message, post.locate(key))


def _is_quiet(local: datetime, hours: QuietHours) -> bool:
    clock = local.time()
    if hours.start <= hours.end:
        return hours.start <= clock < hours.end
    return clock >= hours.start or clock < hours.end


RULE = QuietHoursRule()
