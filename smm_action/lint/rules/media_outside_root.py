r"""A picture that lies outside of the content root.

### What it does

Finds media whose path is absolute, climbs out with `..`, uses backslashes, or is (or passes through) a symbolic link.

### Why

A pull request must not be able to publish a file of the machine that runs the Action. Links are never followed.

### Fails

```markdown posts/launch.md 4:5 6:5 8:5
---
platforms: [acme-mastodon]
media:
  - file: ../private/plans.png
    alt: A red parcel under a tree
  - file: /etc/passwd
    alt: A blue parcel under a tree
  - file: media/link.png
    alt: A green parcel under a tree
---
The parcels are packed.
```

```media
media/link.png -> /proc/self/environ
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon]
media:
  - file: media/launch.png
    alt: A red parcel under a tree
---
The parcels are packed.
```

```media
media/launch.png image/png 64x64
```

### How to fix

Put the file itself into `media/` and write its path from the brand's root with `/`. This rule can not be ignored.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.pictures import Item, file_place, items
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post


class MediaOutsideRoot(Rule):
    """Paths that leave the repository's content."""

    severity: ClassVar[Severity] = Severity.ERROR
    suppressible: ClassVar[bool] = False

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding a medium."""
        for item in items(post, context):
            why = None if item.remote else _why(item, context)
            if why is not None:
                yield self.finding(f"{item.ref.file} {why}. Put the file itself into media/.", file_place(post, item))


def _why(item: Item, context: LintContext) -> str | None:
    file = item.ref.file
    if file.startswith(("/", "~")) or file[1:3] in {":/", ":\\"}:
        return "is an absolute path"
    if "\\" in file:
        return "has backslashes; paths are written with /"
    steps = item.path.split("/")
    if ".." in steps:
        return "climbs out with .."
    for length in range(1, len(steps) + 1):
        if "/".join(steps[:length]) in context.links:
            return "is reached through a symbolic link, and links are never followed"
    return None


RULE = MediaOutsideRoot()
