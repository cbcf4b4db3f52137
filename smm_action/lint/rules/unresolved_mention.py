"""A mention of somebody who has no handle there.

### What it does

Finds `@{name}` where `people.yml` has no entry of that name, or none for a platform that the post goes to.

### Why

The account would get the person's plain name instead: nobody is notified, and nothing can be clicked.

### Fails

```markdown posts/thanks.md 4:11
---
platforms: [acme-mastodon]
---
Thank you @{mira} for the biscuits!
```

Known, but not on Bluesky:

```yaml people.yml
mira: {name: Mira, mastodon: "@mira@mastodon.example"}
```

```markdown posts/thanks.md 4:11
---
platforms: [acme-mastodon, acme-bluesky]
---
Thank you @{mira} for the biscuits!
```

### Passes

```yaml people.yml
mira: {name: Mira, mastodon: "@mira@mastodon.example", bluesky: mira.bsky.social}
```

```markdown posts/thanks.md
---
platforms: [acme-mastodon, acme-bluesky]
---
Thank you @{mira} for the biscuits!
```

### How to fix

Add the handle to `people.yml`, or write the name without `@{}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.authored import mentions
from smm_action.lint.context import LintContext
from smm_action.lint.places import at, body_offset, body_place, listed, nearest, variant_key, within
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Location, Severity
from smm_action.model.post import Post
from smm_action.model.project import Account

_PERSON = re.compile(r"@\{([A-Za-z0-9_-]{1,80})\}")


class UnresolvedMention(Rule):
    """People without a handle."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield one finding a person and place."""
        if "@{" not in post.source:
            return
        people = context.brand(post).people
        lacking: dict[tuple[str, Location], list[str]] = {}
        for account in context.accounts(post):
            platform = context.platform(account.platform)
            for person, place in _mentioned(post, account):
                known = people.get(person)
                if known is None:
                    lacking.setdefault((person, place), [])
                elif platform is not None and platform.mention(known, account) is None:
                    lacking.setdefault((person, place), []).append(platform.card.label)
        for (person, place), labels in lacking.items():
            if labels:
                message = f"@{{{person}}} has no handle on {listed(labels)}. Add it to people.yml, or write the name."
            else:
                message = f"@{{{person}}} is not in people.yml.{nearest(person, people) or ' Add the entry.'}"
            yield self.finding(message, place)


def _mentioned(post: Post, account: Account) -> Iterator[tuple[str, Location]]:
    variant = post.variant(account.name, account.platform)
    for person in mentions(post.body if variant.body is None else variant.body):
        written = f"@{{{person}}}"
        if variant.body is not None:
            yield person, within(post, variant_key(post, account, "text"), written)
        else:
            start = post.source.find(written, body_offset(post))
            yield person, at(post, start, start + len(written)) if start >= 0 else body_place(post)
    for person in _PERSON.findall(post.first_comment or ""):
        yield person, within(post, ("first_comment",), f"@{{{person}}}")


RULE = UnresolvedMention()
