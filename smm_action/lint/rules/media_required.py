"""A post without pictures for a platform that takes none without.

### What it does

Finds posts without a picture or film for accounts whose platform refuses mere text (Instagram).

### Why

The platform has no such post, so nothing would go out when it is due.

### Fails

```markdown posts/launch.md 2:13
---
platforms: [acme-instagram]
---
The parcels are packed.
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-instagram]
media: [{file: media/launch.jpg, alt: A red parcel under a tree}]
---
The parcels are packed.
```

```media
media/launch.jpg image/jpeg 1000x1000
```

### How to fix

Add a picture: `smm media card` makes one from the post's title. Or take the account out of `platforms:`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.places import account_key
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post
from smm_action.model.project import Account
from smm_action.platformkit.render import Rendering


class MediaRequired(Rule):
    """Mere text where pictures are a must."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_rendition(
        self, post: Post, account: Account, rendering: Rendering, context: LintContext
    ) -> Iterator[Finding]:
        """Yield a finding where the account is named."""
        platform = context.platform(account.platform)
        payload = rendering.payload
        if platform is None or not platform.card.media.required or not payload.parts or payload.media:
            return
        message = f"{platform.card.label} takes no post without a picture or film. Add one to `media:`."
        yield self.finding(message, post.locate(account_key(post, account, context.brand(post))), account=account.name)


RULE = MediaRequired()
