"""A picture or film that is too big for the platform.

### What it does

Compares bytes and pixels with the platform's card, or with the server's own limits, and says by how much to shrink.

### Why

The upload is refused when the post is due, when nobody is there to resize a picture.

### Fails

```markdown posts/launch.md 4:5
---
platforms: [acme-bluesky]
media:
  - file: media/launch.png
    alt: A red parcel under a tree
---
The parcels are packed.
```

```media
media/launch.png image/png 4000x3000 3100000 bytes
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-bluesky]
media:
  - file: media/launch.jpg
    alt: A red parcel under a tree
---
The parcels are packed.
```

```media
media/launch.jpg image/jpeg 1600x1200 400000 bytes
```

### How to fix

Export it smaller: 1,600 pixels wide is plenty for every platform. A photograph as JPEG takes a tenth of its PNG.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.pictures import file_place, items_for
from smm_action.lint.rule import Rule
from smm_action.model.card import MediaRules
from smm_action.model.finding import Finding, Severity
from smm_action.model.payload import Medium
from smm_action.model.post import Post
from smm_action.model.project import Account
from smm_action.platformkit.render import Rendering


class MediaTooLarge(Rule):
    """Files beyond the limit."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_rendition(
        self, post: Post, account: Account, rendering: Rendering, context: LintContext
    ) -> Iterator[Finding]:
        """Yield a finding a medium."""
        media = rendering.payload.media
        platform = context.platform(account.platform) if media else None
        if platform is None:
            return
        for item, medium in zip(items_for(post, account, context), media, strict=True):
            fault = _fault(medium, platform.card.media, account)
            if fault is not None:
                place = file_place(post, item)
                yield self.finding(f"{item.ref.file} {fault}.", place, account=account.name)


def _fault(medium: Medium, rules: MediaRules, account: Account) -> str | None:
    film = medium.kind == "video"
    stated = _stated(medium, rules)
    limit = account.limits.get("video_bytes" if film else "image_bytes", stated or 0)
    if limit and medium.bytes > limit:
        how = "Export it with a lower bit rate" if film else "Make it smaller, or export a photograph as JPEG"
        return f"has {_size(medium.bytes)}, and {account.name} takes {_size(limit)}. {how}"
    pixels = medium.width * medium.height
    most = 0 if film else account.limits.get("image_pixels", rules.max_image_pixels or 0)
    if most and pixels > most:
        scale = math.sqrt(most / pixels)
        fitting = f"{int(medium.width * scale)} × {int(medium.height * scale)}"
        pixels_held = f"{medium.width} × {medium.height} pixels"
        return f"has {pixels_held}, and {account.name} takes {most:,} in all. Resize it to {fitting} or less"
    return None


def _stated(medium: Medium, rules: MediaRules) -> int | None:
    match medium.kind:
        case "video":
            return rules.max_video_bytes
        case "gif" if rules.max_gif_bytes is not None:
            return rules.max_gif_bytes
        case "other":
            return rules.max_document_bytes
        case _:
            return rules.max_image_bytes


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{math.ceil(count / 1000)} kB"


RULE = MediaTooLarge()
