"""A placeholder that nobody replaced.

### What it does

Finds `{{ … }}`, `{% … %}`, `${…}`, `TODO`, `FIXME`, `TBD` and lorem ipsum in what readers would see. Code and
comments are left alone.

### Why

A real publisher sent a literal `{{ site.url }}` to four networks.

### Fails

```markdown posts/launch.md 3:25 6:22 8:1
---
platforms: [acme-mastodon]
content_warning: "About {{ topic }}"
---
The parcels are packed.
Read more at https://{{ site.url }}/parcels.

TODO: say when they leave.
```

### Passes

````markdown posts/launch.md
---
platforms: [acme-mastodon]
---
In a workflow write `${{ github.sha }}`, or in a template:

```
{{ site.url }}
```
<!-- TODO: a picture -->
````

### How to fix

Write what was meant. What is meant to be seen goes between backticks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.authored import shown
from smm_action.lint.context import LintContext
from smm_action.lint.places import at
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post

_MARKER = re.compile(
    r"\{\{[^{}\n]{0,200}\}\}|\{%[^%\n]{0,200}%\}|<%[^%\n]{0,200}%>|\$\{[A-Za-z_][\w.]{0,80}\}"
    r"|\b(?:TODO|FIXME|TBD)\b|\b[Ll]orem [Ii]psum\b|\bLOREM IPSUM\b"
)
_SIGNS = ("{{", "{%", "<%", "${", "TODO", "FIXME", "TBD", "orem ", "LOREM")
"""One of them is in every match; looking for them costs a fiftieth of the pattern."""


class TemplateMarker(Rule):
    """Text for a machine or a colleague."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding a marker."""
        del context
        if any(sign in post.source for sign in _SIGNS):
            for match in shown(post, _MARKER):
                message = f"`{match[0][:60]}` would be published as it stands. Write what was meant."
                yield self.finding(message, at(post, match.start(), match.end()))


RULE = TemplateMarker()
