"""Front matter that can not be read.

### What it does

Finds files without front matter, blocks that are never closed, YAML that is none, and bytes that are not UTF-8.

### Why

Without its front matter a file has no accounts and no time. A block that is never closed would be published as text
by a tool that guesses.

### Fails

```markdown posts/launch.md 1:1
---
platforms: [acme-mastodon]

The parcels are packed.
```

A colon and a space in a value without quotes:

```markdown posts/quote.md 3:22
---
platforms: [acme-mastodon]
content_warning: News: all of it
---
The parcels are packed.
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon]
content_warning: "News: all of it"
---
The parcels are packed.
```

### How to fix

Start the file with a line `---`, close the block with another, and put values with a colon in quotes. Save the file
as UTF-8.
"""

from __future__ import annotations

from smm_action.lint.rule import LoaderRule


class InvalidFrontMatter(LoaderRule):
    """What no reader can make sense of."""


RULE = InvalidFrontMatter()
