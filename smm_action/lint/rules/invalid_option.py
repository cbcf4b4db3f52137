"""An option that the platform does not have.

### What it does

Checks `options:` of variants, and of accounts in `smm.yml`, against the options of the account's platform.

### Why

An option that is misspelt does nothing, and one of another platform was meant for another account.

### Fails

```markdown posts/launch.md 4:29
---
platforms: [acme-mastodon]
variants:
  acme-mastodon: {options: {sensitve: true}}
---
The parcels are packed.
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon]
variants:
  acme-mastodon: {options: {sensitive: true}}
---
The parcels are packed.
```

### How to fix

The page of each platform lists its options.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.options import option_faults
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post


class InvalidOption(Rule):
    """Options beside the schema."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_project(self, context: LintContext) -> Iterable[Finding]:
        """Return what ``lint.files`` found in the accounts."""
        return context.loaded.get(self.id, ())

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding for each faulty option of a variant."""
        if not post.variants:
            return
        for account in context.accounts(post):
            if context.platform(account.platform) is None:
                continue
            for name in (account.name, account.platform):
                variant = post.variants.get(name)
                if variant is not None:
                    for key, message in option_faults(account.platform, variant.options):
                        yield self.finding(message, post.locate(("variants", name, "options", *key)))


RULE = InvalidOption()
