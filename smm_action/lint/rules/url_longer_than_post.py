"""A URL that does not fit into a post by itself.

### What it does

Finds URLs that are longer than a whole part may be, on platforms that count them in full.

### Why

A URL is never cut and never shortened, so there is no way to split a text that holds it.

### Fails

```markdown posts/launch.md 4:1
---
platforms: [acme-bluesky]
---
https://acme.example/find?a=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa&b=bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb&c=cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-bluesky]
link: https://acme.example/find
---
Find your parcel.
```

### How to fix

Link to a shorter address of the same page, put it into `link:` where a card carries it, or write `[words](URL)`,
which shows the words alone on platforms with rich text.
"""

from __future__ import annotations

from smm_action.lint.rule import RenderingRule


class UrlLongerThanPost(RenderingRule):
    """URLs beyond the limit of a part."""


RULE = UrlLongerThanPost()
