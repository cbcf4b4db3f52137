"""A post scheduled for a day on which the platform no longer takes our version of its API.

### What it does

Compares the time of each post with the sunset of the API version that is used, as the platform's card says it.

### Why

Versions die: LinkedIn and Meta refuse requests that name one after its sunset. The tool has to be upgraded before.

### Fails

```markdown posts/launch.md 3:1
---
platforms: [acme-linkedin]
time: 2035-12-01 09:00
---
The parcels are packed.
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-linkedin]
time: 2026-12-01 09:00
---
The parcels are packed.
```

### How to fix

Upgrade the action before that day: a newer one speaks a newer version. `smm doctor` lists the sunsets.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.places import time_key
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post


class ApiVersionSunset(Rule):
    """Times behind a version's end."""

    severity: ClassVar[Severity] = Severity.WARNING

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding an account."""
        for account in context.accounts(post):
            platform = context.platform(account.platform)
            version = platform.version(account) if platform is not None else None
            when = post.when(account.name, account.platform)
            if platform is None or version is None or version.sunset is None or when is None or when.instant is None:
                continue
            if when.instant.date() > date.fromisoformat(version.sunset):
                message = (
                    f"{platform.card.label} ends version {version.name} of its API on {version.sunset}, before this"
                    " goes out. Upgrade the action before that day."
                )
                yield self.finding(message, post.locate(time_key(post, account)), account=account.name)


RULE = ApiVersionSunset()
