"""Text without quotes that YAML reads as something else.

### What it does

Finds values that must be text and are read as a number, as true or false, or as nothing, and text that is cut off,
because a `#` after a space starts a comment (`Parcel #1 of 3`).

### Why

`id: 2026` is a number, and `tags: #launch` is no tag but a comment: what was written is not what is read.

### Fails

```markdown posts/launch.md 2:1 4:1
---
id: 2026
platforms: [acme-mastodon]
tags: #launch
---
The parcels are packed.
```

### Passes

```markdown posts/launch.md
---
id: "2026"
platforms: [acme-mastodon]
tags: [launch]
---
The parcels are packed.
```

### How to fix

Put the text in quotes. `smm lint --fix` does so for numbers and for true and false in posts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from smm_action.lint.context import LintContext
from smm_action.lint.places import offset
from smm_action.lint.rule import LoaderRule
from smm_action.model.finding import Finding, Fix
from smm_action.model.post import Post

_PLAIN = r"(?P<value>[A-Za-z0-9.+_-]+)(?=[ \t]*(?:[,}\]\n]|$|[ \t]#))"
_VALUE = re.compile(rf"[ \t]*:[ \t]+{_PLAIN}")
_ITEM = re.compile(_PLAIN)


class AmbiguousScalar(LoaderRule):
    """Scalars of another type than text."""

    def check_project(self, context: LintContext) -> Iterator[Finding]:
        """Yield what loading found, with quotes as the fix where there is a value to quote."""
        for finding in super().check_project(context):
            post = context.by_path.get(finding.location.path)
            yield (
                finding
                if post is None or "has no value" in finding.message
                else replace(finding, fix=_quoted(post, finding))
            )


def _quoted(post: Post, finding: Finding) -> Fix | None:
    place = finding.location
    if place.end_line != place.line or place.column is None or place.end_column is None:
        return None
    start = offset(post, place)
    match = _VALUE.match(post.source, start + place.end_column - place.column) or _ITEM.match(post.source, start)
    if match is None:
        return None
    return Fix(
        path=post.path,
        start=match.start("value"),
        end=match.end("value"),
        replacement=f'"{match["value"]}"',
        description=f"{match['value']} put in quotes",
    )


RULE = AmbiguousScalar()
