"""A published post whose id is gone.

### What it does

Finds ids that the ledger knows as published and that no post has any more.

### Why

Somebody renamed the file of a post without `id:`, or changed or removed it. Its numbers and replies belong to nothing
now, and under a new id it would be published again.

### Fails

```yaml smm.yml 1:1
brand: acme
accounts:
  acme-mastodon: {platform: mastodon, server: "https://mastodon.example"}
```

```ledger
launch acme-mastodon published other
```

```markdown posts/start.md
---
id: start
platforms: [acme-mastodon]
---
The parcels are packed.
```

### Passes

```ledger
launch acme-mastodon published same
```

```markdown posts/start.md
---
id: launch
platforms: [acme-mastodon]
---
The parcels are packed.
```

### How to fix

Write the old id into the front matter of the file it is in now, or bring the file back. To take a post down use `smm
retract`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.places import listed
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Location, Severity


class PostIdVanished(Rule):
    """Receipts without a post."""

    severity: ClassVar[Severity] = Severity.WARNING

    def check_project(self, context: LintContext) -> Iterator[Finding]:
        """Yield a finding an id, at the brand's ``smm.yml``."""
        for key, records in sorted(context.records.items()):
            name, post = key
            brand = context.project.brands.get(name)
            out = [record for record in records if record.is_out]
            if key in context.posts or not out:
                continue
            path = f"{brand.path}/smm.yml" if brand is not None and brand.path else "smm.yml"
            where = listed(sorted(record.delivery.account for record in out))
            message = (
                f"`{post}` is published on {where}, and no post has that id any more. Give it back to the post it was,"
                " or take it down with `smm retract`."
            )
            yield self.finding(message, Location(path=path, line=1, column=1))


RULE = PostIdVanished()
