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

One way for all accounts but one:

```ledger
launch acme-mastodon published same
launch acme-bluesky published same
```

```markdown posts/launch.md
---
id: launch
platforms: [acme-mastodon, acme-bluesky]
revision: 2
correct: edit
variants:
  acme-bluesky: {correct: reply}
---
The parcels are packed.
```

### How to fix

Write both keys: `revision:` one higher than the last, and `correct: edit`, `reply`, `replace` or `leave`. Where a
platform can not edit, give it a word of its own below `variants:`, for instance `acme-bluesky: {correct: leave}`.
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
Place = tuple[str, ...]
"""A key of the front matter."""


class BadCorrection(Rule):
    """Corrections that can not be made."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding for the keys, or for the accounts that can not be corrected that way."""
        if post.revision == 1:
            yield from self._without_revision(post)
            return
        out = [(account, held) for account in context.accounts(post) if (held := _out(post, account, context))]
        silent = [account.name for account, _ in out if _word(post, account) is None]
        if silent:
            message = (
                f"An earlier revision is out on {listed(silent)}: write `correct: edit`, `reply` or `replace` to correct"
                " it there, or `correct: leave` to change the file alone."
            )
            yield self.finding(message, post.locate(("revision",)))
        yield from self._able(post, [account for account, _ in out], context)
        yield from self._parts(post, [one for one in out if _word(post, one[0]) == "edit"], context)

    def _without_revision(self, post: Post) -> Iterator[Finding]:
        own = ((("variants", name, "correct"), variant.correct) for name, variant in post.variants.items())
        for place, word in ((("correct",), post.correct), *own):
            if word is not None:
                message = f"`correct: {word}` corrects nothing: write `revision: 2` in the post, or remove it."
                yield self.finding(message, post.locate(place))

    def _able(self, post: Post, accounts: list[Account], context: LintContext) -> Iterator[Finding]:
        lacking: dict[tuple[str, str, Place], list[str]] = {}
        for account in accounts:
            platform, word = context.platform(account.platform), _word(post, account) or ""
            if platform is not None and word in _NEEDS and _NEEDS[word] not in platform.card.features:
                lacking.setdefault((platform.card.label, word, _place(post, account)), []).append(account.name)
        for (label, word, place), names in lacking.items():
            message = (
                f"{label} has no `{word}`: write another `correct:`, or `leave`, below"
                f" `variants: {names[0]}:`{_likewise(names)}."
            )
            yield self.finding(message, post.locate(place))

    def _parts(self, post: Post, out: list[tuple[Account, Record]], context: LintContext) -> Iterator[Finding]:
        for account, record in out:
            rendering = context.rendering(post, account)
            parts = len(rendering.payload.parts) if rendering is not None else len(record.receipts)
            if parts != len(record.receipts):
                message = (
                    f"{len(record.receipts)} parts are out on {account.name}, and this has {parts}: an edit can neither add"
                    " nor remove one. Write `correct: replace` or `reply`."
                )
                yield self.finding(message, post.locate(_place(post, account)), account=account.name)


def _word(post: Post, account: Account) -> str | None:
    return post.correction(account.name, account.platform)


def _place(post: Post, account: Account) -> Place:
    """Return the key that says how ``account`` is corrected."""
    own = (name for name in (account.name, account.platform) if name in post.variants and post.variants[name].correct)
    return next((("variants", name, "correct") for name in own), ("correct",))


def _likewise(names: list[str]) -> str:
    return f", and likewise for {listed(names[1:])}" if names[1:] else ""


def _out(post: Post, account: Account, context: LintContext) -> Record | None:
    if account.name in post.imported:
        return None
    return out_before(context.ledger, DeliveryId(post.brand, post.id, account.name, post.revision))


RULE = BadCorrection()
