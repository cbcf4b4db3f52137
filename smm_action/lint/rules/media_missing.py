"""A picture that is not there.

### What it does

Finds media, in `media:`, in variants and in the body, whose file does not exist below the brand's directory, and
names the nearest one that does. A URL is no file: only imported posts may name one.

### Why

The post would go out without its picture, or not at all.

### Fails

```markdown posts/launch.md 4:5 8:1
---
platforms: [acme-mastodon]
media:
  - file: media/lunch.png
    alt: A red parcel under a tree
---
The parcels are packed.
![The tree alone](https://acme.example/tree.png)
```

```media
media/launch.png image/png 64x64
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon]
media:
  - file: media/launch.png
    alt: A red parcel under a tree
---
The parcels are packed.
```

### How to fix

Commit the file, or correct its name. Letters count: `Launch.png` is not `launch.png`.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.pictures import Item, file_place, items
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post


class MediaMissing(Rule):
    """Files that do not exist."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding a medium."""
        for item in items(post, context):
            if item.remote:
                if not post.imported:
                    message = f"{item.ref.file} is a URL. Pictures are files of the repository: download it to media/."
                    yield self.finding(message, file_place(post, item))
            elif item.path not in context.project.files and not _is_outside(item, context):
                message = f"There is no file {item.ref.file}.{_hint(item, context)}"
                yield self.finding(message, file_place(post, item))


def _is_outside(item: Item, context: LintContext) -> bool:
    """Whether another rule says more: see media-outside-root."""
    file = item.ref.file
    steps = item.path.split("/")
    linked = any("/".join(steps[:length]) in context.links for length in range(1, len(steps) + 1))
    return linked or file.startswith(("/", "~")) or "\\" in file or ".." in steps or file[1:3] == ":/"


def _hint(item: Item, context: LintContext) -> str:
    prefix = item.path.removesuffix(item.ref.file)
    known = [path.removeprefix(prefix) for path in context.project.files if path.startswith(prefix)]
    known = sorted(path for path in known if not path.endswith((".md", ".yml", ".yaml")))
    name = item.ref.file.rsplit("/", 1)[-1].casefold()
    same = [path for path in known if path.rsplit("/", 1)[-1].casefold() == name]
    found = same or get_close_matches(item.ref.file, known, n=1, cutoff=0.6)
    return f" Did you mean {found[0]}?" if found else " Add it, or correct the path; it starts at the brand's root."


RULE = MediaMissing()
