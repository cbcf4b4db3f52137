"""A key that is given twice.

### What it does

Finds the second of two equal keys of one mapping, in posts, `smm.yml`, `people.yml` and campaigns.

### Why

YAML readers keep one of the two without a word, and not all the same one.

### Fails

```markdown posts/launch.md 4:1
---
platforms: [acme-mastodon]
time: 2026-12-01 09:00
time: 2026-12-02 09:00
---
The parcels are packed.
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon]
time: 2026-12-02 09:00
---
The parcels are packed.
```

### How to fix

Remove one of the two.
"""

from __future__ import annotations

from smm_action.lint.rule import LoaderRule


class DuplicateKey(LoaderRule):
    """What YAML would drop."""


RULE = DuplicateKey()
