"""Something that a platform does not have.

### What it does

Finds posts that ask an account for what its platform lacks, by the platform's card: a poll on Bluesky, a visibility
on X; also accounts whose default in `smm.yml` the platform can not keep.

### Why

Nothing is dropped silently. A poll without its answers, or a post for followers that everyone sees, is another post.

### Fails

```markdown posts/vote.md 3:1
---
platforms: [acme-mastodon, acme-bluesky]
poll: {options: [Red, Blue], duration: 1d}
---
Which ribbon?
```

### Passes

```markdown posts/vote.md
---
platforms: [acme-mastodon]
poll: {options: [Red, Blue], duration: 1d}
---
Which ribbon?
```

### How to fix

Take the account out of `platforms:` and write it a post of its own, or remove the key.
"""

from __future__ import annotations

from collections.abc import Iterable

from smm_action.lint.context import LintContext
from smm_action.lint.rule import RenderingRule
from smm_action.model.finding import Finding


class UnsupportedFeature(RenderingRule):
    """What a card does not list."""

    def check_project(self, context: LintContext) -> Iterable[Finding]:
        """Return what ``lint.files`` found in the accounts."""
        return context.loaded.get(self.id, ())


RULE = UnsupportedFeature()
