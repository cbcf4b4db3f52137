"""A post or a line that is nothing but a dash.

### What it does

Finds texts that are only punctuation, and lines of the body with two dashes, equals signs or the like alone, which
were probably meant to be a thread's `---`.

### Why

An official account once published the post "-": a separator of a tool that read it as text.

### Fails

```markdown posts/launch.md 4:1
---
platforms: [acme-mastodon]
---
-
```

```markdown posts/thread.md 6:1
---
platforms: [acme-mastodon]
---
The parcels are packed.

--

They leave tomorrow.
```

### Passes

```markdown posts/thread.md
---
platforms: [acme-mastodon]
---
The parcels are packed.

---

They leave tomorrow - in the rain.
```

### How to fix

Write three dashes to start the next part of a thread, or remove the line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.authored import document_text, shown
from smm_action.lint.context import LintContext
from smm_action.lint.places import at, body_place, body_text
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post

_LINE = re.compile(
    r"^[ \t]*(?P<mark>--|[-–—.·•*+_~=/|]|[–—]{2,}|={2,}|\*{2}|_{2}|~{2}|\+{2,}|-{2,}[>8<]{1,2}-+)[ \t]*$", re.MULTILINE
)
_NOTHING = re.compile(r"[\s\-–—.·•*+_~=/|]+")
_SHORT = 16
"""Characters: no separator is longer, and most posts have no line this short."""


class StraySeparator(Rule):
    """Separators that would be published."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding a line, and one a variant that says nothing."""
        del context
        body = body_text(post)
        if any(0 < len(line) < _SHORT for line in body.split("\n")):
            found = list(shown(post, _LINE, keys=frozenset()))
            if not found and body.strip() and _NOTHING.fullmatch(body) and document_text(post.body):
                yield self.finding("The text is nothing but punctuation.", body_place(post))
            for match in found:
                message = f"The line `{match['mark']}` would be published. Write `---` for the next part, or remove it."
                yield self.finding(message, at(post, match.start("mark"), match.end("mark")))
        for name, variant in post.variants.items():
            if variant.body is not None and _NOTHING.fullmatch(document_text(variant.body)):
                yield self.finding("This text is nothing but punctuation.", post.locate(("variants", name, "text")))


RULE = StraySeparator()
