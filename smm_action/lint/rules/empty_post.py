"""A post that says nothing.

### What it does

Finds posts for which an account would get neither text nor picture nor link, and which repost nothing.

### Why

Platforms refuse it, or publish an empty bubble.

### Fails

```markdown posts/launch.md 1:1
---
platforms: [acme-mastodon, acme-bluesky]
time: 2026-12-01 09:00
---
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon, acme-bluesky]
time: 2026-12-01 09:00
---
The parcels are packed.
```

### How to fix

Write the text below the second `---`, or remove the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.places import body_place, listed
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post


class EmptyPost(Rule):
    """Posts without content."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield one finding for all accounts that would get nothing."""
        empty = [account.name for account in context.accounts(post) if self.is_empty(post, account.name, context)]
        if empty:
            message = f"{listed(empty)} would get an empty post. Write a text, or add a picture or a link."
            yield self.finding(message, body_place(post), account=empty[0] if len(empty) == 1 else None)

    def is_empty(self, post: Post, name: str, context: LintContext) -> bool:
        """Whether rendering said that ``name`` would get nothing."""
        account = next(account for account in context.accounts(post) if account.name == name)
        rendering = context.rendering(post, account)
        return rendering is not None and any(problem.rule == self.id for problem in rendering.problems)


RULE = EmptyPost()
