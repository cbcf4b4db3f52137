"""An account on a platform that is not built.

### What it does

Finds posts that go to an account whose platform this version does not know. On imported posts it is a notice: they
tell of the past.

### Why

A post that is due there would wait for ever.

### Fails

```yaml smm.yml
brand: acme
accounts:
  acme-mastodon: {platform: mastodon, server: "https://mastodon.example"}
  acme-forum: {platform: bulletin}
```

```markdown posts/launch.md 2:28
---
platforms: [acme-mastodon, acme-forum]
---
The parcels are packed.
```

### Passes

```yaml smm.yml
brand: acme
accounts:
  acme-mastodon: {platform: mastodon, server: "https://mastodon.example"}
  acme-forum: {platform: bulletin}
```

```markdown posts/launch.md
---
platforms: [acme-mastodon]
---
The parcels are packed.
```

### How to fix

Take the account out of `platforms:`, or correct the name of its platform in `smm.yml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.places import KeyPath
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post
from smm_action.model.project import Account, Brand


class UnsupportedPlatform(Rule):
    """Accounts that nothing can be sent to."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding an account."""
        for account in context.accounts(post):
            if context.platform(account.platform) is None:
                message = f"{account.name} is on {account.platform}, which is not built yet: nothing can be sent there."
                place = post.locate(_key(post, account, context.brand(post)))
                yield self.finding(message, place, account=account.name)


def _key(post: Post, account: Account, brand: Brand) -> KeyPath:
    """Return the item of ``platforms:`` that brings the account in."""
    for index, name in enumerate(post.platforms):
        if name in {account.name, account.platform} or account.name in brand.sets.get(name, ()):
            return ("platforms", index)
    return ("platforms",)


RULE = UnsupportedPlatform()
