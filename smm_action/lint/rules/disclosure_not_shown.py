"""A disclosure that no reader would see.

### What it does

Finds posts with `disclosure: paid`, `gifted` or `ai` whose text holds no label of it, for accounts whose platform has
no flag of its own for it. Where there is one (the platform's page says so), the flag is set and no label is asked for.

### Why

Advertising that is not marked as such is against the law in many countries, and against the rules of every platform.

### Fails

```markdown posts/launch.md 3:1
---
platforms: [acme-mastodon]
disclosure: paid
---
We love the ribbons of Ribbon & Sons.
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon]
disclosure: paid
---
Ad: we love the ribbons of Ribbon & Sons.
```

### How to fix

Say it where readers look first: `Ad:`, `#ad`, `Sponsored by …`, `Gifted by …`, `Made with AI`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post
from smm_action.model.project import Account
from smm_action.platformkit.render import Rendering

_PAID = (
    r"\bads?\b|\badvert|\bsponsor|\bpaid (?:partner|promo|post)|\bpartnership\b|\bpromotion\b"
    r"|\banzeige\b|\bwerbung\b|\bpublicidad\b|\bpublicité\b"
)
_LABELS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "paid": re.compile(_PAID, re.IGNORECASE),
        "gifted": re.compile(rf"\bgift|\bpr[- ]sample|\bgeschenkt\b|\bfree of charge\b|{_PAID}", re.IGNORECASE),
        "ai": re.compile(r"\bai\b|\bki\b|\bia\b|\bartificial|\bgenerated\b|\bmachine[- ]made\b", re.IGNORECASE),
    }
)


class DisclosureNotShown(Rule):
    """Advertising without a label."""

    severity: ClassVar[Severity] = Severity.WARNING

    def check_rendition(
        self, post: Post, account: Account, rendering: Rendering, context: LintContext
    ) -> Iterator[Finding]:
        """Yield one finding when no part says it."""
        platform = context.platform(account.platform)
        if post.disclosure is None or (platform is not None and post.disclosure in platform.card.disclosures):
            return
        label = _LABELS[post.disclosure]
        if not any(label.search(part.text) for part in rendering.payload.parts):
            message = f"Nothing in the text says `{post.disclosure}`. Say it where readers look first, such as `Ad:`."
            yield self.finding(message, post.locate(("disclosure",)))


RULE = DisclosureNotShown()
