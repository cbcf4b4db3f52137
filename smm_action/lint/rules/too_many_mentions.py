"""More mentions than the platform takes.

### What it does

Counts the mentions an account would get. More than the platform's card allows (20 on Instagram) is an error.

### Why

The platform refuses the post, or shows it without its text.

### Fails

```markdown posts/launch.md 5:1
---
platforms: [acme-instagram]
media: [{file: media/launch.jpg, alt: A red parcel under a tree}]
---
Thanks @a1 @a2 @a3 @a4 @a5 @a6 @a7 @a8 @a9 @a10 @a11 @a12 @a13 @a14 @a15 @a16 @a17 @a18 @a19 @a20 @a21
```

```media
media/launch.jpg image/jpeg 1000x1000
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-instagram]
media: [{file: media/launch.jpg, alt: A red parcel under a tree}]
---
Thanks @a1 @a2
```

```media
media/launch.jpg image/jpeg 1000x1000
```

### How to fix

Mention fewer people, or give the account a text of its own under `variants:`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.places import body_place, variant_key
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post
from smm_action.model.project import Account
from smm_action.platformkit.render import Rendering

_MENTION = re.compile(r"(?<![\w@/.])@[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?")


class TooManyMentions(Rule):
    """Crowds."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_rendition(
        self, post: Post, account: Account, rendering: Rendering, context: LintContext
    ) -> Iterator[Finding]:
        """Yield one finding an account with too many."""
        platform = context.platform(account.platform)
        if platform is None or platform.card.mentions is None:
            return
        most = platform.card.mentions.value
        count = sum(len(_MENTION.findall(part.text)) for part in rendering.payload.parts)
        if count > most:
            own = post.variant(account.name, account.platform).body is not None
            place = post.locate(variant_key(post, account, "text")) if own else body_place(post)
            message = f"{platform.card.label} takes {most} mentions in a post, and this has {count}."
            yield self.finding(message, place, account=account.name)


RULE = TooManyMentions()
