"""A value that can not be what its key means.

### What it does

Finds values of the wrong kind or outside of what is allowed: a time that is no time, a duration without a unit, a
word that is no choice; also links in the place of posts, and names or secrets that two accounts would share.

### Why

What can not be read can not be obeyed, and guessing is how posts go out at the wrong time.

### Fails

```markdown posts/launch.md 3:1 4:1
---
platforms: [acme-mastodon]
time: tomorrow at nine
visibility: everyone
---
The parcels are packed.
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon]
time: 2026-12-01 09:00
visibility: unlisted
---
The parcels are packed.
```

### How to fix

The message says which values there are. Times are `2026-12-01 09:00`, an instant with offset or `Z`, or `asap`;
durations are `30m`, `6h`, `1d`, `2w`.
"""

from __future__ import annotations

from smm_action.lint.rule import LoaderRule


class InvalidValue(LoaderRule):
    """What the schemas refuse."""


RULE = InvalidValue()
