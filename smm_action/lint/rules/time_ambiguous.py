"""A wall clock that shows this time never or twice.

### What it does

Finds times in the hour that is left out or repeated when daylight saving time begins or ends, in the post's zone.

### Why

`02:30` on such a night does not exist, or exists twice, an hour apart. The later one is taken; whether that was meant
only the author knows.

### Fails

```markdown posts/night.md 3:1
---
platforms: [acme-mastodon]
time: 2027-03-28 02:30
timezone: Europe/Berlin
---
The clocks go forward.
```

```markdown posts/night.md 3:1
---
platforms: [acme-mastodon]
time: 2027-10-31 02:30
timezone: Europe/Berlin
---
The clocks go back.
```

### Passes

```markdown posts/night.md
---
platforms: [acme-mastodon]
time: 2027-10-31T02:30:00+01:00
---
The clocks went back.
```

### How to fix

Choose another time, or write the offset.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from smm_action.core.clock import format_instant
from smm_action.lint.context import LintContext
from smm_action.lint.places import KeyPath
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post, When


class TimeAmbiguous(Rule):
    """Times in a gap or an overlap."""

    severity: ClassVar[Severity] = Severity.WARNING

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding a time."""
        del context
        times: list[tuple[KeyPath, When | None]] = [(("time",), post.time)]
        times += [(("variants", name, "time"), variant.time) for name, variant in post.variants.items()]
        for key, when in times:
            if when is None or when.ambiguity is None:
                continue
            happens = "does not exist" if when.ambiguity == "gap" else "comes twice"
            readings = " or ".join(format_instant(reading) for reading in when.readings)
            message = (
                f"{when.authored} {happens} in {when.timezone}: it is {readings}. The later one is taken;"
                " write an offset, or another time."
            )
            yield self.finding(message, post.locate(key))


RULE = TimeAmbiguous()
