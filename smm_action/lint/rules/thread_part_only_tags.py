"""A part of a thread that is nothing but hashtags.

### What it does

Finds parts without a word beside their tags.

### Why

Each part of a thread is shown alone in other people's timelines. One of tags alone says nothing and looks like spam.

### Fails

```markdown posts/launch.md 8:1
---
platforms: [acme-mastodon]
---
The parcels are packed.

---

#opensource #parcels
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon]
---
The parcels are packed.

---

They leave tomorrow. #opensource #parcels
```

### How to fix

Put the tags at the end of a part that says something, or into `tags:`.
"""

from __future__ import annotations

from collections.abc import Iterator

from smm_action.lint.context import LintContext
from smm_action.lint.places import body_place
from smm_action.lint.rule import RenderingRule, place_of
from smm_action.model.finding import Finding
from smm_action.model.post import Post
from smm_action.model.project import Account
from smm_action.platformkit.render import Rendering


class ThreadPartOnlyTags(RenderingRule):
    """Parts that say nothing."""

    def check_rendition(
        self, post: Post, account: Account, rendering: Rendering, context: LintContext
    ) -> Iterator[Finding]:
        """Yield a finding for each such part, at its line where the parts are the authored ones."""
        del context
        for problem in rendering.problems:
            if problem.rule != self.id:
                continue
            part = problem.part
            authored = (
                problem.where is None and part is not None and len(rendering.payload.parts) == len(post.body.parts)
            )
            place = (
                body_place(post, post.body.parts[part].line)
                if authored and part is not None
                else place_of(post, problem)
            )
            yield self.finding(problem.message, place, account=account.name)


RULE = ThreadPartOnlyTags()
