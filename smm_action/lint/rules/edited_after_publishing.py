"""A post that was changed after it went out.

### What it does

Compares what each account would get now with what the ledger says was published (or is being published) under the
same revision. Changes that come from outside of the post, such as new UTM parameters, do not count.

### Why

What is out stays as it is: the file would tell another story than the platform. A correction has to be asked for.

### Fails

```ledger
launch acme-mastodon published other
```

```markdown posts/launch.md 5:1
---
id: launch
platforms: [acme-mastodon]
---
The parcels are packed, all of them.
```

### Passes

```ledger
launch acme-mastodon published same
```

```markdown posts/launch.md
---
id: launch
platforms: [acme-mastodon]
---
The parcels are packed.
```

### How to fix

There are three ways out:

1. Take the change back.
2. Correct what is out: `revision: 2` with `correct: edit` (where the platform can), `correct: reply`, or `correct:
   replace`.
3. Change the file alone: `revision: 2` with `correct: leave`.

This rule can not be ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.places import body_place
from smm_action.lint.rule import Rule
from smm_action.model.codec import encode
from smm_action.model.delivery import DeliveryId, State
from smm_action.model.digest import content_digest
from smm_action.model.entry import OUT, Record
from smm_action.model.finding import Finding, Severity
from smm_action.model.payload import Payload
from smm_action.model.post import Post
from smm_action.model.project import Account
from smm_action.platformkit.render import Rendering

_CLAIMED = frozenset({State.CLAIMED, State.UNKNOWN})
_UTM = re.compile(r"[?&]utm_[a-z]+=[^\s&#)\]]*")
_AUTHORED = ("reply_to", "quote", "repost", "poll", "content_warning")


class EditedAfterPublishing(Rule):
    """Files that tell another story than the platform."""

    severity: ClassVar[Severity] = Severity.ERROR
    suppressible: ClassVar[bool] = False

    def check_rendition(
        self, post: Post, account: Account, rendering: Rendering, context: LintContext
    ) -> Iterator[Finding]:
        """Yield a finding when the delivery that is out holds something else."""
        if not context.ledger.records:
            return
        record = context.ledger.get(DeliveryId(post.brand, post.id, account.name, post.revision))
        if record is None or record.content_digest is None or record.state not in OUT | _CLAIMED:
            return
        payload = rendering.payload
        if content_digest(payload) == record.content_digest or _is_same_to_author(payload, record):
            return
        if record.state in OUT:
            revision = post.revision + 1
            message = (
                f"This is out on {account.name} with another content. Take the change back; or write `revision: {revision}`"
                f" and `correct: edit`, `reply` or `replace` to correct it there; or `revision: {revision}` and"
                " `correct: leave` to change the file alone."
            )
            yield self.finding(message, body_place(post), account=account.name)
        else:
            message = f"The delivery to {account.name} is claimed with another content, and that is what goes out."
            yield self.finding(message, body_place(post), severity=Severity.WARNING, account=account.name)


def _is_same_to_author(payload: Payload, record: Record) -> bool:
    """Whether only what a configuration or a newer tool derives has changed, as far as the claim can tell."""
    sealed = record.claim.payload if record.claim is not None else None
    held = sealed.get("payload") if sealed is not None else None
    if not isinstance(held, Mapping):
        return False
    if sealed is not None and sealed.get("correct") == "reply":
        # whom it answers was found when it was sealed: no author wrote that
        payload = replace(payload, reply_to=held.get("reply_to"))
    return bool(_authored(held) == _authored(encode(payload)))


def _authored(payload: Mapping[str, Any]) -> Any:
    parts = [
        (
            _UTM.sub("", str(part.get("text", ""))),
            [(medium.get("sha256"), medium.get("alt", "")) for medium in part.get("media") or ()],
        )
        for part in payload.get("parts") or ()
    ]
    card = _UTM.sub("", str((payload.get("card") or {}).get("url", "")))
    return parts, card, [payload.get(name) for name in _AUTHORED]


RULE = EditedAfterPublishing()
