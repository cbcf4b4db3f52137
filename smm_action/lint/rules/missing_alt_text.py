"""A picture without a description.

### What it does

Finds media without `alt:` that are not marked `decorative: true`, in `media:`, in variants and in the body. Where the
brand's policy says `alt_text: recommended` it is a warning.

### Why

People who do not see a picture have its description alone. On Mastodon and Bluesky many do not share posts without
one.

### Fails

```markdown posts/launch.md 4:5 8:1
---
platforms: [acme-mastodon]
media:
  - file: media/launch.png
---
The parcels are packed.

![](media/tree.png)
```

```media
media/launch.png image/png 64x64
media/tree.png image/png 64x64
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon]
media:
  - file: media/launch.png
    alt: A red parcel under a tree
  - {file: media/line.png, decorative: true}
---
The parcels are packed.
```

```media
media/launch.png image/png 64x64
media/line.png image/png 640x8
```

### How to fix

Say in a sentence what the picture shows and why it is there. A picture that says nothing is `decorative: true`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.pictures import alt_place, items
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post


class MissingAltText(Rule):
    """Media that say nothing to some."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding a medium."""
        for item in items(post, context):
            if item.ref.decorative or (item.ref.alt or "").strip():
                continue
            required = context.brand(post).policy.alt_text == "required"
            message = (
                f"{item.ref.file} has no alt text. Say what it shows, or write `decorative: true` when it says nothing."
            )
            severity = None if required else Severity.WARNING
            yield self.finding(message, alt_place(post, item), severity=severity)


RULE = MissingAltText()
