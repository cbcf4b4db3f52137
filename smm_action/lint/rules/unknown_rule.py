"""A suppression of a rule that does not exist.

### What it does

Finds names in `lint: {ignore: […]}` that are no rule, and names the nearest one.

### Why

It suppresses nothing, and what it should have suppressed is still an error.

### Fails

```markdown posts/launch.md 3:17
---
platforms: [acme-mastodon]
lint: {ignore: [shoutin]}
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

Write the rule's name as the finding shows it.
"""

from __future__ import annotations

from typing import ClassVar

from smm_action.lint.rule import Rule
from smm_action.model.finding import Severity


class UnknownRule(Rule):
    """Found where suppressions are obeyed (``lint.suppress``)."""

    severity: ClassVar[Severity] = Severity.ERROR


RULE = UnknownRule()
