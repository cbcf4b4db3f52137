"""A key that nobody reads.

### What it does

Finds keys that are not in the schema, in posts, `smm.yml`, `people.yml` and campaigns, and names the nearest known
one.

### Why

A misspelt key is ignored, and what it should have done does not happen: `campain:` belongs to no campaign, `tme:` is
a draft for ever.

### Fails

```markdown posts/launch.md 3:1
---
platforms: [acme-mastodon]
campain: winter
---
The parcels are packed.
```

In `smm.yml`:

```yaml smm.yml 3:30
brand: acme
accounts:
  acme: {platform: mastodon, sever: "https://mastodon.example"}
```

### Passes

```yaml campaigns/winter.yml
title: Winter
```

```markdown posts/launch.md
---
platforms: [acme-mastodon]
campaign: winter
---
The parcels are packed.
```

### How to fix

Write the key that was meant, or remove it. `smm lint --fix` renames a key of a post when one letter is wrong and the
right key is not there yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from smm_action.lint.context import LintContext
from smm_action.lint.places import body_offset, offset
from smm_action.lint.rule import LoaderRule
from smm_action.model.finding import Finding, Fix
from smm_action.model.post import Post

_NEAREST = re.compile(r"`(?P<wrong>\w+)` is no key\. Did you mean `(?P<right>\w+)`\?")


class UnknownKey(LoaderRule):
    """What the schemas do not know."""

    def check_project(self, context: LintContext) -> Iterator[Finding]:
        """Yield what loading found, with a fix where one letter is wrong."""
        for finding in super().check_project(context):
            post = context.by_path.get(finding.location.path)
            yield finding if post is None else replace(finding, fix=_rename(post, finding))


def _rename(post: Post, finding: Finding) -> Fix | None:
    match = _NEAREST.match(finding.message)
    start = offset(post, finding.location)
    if match is None or not post.source.startswith(match["wrong"], start):
        return None
    held = re.search(rf"(?<!\w){match['right']}\s*:", post.source[: body_offset(post)])
    if held or not _one_slip(match["wrong"], match["right"]):
        return None
    return Fix(
        path=post.path,
        start=start,
        end=start + len(match["wrong"]),
        replacement=match["right"],
        description=f"`{match['wrong']}` renamed to `{match['right']}`",
    )


def _one_slip(wrong: str, right: str) -> bool:
    """Whether one letter is missing, too much, another one, or changed places with its neighbour."""
    start = next((i for i, (a, b) in enumerate(zip(wrong, right, strict=False)) if a != b), min(len(wrong), len(right)))
    a, b = wrong[start:], right[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])


RULE = UnknownKey()
