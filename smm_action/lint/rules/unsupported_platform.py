"""An account on a platform that nothing can be sent to yet.

### What it does

Finds posts that go to an account whose platform this version does not know or can not publish to. With a time it is an
error; on drafts, on posts without a time and on imported ones a notice: nothing is due there.

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
time: 2026-12-01 09:00
---
The parcels are packed.
```

### Passes

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
from smm_action.lint.places import account_key
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post
from smm_action.model.project import Account


class UnsupportedPlatform(Rule):
    """Accounts that nothing can be sent to."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding an account."""
        for account in context.accounts(post):
            platform = context.platform(account.platform)
            if platform is not None and ("publish" in platform.card.features or _by_hand(post, account)):
                continue
            lacking = "is not built yet" if platform is None else "can be previewed but not published to yet"
            message = f"{account.name} is on {account.platform}, which {lacking}: nothing can be sent there."
            is_due = not post.draft and post.when(account.name, account.platform) is not None
            place = post.locate(account_key(post, account, context.brand(post)))
            severity = Severity.ERROR if is_due else Severity.NOTICE
            yield self.finding(message, place, severity=severity, account=account.name)


def _by_hand(post: Post, account: Account) -> bool:
    """Whether a person posts it, so that no API is needed."""
    return post.deliver == "manual" or account.platform == "manual"


RULE = UnsupportedPlatform()
