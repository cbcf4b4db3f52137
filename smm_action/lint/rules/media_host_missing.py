"""Media for a platform that fetches them, and no public address to fetch them from.

### What it does

Finds posts with pictures or films for accounts whose platform takes no files but addresses (Instagram, Threads), in a
brand whose `smm.yml` has no `media_host`.

### Why

The platform can not get at a file in the repository, so nothing would go out when the post is due.

### Fails

```yaml smm.yml
accounts: {acme-threads: {platform: threads, handle: acme}}
```

```markdown posts/launch.md 4:5
---
platforms: [acme-threads]
media:
  - file: media/launch.jpg
    alt: A red parcel under a tree
---
The parcels are packed.
```

```media
media/launch.jpg image/jpeg 1000x1000
```

### Passes

```yaml smm.yml
accounts: {acme-threads: {platform: threads, handle: acme}}
media_host: {kind: branch, base_url: "https://raw.githubusercontent.com/acme/social/smm-media/"}
```

```markdown posts/launch.md
---
platforms: [acme-threads]
media:
  - file: media/launch.jpg
    alt: A red parcel under a tree
---
The parcels are packed.
```

```media
media/launch.jpg image/jpeg 1000x1000
```

### How to fix

Name a `media_host` in `smm.yml`: a branch of a public repository, GitHub Pages, or a bucket
([how](https://github.com/smm-action/smm-action/blob/main/docs/how-to/media-host.md)).
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


class MediaHostMissing(Rule):
    """Media that nobody could fetch."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_rendition(
        self, post: Post, account: Account, rendering: Rendering, context: LintContext
    ) -> Iterator[Finding]:
        """Yield a finding at the first medium."""
        platform = context.platform(account.platform)
        if platform is None or not platform.card.media.by_url or not rendering.payload.media:
            return
        if context.brand(post).media_host is None and post.deliver != "manual":
            message = (
                f"{platform.card.label} fetches media from a public address, and smm.yml names no `media_host`."
                " Add one."
            )
            place = file_place(post, items_for(post, account, context)[0])
            yield self.finding(message, place, account=account.name)


RULE = MediaHostMissing()
