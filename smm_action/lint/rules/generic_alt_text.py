"""An alt text that describes nothing.

### What it does

Finds alt texts that are a file name or only say that there is a picture: `image`, `photo`, `IMG_2041.jpg`,
`screenshot`.

### Why

It passes every check for a missing text and tells nobody anything.

### Fails

```markdown posts/launch.md 5:5
---
platforms: [acme-mastodon]
media:
  - file: media/launch.png
    alt: launch.png
---
The parcels are packed.
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

Say what the picture shows, as you would on the telephone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.pictures import Item, alt_place, items
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post

_ARTICLE = re.compile(r"^(?:an?|the|my|our|this|alt|this is an?)\s+")
_FILE = re.compile(r"^\S+\.(?:png|jpe?g|gif|webp|avif|hei[cf]|bmp|tiff?|svg|mp4|mov|webm)$")
_CAMERA = re.compile(r"^(?:img|dsc|dscn|pxl|screenshot|screen shot|photo|image)[\s_-]*[\d\s_.:-]*$")
_GENERIC = frozenset((
    "alt", "alt text", "alternative text", "animation", "attachment", "banner", "bild", "description", "drawing", "file",
    "foto", "gif", "graphic", "graphics", "grafik", "header", "icon", "illustration", "image", "image description",
    "image of", "imagen", "img", "logo", "media", "n/a", "na", "no description", "none", "photo", "photo of",
    "photograph", "pic", "picture", "picture of", "placeholder", "screenshot", "tbd", "text", "thumbnail", "todo",
    "untitled", "video", "x", "-", "",
))  # fmt: skip


class GenericAltText(Rule):
    """Descriptions without content."""

    severity: ClassVar[Severity] = Severity.WARNING

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding a medium."""
        for item in items(post, context):
            if item.ref.alt and not item.ref.decorative and _is_generic(item):
                message = (
                    f"{item.ref.alt.strip()[:40]!r} does not say what {item.ref.file} shows. Describe the picture."
                )
                yield self.finding(message, alt_place(post, item))


def _is_generic(item: Item) -> bool:
    said = " ".join((item.ref.alt or "").casefold().split()).rstrip(".!:")
    name = item.ref.file.rsplit("/", 1)[-1].casefold()
    bare = _ARTICLE.sub("", said)
    return (
        said in {name, name.rsplit(".", 1)[0]}
        or bare in _GENERIC
        or _FILE.match(said) is not None
        or _CAMERA.match(said) is not None
    )


RULE = GenericAltText()
