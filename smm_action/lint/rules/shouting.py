"""A text in capitals.

### What it does

Finds bodies that are all capitals, and rows of five or more words in capitals.

### Why

It reads as shouting, and screen readers spell some of it letter by letter.

### Fails

```markdown posts/launch.md 4:1
---
platforms: [acme-mastodon]
---
ALL PARCELS ARE PACKED!!!
```

```markdown posts/more.md 4:25
---
platforms: [acme-mastodon]
---
The parcels are packed. AND THEY ARE ALL FOR YOU. See you.
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon]
---
The parcels are packed, says the BBC, and NASA agrees.
```

### How to fix

Write it as you would say it. One word in capitals is loud enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.authored import shown
from smm_action.lint.context import LintContext
from smm_action.lint.places import at, body_place, body_text
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post

_WORD = r"[A-ZÀ-ÖØ-ÞΑ-ΩА-Я]"
_ROW = re.compile(rf"{_WORD}(?<![^\W_].){_WORD}*(?:[ ,;:!?'’-]+{_WORD}+){{4,}}(?![^\W_])")
_LETTERS = re.compile(r"[^\W\d_]")
_LEAST = 12
"""Letters from which a text or a row counts: below it may be a name or an abbreviation."""


class Shouting(Rule):
    """Capitals in a row."""

    severity: ClassVar[Severity] = Severity.WARNING

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield one finding for a body in capitals, else one a row."""
        del context
        body = body_text(post)
        if body.isupper() and len(_LETTERS.findall(body)) >= _LEAST:
            yield self.finding("The whole text is in capitals. Write it as you would say it.", body_place(post))
        elif _ROW.search(body):
            for match in shown(post, _ROW, keys=frozenset()):
                if len(_LETTERS.findall(match[0])) >= _LEAST:
                    message = f"{match[0][:40]!r} is in capitals. Write it as you would say it."
                    yield self.finding(message, at(post, match.start(), match.end()))


RULE = Shouting()
