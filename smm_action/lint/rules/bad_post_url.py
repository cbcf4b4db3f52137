"""A reference to a post that is no address of one.

### What it does

Checks `reply_to:`, `quote:`, `repost:` and `after:`: a URL must be that of a post on every platform that the post
goes to (x.com and twitter.com are both fine, query strings do not matter), and `post:<id>` must name a post of the
brand.

### Why

A reply to nothing is a post without context: a real official account published two of them.

### Fails

```markdown posts/answer.md 3:1
---
platforms: [acme-bluesky]
reply_to: https://bsky.app/profile/acme.bsky.social
---
Thank you, too!
```

```markdown posts/again.md 3:1
---
platforms: [acme-mastodon]
quote: post:lunch
---
As we said.
```

### Passes

```markdown posts/answer.md
---
platforms: [acme-bluesky]
reply_to: https://bsky.app/profile/somebody.example/post/3kx2abc4defg2?ref=share
---
Thank you, too!
```

### How to fix

Open the post in a browser and copy its address. A post that goes to several platforms can only refer to another of
yours: `post:<id>`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.places import listed, nearest
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.ids import PostId
from smm_action.model.post import Post

_PREFIX = "post:"
_TAIL = re.compile(r"[?#].*", re.DOTALL)


class BadPostUrl(Rule):
    """References that lead nowhere."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding a key."""
        named = (("reply_to", post.reply_to), ("quote", post.quote), ("repost", post.repost), ("after", post.after))
        for key, target in named:
            if target is None:
                continue
            fault = _unknown(post, target, context) if target.startswith(_PREFIX) else _foreign(post, target, context)
            if fault is not None:
                yield self.finding(f"`{key}`: {fault}", post.locate((key,)))


def _unknown(post: Post, target: str, context: LintContext) -> str | None:
    name = PostId(target.removeprefix(_PREFIX))
    if name == post.id:
        return "this is the post itself."
    key = (post.brand, name)
    if key in context.posts or key in context.records:
        return None
    known = [f"{_PREFIX}{other}" for brand, other in context.posts if brand == post.brand and other != post.id]
    hint = nearest(target, known) or " Its id is in its front matter, else the name of its file."
    return f"there is no post `{name}`.{hint}"


def _foreign(post: Post, target: str, context: LintContext) -> str | None:
    address = _TAIL.sub("", target)
    refusing: list[str] = []
    for account in context.accounts(post):
        platform = context.platform(account.platform)
        if platform is not None and platform.card.post_url and not re.fullmatch(platform.card.post_url, address):
            refusing.append(platform.card.label)
    if not refusing:
        return None
    where = listed(refusing)
    return f"{target[:80]} is no address of a post on {where}. Copy it from there, or name your own: post:<id>."


RULE = BadPostUrl()
