"""Two posts with one id.

### What it does

Finds posts of a brand that have the same id, given or from the file's name, in a second file.

### Why

The id is a post's identity: what is published is looked up by it. With two posts of one id, the second would never go
out, because it is out already.

### Fails

```markdown posts/monday.md
---
id: parcels
platforms: [acme-mastodon]
---
The parcels are packed.
```

```markdown posts/tuesday.md 2:1
---
id: parcels
platforms: [acme-mastodon]
---
The parcels have left.
```

### Passes

```markdown posts/monday.md
---
id: parcels
platforms: [acme-mastodon]
---
The parcels are packed.
```

```markdown posts/tuesday.md
---
id: parcels-left
platforms: [acme-mastodon]
---
The parcels have left.
```

### How to fix

Give the newer post another id. Never change the id of one that is published. This rule can not be ignored.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.context import LintContext, PostKey
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Location, Severity
from smm_action.model.post import Post


class DuplicateId(Rule):
    """Identities that are shared."""

    severity: ClassVar[Severity] = Severity.ERROR
    suppressible: ClassVar[bool] = False

    def check_project(self, context: LintContext) -> Iterator[Finding]:
        """Yield a finding for each post but the first of its id; posts at hand come after those that were there."""
        if len(context.posts) == len(context.project.posts):
            return
        held: dict[PostKey, list[Post]] = {}
        for post in context.project.posts:
            held.setdefault((post.brand, post.id), []).append(post)
        for posts in held.values():
            first, *others = sorted(posts, key=context.is_touched)
            for post in others:
                message = f"The id `{post.id}` is that of {first.path} too. Give this post another one."
                yield self.finding(message, post.locate(("id",)) if post.source else _top(post))


def _top(post: Post) -> Location:
    return Location(path=post.path, line=1, column=1)


RULE = DuplicateId()
