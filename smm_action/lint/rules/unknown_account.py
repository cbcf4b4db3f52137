"""A name in `platforms:` or `variants:` that means no account.

### What it does

Finds names that are neither an account of the brand, nor one of its sets, nor a platform on which it has an account.

### Why

The post would not go where its author wants it, and nobody would notice.

### Fails

```markdown posts/launch.md 2:27 4:3
---
platforms: [acme-bluesky, acme-mastodn]
variants:
  acme-twitter: {text: "Packed!"}
---
The parcels are packed.
```

Also in the sets of `smm.yml`:

```yaml smm.yml 4:17
brand: acme
accounts:
  acme: {platform: mastodon, server: "https://mastodon.example"}
sets: {social: [acme-pages]}
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon, bluesky]
variants:
  bluesky: {text: "Packed!"}
---
The parcels are packed.
```

### How to fix

Write the name as `smm.yml` has it, or add the account there.
"""

from __future__ import annotations

from collections.abc import Iterator

from smm_action.lint.context import LintContext
from smm_action.lint.places import nearest
from smm_action.lint.rule import LoaderRule
from smm_action.model.finding import Finding
from smm_action.model.post import Post
from smm_action.model.project import Brand


class UnknownAccount(LoaderRule):
    """Names without an account."""

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding a name."""
        brand = context.brand(post)
        if not post.platforms and not post.variants:
            return
        used = {account.platform for account in brand.accounts.values()}
        for index, name in enumerate(post.platforms):
            if name not in brand.accounts and name not in brand.sets and name not in used:
                yield self.finding(_message(name, brand, context, sets=True), post.locate(("platforms", index)))
        for name in post.variants:
            if name not in brand.accounts and name not in used:
                yield self.finding(_message(name, brand, context, sets=False), post.locate(("variants", name)))


def _message(name: str, brand: Brand, context: LintContext, *, sets: bool) -> str:
    elsewhere = context.project.account(name)
    if elsewhere is not None:
        return f"`{name}` is an account of the brand {elsewhere.brand}, not of {brand.name}."
    if context.platform(name) is not None:
        return f"{brand.name} has no account on {name}. Add one to smm.yml."
    known = [*brand.accounts, *(brand.sets if sets else ())]
    what = "account, set or platform" if sets else "account or platform"
    hint = nearest(name, known) or f" Known are {', '.join(known) or 'none'}."
    return f"`{name}` is no {what} of {brand.name}.{hint}"


RULE = UnknownAccount()
