"""A post that the platform would refuse, for a reason of its own.

### What it does

Asks each platform what it refuses beyond its numbers: a poll together with a link, a video beside pictures, a length of
a poll that it does not have.

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
