"""A post that the platform would refuse, for a reason of its own.

### What it does

Asks each platform what it refuses beyond its numbers: a poll together with a link or with pictures, a length of a
poll that it does not have.

### Why

Nothing would go out when the post is due, and nobody is there to mend it.

### Fails

```markdown posts/launch.md 5:1
---
platforms: [acme-linkedin]
poll: {options: [Red, Blue], duration: 2d}
---
Which parcel?
```

```markdown posts/vote.md 6:1
---
platforms: [acme-mastodon]
poll: {options: [Red, Blue], duration: 1d}
media: [{file: media/ribbons.png, alt: Two ribbons}]
---
Which ribbon?
```

```media
media/ribbons.png image/png 64x64
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-linkedin]
poll: {options: [Red, Blue], duration: 3d}
---
Which parcel?
```

### How to fix

Change what the message names, or take the account out of `platforms:`.
"""

from __future__ import annotations

from smm_action.lint.rule import RenderingRule


class RefusedByPlatform(RenderingRule):
    """What a platform says of a payload."""


RULE = RefusedByPlatform()
