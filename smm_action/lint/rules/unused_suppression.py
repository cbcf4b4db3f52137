"""A suppression that suppresses nothing.

### What it does

Finds names in `lint: {ignore: […]}` whose rule finds nothing in the post, or can not be ignored.

### Why

A suppression that is left behind hides the next fault of its kind.

### Fails

```markdown posts/launch.md 3:17
---
platforms: [acme-mastodon]
lint: {ignore: [shouting]}
---
The parcels are packed.
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon]
lint: {ignore: [shouting]}
---
ALL THE PARCELS ARE PACKED!
```

### How to fix

Remove the name.
"""

from __future__ import annotations

from typing import ClassVar

from smm_action.lint.rule import Rule
from smm_action.model.finding import Severity


class UnusedSuppression(Rule):
    """Found where suppressions are obeyed (``lint.suppress``)."""

    severity: ClassVar[Severity] = Severity.NOTICE


RULE = UnusedSuppression()
