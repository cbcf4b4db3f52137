"""More pictures or films than a post may have.

### What it does

Counts images and films against the platform's card, or the server's own limit where `limits: {media: …}` states one,
and points at the first that is too many.

### Why

The platform refuses the post; none of them drops the last picture for you.

### Fails

```markdown posts/launch.md 8:6
---
platforms: [acme-mastodon, acme-bluesky]
media:
  - {file: media/1.png, alt: A red parcel}
  - {file: media/2.png, alt: A blue parcel}
  - {file: media/3.png, alt: A green parcel}
  - {file: media/4.png, alt: A yellow parcel}
  - {file: media/5.png, alt: A black parcel}
variants:
  acme-bluesky: {media: [{file: media/1.png, alt: A red parcel}]}
---
The parcels are packed.
```

```media
media/1.png image/png 64x64
media/2.png image/png 64x64
media/3.png image/png 64x64
media/4.png image/png 64x64
media/5.png image/png 64x64
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon, acme-bluesky]
media:
  - {file: media/1.png, alt: A red parcel}
  - {file: media/2.png, alt: A blue parcel}
---
The parcels are packed.
```

```media
media/1.png image/png 64x64
media/2.png image/png 64x64
```

### How to fix

Remove some, or give the account fewer under `variants:`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.pictures import file_place, items_for
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Severity
from smm_action.model.post import Post
from smm_action.model.project import Account
from smm_action.platformkit.render import Rendering


class MediaTooMany(Rule):
    """Attachments beyond the limit."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_rendition(
        self, post: Post, account: Account, rendering: Rendering, context: LintContext
    ) -> Iterator[Finding]:
        """Yield a finding a kind."""
        platform = context.platform(account.platform)
        media = rendering.payload.media
        if platform is None or not media:
            return
        rules = platform.card.media
        counted = (
            ("image", {"image", "gif"}, account.limits.get("media", rules.max_images), "images"),
            ("video", {"video"}, rules.max_videos, "video"),
        )
        for word, kinds, limit, feature in counted:
            held = [number for number, medium in enumerate(media) if medium.kind in kinds]
            if len(held) > limit and feature in platform.card.features:
                message = (
                    f"{account.name} takes {limit} {word}{'' if limit == 1 else 's'} in a post, and this has {len(held)}."
                    " Remove some, or give it fewer under `variants:`."
                )
                place = file_place(post, items_for(post, account, context)[held[limit]])
                yield self.finding(message, place, account=account.name)


RULE = MediaTooMany()
