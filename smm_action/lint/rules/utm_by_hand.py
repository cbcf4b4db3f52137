"""Tracking parameters that were typed.

### What it does

Finds `utm_…` parameters in links of the text, of `link:` and of variants.

### Why

The parameters of `link:` are added from `utm:` in `smm.yml` and from the campaign, for each account. Typed ones say
the same source on every platform, and one slip (`Facebook`, `facebook`) splits a report in two.

### Fails

```markdown posts/launch.md 3:7
---
platforms: [acme-mastodon]
link: https://acme.example/launch?utm_source=mastodon
---
The parcels are packed.
```

### Passes

```yaml smm.yml
utm: {source: "{platform}", medium: social, campaign: "{campaign}"}
```

```markdown posts/launch.md
---
platforms: [acme-mastodon]
link: https://acme.example/launch
---
The parcels are packed.
```

### How to fix

Remove the parameters, and set `utm:` in `smm.yml` or in the campaign's file.
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

_TRACKED = re.compile(r"https?://[^\s<>\"')\]}]{0,2000}?[?&]utm_[a-z]+=[^\s<>\"')\]}]*")


class UtmByHand(Rule):
    """Parameters that the tool adds."""

    severity: ClassVar[Severity] = Severity.WARNING

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding a URL."""
        if "utm_" not in post.source:
            return
        where = "smm.yml has" if context.brand(post).utm.source else "smm.yml may have"
        for match in shown(post, _TRACKED, URL_KEYS):
            message = f"UTM parameters are added to `link:` when rendering; {where} them under `utm:`. Remove these."
            yield self.finding(message, at(post, match.start(), match.end()))


RULE = UtmByHand()
