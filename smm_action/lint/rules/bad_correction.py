"""A correction that says nothing, or that a platform can not make.

### What it does

Finds `correct:` without a later `revision:`; a later revision of what is out without `correct:`; a way of correcting
that an account's platform lacks (Bluesky has no edits); and an edit with another number of parts than what is out.

### Why

What is out is changed only when somebody says how. Whatever can not be done waits for a person at the time when it
should be done; it is better said before the merge.

### Fails

```markdown posts/launch.md 4:1
---
id: launch
platforms: [acme-mastodon]
correct: edit
---
The parcels are packed.
```

A revision of what is out, that does not say how:

```ledger
launch acme-mastodon published same
```

```markdown posts/launch.md 4:1
---
id: launch
platforms: [acme-mastodon]
revision: 2
---
The parcels are packed.
```

An edit where there are none:

```ledger
launch acme-bluesky published same
```

```markdown posts/launch.md 5:1
---
id: launch
platforms: [acme-bluesky]
revision: 2
correct: edit
---
The parcels are packed.
```

### Passes

```ledger
launch acme-mastodon published same
```

```markdown posts/launch.md
---
id: launch
platforms: [acme-mastodon]
revision: 2
correct: edit
---
The parcels are packed.
```

### How to fix

Write both keys: `revision:` one higher than the last, and `correct: edit`, `reply`, `replace` or `leave`. Where a
platform can not edit, choose another way for all accounts, or take that account out of `platforms:`; its post then stays
as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from smm_action.ledger.revisions import out_before
from smm_action.lint.context import LintContext
from smm_action.lint.places import listed
from smm_action.lint.rule import Rule
from smm_action.model.card import Feature
from smm_action.model.delivery import DeliveryId
from smm_action.model.entry import Record
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post
from smm_action.model.project import Account

_NEEDS: dict[str, Feature] = {"edit": "edit", "reply": "reply", "replace": "delete"}
"""What a platform must have for each way of correcting; to leave a post as it is takes nothing."""


class BadCorrection(Rule):
    """Corrections that can not be made."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding for the keys, or for the accounts that can not be corrected that way."""
        if post.correct is not None and post.revision == 1:
            message = f"`correct: {post.correct}` corrects nothing: write `revision: 2` beside it, or remove it."
            yield self.finding(message, post.locate(("correct",)))
            return
        out = {
            account.name: (account, held)
            for account in context.accounts(post)
            if (held := _out(post, account, context))
        }
        if not out:
            return
        if post.correct is None:
            message = (
                f"An earlier revision is out on {listed(out)}: write `correct: edit`, `reply` or `replace` to correct it"
                " there, or `correct: leave` to change the file alone."
            )
            yield self.finding(message, post.locate(("revision",)))
        elif post.correct in _NEEDS:
            yield from self._able(post, [account for account, _ in out.values()], context)
        if post.correct == "edit":
            yield from self._parts(post, list(out.values()), context)

    def _able(self, post: Post, accounts: list[Account], context: LintContext) -> Iterator[Finding]:
        feature = _NEEDS[post.correct or ""]
        lacking: dict[str, list[str]] = {}
        for account in accounts:
            platform = context.platform(account.platform)
            if platform is not None and feature not in platform.card.features:
                lacking.setdefault(platform.card.label, []).append(account.name)
        for label, names in lacking.items():
            message = (
                f"{label} has no `{post.correct}`: correct it another way, or take {listed(names)} out of `platforms:` to"
                " leave it there as it is."
            )
            yield self.finding(message, post.locate(("correct",)))

    def _parts(self, post: Post, out: list[tuple[Account, Record]], context: LintContext) -> Iterator[Finding]:
        for account, record in out:
            rendering = context.rendering(post, account)
            parts = len(rendering.payload.parts) if rendering is not None else len(record.receipts)
            if parts != len(record.receipts):
                message = (
                    f"{len(record.receipts)} parts are out on {account.name}, and this has {parts}: an edit can neither add"
                    " nor remove one. Write `correct: replace` or `reply`."
                )
                yield self.finding(message, post.locate(("correct",)), account=account.name)


def _out(post: Post, account: Account, context: LintContext) -> Record | None:
    if account.name in post.imported:
        return None
    return out_before(context.ledger, DeliveryId(post.brand, post.id, account.name, post.revision))


RULE = BadCorrection()
