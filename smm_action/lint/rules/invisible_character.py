r"""A character that nobody sees.

### What it does

Finds zero-width spaces, soft hyphens, marks and overrides of the writing direction, byte-order marks within the text
and control characters. What emoji and scripts need (joiners in `👩‍🚀` or in Persian, directions in Arabic and Hebrew)
is left alone.

### Why

Copied along from web pages and word processors, they count against the limit, break links and hashtags, and can show
a text in another order than a reviewer reads it.

### Fails

```markdown posts/launch.md 4:18
---
platforms: [acme-mastodon]
---
Read https://acme<U+200B>.example/parcels.
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon]
---
Read https://acme.example/parcels. 👩<U+200D>🚀
```

### How to fix

`smm lint --fix` removes them, except in texts with letters that are written from right to left, where a person has to
look.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.places import at
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Fix, Severity
from smm_action.model.post import Post

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u180e\u200b\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]+"
    "|[\u200e\u200f]+|(?<=[!-~])[\u200c\u200d]+(?=[!-~])"
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_DIRECTIONS = frozenset("\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069")
_BREAKS = frozenset("\u2028\u2029\x0b\x0c\x85")


class InvisibleCharacter(Rule):
    """Characters without a shape."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding a run of such characters."""
        del context
        source = post.source
        pattern = _CONTROLS if source.isascii() else _INVISIBLE
        first = pattern.search(source)
        if first is None:
            return
        right_to_left = _RIGHT_TO_LEFT.search(source) is not None
        for match in pattern.finditer(source, first.start()):
            if right_to_left and _DIRECTIONS.issuperset(match[0]):
                continue
            names = ", ".join(dict.fromkeys(_name(character) for character in match[0]))
            fix = None
            if not right_to_left:
                fix = Fix(
                    path=post.path,
                    start=match.start(),
                    end=match.end(),
                    replacement=" " if _BREAKS & set(match[0]) else "",
                    description=f"{names} removed",
                )
            message = f"There is an invisible character here: {names}. Remove it."
            yield self.finding(message, at(post, match.start(), match.end()), fix=fix)


def _name(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, 'CONTROL CHARACTER')}"


RULE = InvisibleCharacter()
