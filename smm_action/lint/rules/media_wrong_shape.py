"""A picture too wide, too tall, or a film too long or too short for the platform.

### What it does

Compares the shape of pictures (width divided by height) and the length of films with the platform's card.

### Why

The platform refuses the file, or cuts away what matters.

### Fails

```markdown posts/launch.md 4:5
---
platforms: [acme-instagram]
media:
  - file: media/banner.jpg
    alt: A red parcel under a tree
---
The parcels are packed.
```

```media
media/banner.jpg image/jpeg 3000x1000
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-instagram]
media:
  - file: media/square.jpg
    alt: A red parcel under a tree
---
The parcels are packed.
```

```media
media/square.jpg image/jpeg 1000x1000
```

### How to fix

Crop the picture, or cut the film. A square fits everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.pictures import file_place, inspected
from smm_action.lint.rule import Rule
from smm_action.model.card import MediaRules
from smm_action.model.finding import Finding, Severity
from smm_action.model.media import MediaFacts
from smm_action.model.post import Post
from smm_action.model.project import Account
from smm_action.platformkit.render import Rendering

SLACK = 0.01
"""Of a ratio: platforms round, and a pixel more or less is no other shape."""


class MediaWrongShape(Rule):
    """Shapes and lengths out of bounds."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_rendition(
        self, post: Post, account: Account, rendering: Rendering, context: LintContext
    ) -> Iterator[Finding]:
        """Yield a finding a medium."""
        platform = context.platform(account.platform)
        if platform is None or not rendering.payload.media:
            return
        for item, facts in inspected(post, account, context):
            fault = _fault(facts, platform.card.media)
            if fault is not None:
                message = f"{item.ref.file} {fault} for {platform.card.label}."
                yield self.finding(message, file_place(post, item), account=account.name)


def _fault(facts: MediaFacts, rules: MediaRules) -> str | None:
    if facts.kind in {"image", "gif"} and facts.width and facts.height:
        ratio = facts.width / facts.height
        size = f"({facts.width} × {facts.height})"
        if rules.max_ratio is not None and ratio > rules.max_ratio + SLACK:
            return f"is too wide {size}: crop it to {rules.max_ratio:g}:1 at most"
        if rules.min_ratio is not None and ratio < rules.min_ratio - SLACK:
            return f"is too tall {size}: crop it to {rules.min_ratio:g}:1 at least"
    if facts.kind == "video" and facts.seconds is not None:
        if rules.max_video_seconds is not None and facts.seconds > rules.max_video_seconds:
            return f"runs {facts.seconds:.0f} seconds, {rules.max_video_seconds} are the most"
        if rules.min_video_seconds is not None and facts.seconds < rules.min_video_seconds:
            return f"runs {facts.seconds:.1f} seconds, {rules.min_video_seconds} are the least"
    return None


RULE = MediaWrongShape()
