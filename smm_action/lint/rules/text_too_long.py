"""A text that is longer than its platform takes.

### What it does

Renders the post for each account and counts each part in the platform's own unit: weighted characters on X, graphemes
and bytes on Bluesky, characters with URLs as 23 on Mastodon. The message says by how much it is too long.

### Why

Nothing is ever cut: a text that does not fit can not be sent.

### Fails

```markdown posts/launch.md 4:1
---
platforms: [acme-bluesky, acme-mastodon]
---
Every parcel that leaves our warehouse this winter carries a small card with the name of the person who packed it,
because they asked for it, and because we think that a parcel without a name is just a box. If yours has no card,
tell us, and we will find out who it was and send you one with an apology and a biscuit.
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-bluesky, acme-mastodon]
variants:
  acme-bluesky: {text: "Every parcel carries a card with the name of who packed it."}
---
Every parcel that leaves our warehouse this winter carries a small card with the name of the person who packed it,
because they asked for it, and because we think that a parcel without a name is just a box. If yours has no card,
tell us, and we will find out who it was and send you one with an apology and a biscuit.
```

### How to fix

Shorten the text, give the account one of its own under `variants:`, start a new part with a line `---`, or write
`thread: auto` to have it split at paragraphs and sentences.
"""

from __future__ import annotations

from smm_action.lint.rule import RenderingRule


class TextTooLong(RenderingRule):
    """What does not fit into a part."""


RULE = TextTooLong()
