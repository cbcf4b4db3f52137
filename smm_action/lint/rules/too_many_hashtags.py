"""More hashtags than people read.

### What it does

Counts the hashtags an account would get, from `tags:` and from the text. More than the platform's card allows (2 on
X), or than 8 where it says nothing, is a warning. More than the platform itself takes (30 on Instagram) is an error:
the post would be refused.

### Why

A row of tags looks like spam to readers and is ranked as such.

### Fails

```markdown posts/launch.md 3:1
---
platforms: [acme-mastodon]
tags: [parcels, winter, packing, ribbons, paper, biscuits, cards, tape, string]
---
The parcels are packed.
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon]
tags: [parcels, winter]
---
The parcels are packed.
```

### How to fix

Keep the two or three that people really follow. `variants:` may give an account tags of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.places import body_place, variant_key
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post
from smm_action.model.project import Account
from smm_action.platformkit.render import Rendering

DEFAULT = 8
"""Our own choice, where a card names no number."""


class TooManyHashtags(Rule):
    """Rows of tags."""

    severity: ClassVar[Severity] = Severity.WARNING

    def check_rendition(
        self, post: Post, account: Account, rendering: Rendering, context: LintContext
    ) -> Iterator[Finding]:
        """Yield one finding an account with too many."""
        count = 0
        for part in rendering.payload.parts:
            for facet in part.facets:
                if facet.kind == "tag" and not facet.value.startswith("$"):
                    count += 1
        if count <= 1:
            return
        platform = context.platform(account.platform)
        if platform is None:
            return
        rule = platform.card.tags
        limit = rule.advised if rule is not None and rule.advised is not None else DEFAULT
        if count > limit:
            variant = post.variant(account.name, account.platform)
            tags = post.tags if variant.tags is None else variant.tags
            place = post.locate(variant_key(post, account, "tags")) if tags else body_place(post)
            refused = rule.refused if rule is not None else None
            if refused is not None and count > refused:
                message = f"{platform.card.label} refuses more than {refused} hashtags, and this has {count}."
                yield self.finding(message, place, account=account.name, severity=Severity.ERROR)
            else:
                message = f"{count} hashtags are many for {platform.card.label}; keep the best {limit}."
                yield self.finding(message, place, account=account.name)


RULE = TooManyHashtags()
