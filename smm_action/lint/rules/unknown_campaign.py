"""A campaign that has no file.

### What it does

Finds `campaign:` without a file of that name in `campaigns/`.

### Why

The post would count for no campaign, and its links would carry a name that no report knows.

### Fails

```yaml campaigns/winter.yml
title: Winter
```

```markdown posts/launch.md 3:1
---
platforms: [acme-mastodon]
campaign: wintr
---
The parcels are packed.
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon]
campaign: winter
---
The parcels are packed.
```

### How to fix

Write the file's name without `.yml`, or add the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.places import nearest
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post


class UnknownCampaign(Rule):
    """Campaigns that nobody declared."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding when the campaign is not the brand's."""
        if post.campaign is None:
            return
        known = context.brand(post).campaigns
        if post.campaign not in known:
            hint = nearest(post.campaign, known) or " Add the file, or remove the key."
            yield self.finding(f"There is no campaigns/{post.campaign}.yml.{hint}", post.locate(("campaign",)))


RULE = UnknownCampaign()
