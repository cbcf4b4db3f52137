"""An alt text that is longer than the platform takes.

### What it does

Counts the alt text of every picture an account gets against the platform's limit: 1,000 on X, 1,500 on Mastodon,
2,000 on Bluesky.

### Why

The platform refuses the post, or cuts the description where it likes.

### Fails

```yaml smm.yml
brand: acme
accounts:
  acme: {platform: mastodon, server: "https://mastodon.example", limits: {alt_text: 100}}
```

```markdown posts/chart.md 5:5
---
platforms: [acme]
media:
  - file: media/chart.png
    alt: >-
      A bar chart of parcels by week. In the first week of October 120 parcels left the house, in the second 134, in
      the third 129, in the fourth 151, and it goes on like this.
---
The parcels of a year.
```

```media
media/chart.png image/png 800x600
```

### Passes

```markdown posts/chart.md
---
platforms: [acme]
media:
  - file: media/chart.png
    alt: A bar chart of parcels by week. It climbs from 120 in October to 398 before Christmas.
---
The parcels of a year.
```

### How to fix

Describe what matters and put the rest into the text, or give the account's variant a shorter `alt:`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.pictures import alt_place, items_for
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post
from smm_action.model.project import Account
from smm_action.platformkit.render import Rendering


class AltTextTooLong(Rule):
    """Descriptions beyond the limit."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_rendition(
        self, post: Post, account: Account, rendering: Rendering, context: LintContext
    ) -> Iterator[Finding]:
        """Yield a finding a medium."""
        del rendering
        platform = context.platform(account.platform) if post.media or post.variants else None
        stated = platform.card.media.alt_text_limit if platform else None
        limit = account.limits.get("alt_text", stated)
        if platform is None or limit is None:
            return
        for item in items_for(post, account, context):
            length = len(item.ref.alt or "")
            if length > limit and not item.ref.decorative:
                message = (
                    f"The alt text of {item.ref.file} is {length - limit} characters too long for"
                    f" {account.name} ({length} of {limit})."
                )
                yield self.finding(message, alt_place(post, item), account=account.name)


RULE = AltTextTooLong()
