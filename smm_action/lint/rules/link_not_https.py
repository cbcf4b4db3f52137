"""A link without encryption.

### What it does

Finds `http://` URLs in the text, in `link:` and in variants. Addresses of this machine are left alone.

### Why

Browsers warn before such pages, and anyone between the reader and the server can change them.

### Fails

```markdown posts/launch.md 3:7 5:14
---
platforms: [acme-mastodon]
link: http://acme.example/launch
---
Packed. Read http://acme.example/parcels.
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon]
link: https://acme.example/launch
---
Packed. Read https://acme.example/parcels, or run it on http://localhost:8000/.
```

### How to fix

Write `https://`, after a look whether the page is there too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.authored import URL_KEYS, shown
from smm_action.lint.context import LintContext
from smm_action.lint.places import at
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post

_PLAIN = re.compile(r"http://(?!localhost\b|127\.|\[::1\])[^\s<>\"')\]},]+[^\s<>\"')\]},.;:!?]")


class LinkNotHttps(Rule):
    """Plain HTTP."""

    severity: ClassVar[Severity] = Severity.WARNING

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding a URL."""
        del context
        if "http://" not in post.source:
            return
        for match in shown(post, _PLAIN, URL_KEYS):
            message = f"{match[0][:80]} is not encrypted. Link to https:// if the page is there too."
            yield self.finding(message, at(post, match.start(), match.end()))


RULE = LinkNotHttps()
