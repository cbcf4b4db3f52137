"""Pictures and a film in one post.

### What it does

Finds posts that attach images beside a film or an animation, on platforms that take one kind at a time, and points at
the first medium that does not go with those before it.

### Why

Mastodon and X refuse the mixture.

### Fails

```markdown posts/launch.md 5:6
---
platforms: [acme-mastodon]
media:
  - {file: media/tree.png, alt: A tree}
  - {file: media/packing.mp4, alt: A parcel is packed}
---
The parcels are packed.
```

```media
media/tree.png image/png 64x64
media/packing.mp4 video/mp4 640x360
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon]
media:
  - {file: media/packing.mp4, alt: A parcel is packed}
---
The parcels are packed.
```

```media
media/packing.mp4 video/mp4 640x360
```

### How to fix

Decide for one kind, or make two posts.
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


class MediaMixedKinds(Rule):
    """Attachments that do not go together."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_rendition(
        self, post: Post, account: Account, rendering: Rendering, context: LintContext
    ) -> Iterator[Finding]:
        """Yield one finding when two kinds meet."""
        media = rendering.payload.media
        platform = context.platform(account.platform) if len(media) > 1 else None
        if platform is None or platform.card.media.mixing or not platform.card.media.max_videos:
            return
        for number, medium in enumerate(media):
            # where films are taken, an animation is treated as one: Mastodon converts it, X allows one alone
            if number and (medium.kind != media[0].kind or medium.kind == "gif"):
                label = platform.card.label
                message = (
                    f"{label} takes images, or one animation, or one film, and this mixes them for {account.name}."
                )
                place = file_place(post, items_for(post, account, context)[number])
                yield self.finding(message, place, account=account.name)
                return


RULE = MediaMixedKinds()
