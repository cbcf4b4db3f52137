"""A variant for an account that the post does not go to.

### What it does

Finds keys of `variants:` that name an account or platform outside of the post's `platforms:`.

### Why

Somebody wrote a text that nobody will read; most likely the account was forgotten.

### Fails

```markdown posts/launch.md 4:3
---
platforms: [acme-mastodon]
variants:
  acme-bluesky: {text: "Packed!"}
---
The parcels are packed.
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon, acme-bluesky]
variants:
  acme-bluesky: {text: "Packed!"}
---
The parcels are packed.
```

### How to fix

Add the account to `platforms:`, or remove its variant.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post


class UnusedVariant(Rule):
    """Variants that are never sent."""

    severity: ClassVar[Severity] = Severity.WARNING

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding a variant."""
        if not post.variants or not post.accounts:
            return
        brand = context.brand(post)
        used = {account.platform for account in context.accounts(post)}
        known = {account.platform for account in brand.accounts.values()}
        for name in post.variants:
            if (name in brand.accounts or name in known) and name not in post.accounts and name not in used:
                message = f"The post does not go to `{name}`. Add it to `platforms:`, or remove the variant."
                yield self.finding(message, post.locate(("variants", name)))


RULE = UnusedVariant()
