"""A file that is not what its name says, or not what the platform takes.

### What it does

Looks at the first bytes of every medium, never at its name alone: finds files that are broken or no medium at all,
files whose ending says something else than their bytes, and types that a platform does not take.

### Why

Platforms look at the bytes. They refuse a HEIC picture called `.jpg`, and a truncated one only after the text is out.

### Fails

```markdown posts/launch.md 4:5 6:5 8:5
---
platforms: [acme-bluesky]
media:
  - file: media/launch.png
    alt: A red parcel under a tree
  - file: media/phone.heic
    alt: A blue parcel under a tree
  - file: media/torn.png
    alt: Half a green parcel under a tree
---
The parcels are packed.
```

```media
media/launch.png image/jpeg 64x64
media/phone.heic image/heic 64x64
media/torn.png image/png 64x64 problem: it is truncated
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
media/launch.jpg image/jpeg 64x64
```

### How to fix

Rename the file to what it is, or convert it to JPEG or PNG. A broken file has to be exported again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.pictures import Item, facts_of, file_place, inspected, items
from smm_action.lint.places import listed
from smm_action.lint.rule import Rule
from smm_action.model.card import Card
from smm_action.model.finding import Finding, Severity
from smm_action.model.media import MediaFacts
from smm_action.model.post import Post
from smm_action.model.project import Account
from smm_action.platformkit.render import Rendering

_ENDINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "image/jpeg": ("jpg", "jpeg", "jpe", "jfif", "mpo"),
        "image/png": ("png", "apng"),
        "image/gif": ("gif",),
        "image/webp": ("webp",),
        "image/avif": ("avif", "avifs"),
        "image/heic": ("heic", "heif", "hif"),
        "image/heif": ("heif", "heic", "hif"),
        "image/tiff": ("tif", "tiff"),
        "image/bmp": ("bmp",),
        "image/svg+xml": ("svg",),
        "video/mp4": ("mp4", "m4v", "mov"),
        "video/quicktime": ("mov", "qt"),
        "video/webm": ("webm",),
    }
)
_KNOWN = frozenset(ending for endings in _ENDINGS.values() for ending in endings)


class MediaWrongType(Rule):
    """Bytes that do not fit."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding a file that is broken or misnamed."""
        for item in items(post, context):
            facts = facts_of(item, context)
            message = None if facts is None else _fault(item, facts)
            if message is not None:
                yield self.finding(message, file_place(post, item))

    def check_rendition(
        self, post: Post, account: Account, rendering: Rendering, context: LintContext
    ) -> Iterator[Finding]:
        """Yield a finding a file whose type the platform does not take."""
        platform = context.platform(account.platform)
        if platform is None or not rendering.payload.media:
            return
        for item, facts in inspected(post, account, context):
            taken = _taken(facts, platform.card)
            if taken and facts.mime not in taken:
                message = (
                    f"{item.ref.file} is {facts.mime}, and {platform.card.label} takes {listed(taken)}. Convert it."
                )
                yield self.finding(message, file_place(post, item), account=account.name)


def _fault(item: Item, facts: MediaFacts) -> str | None:
    if facts.problem is not None:
        return f"{item.ref.file} can not be used: {facts.problem}."
    if facts.kind == "other" and facts.mime != "application/pdf":
        return f"{item.ref.file} is {facts.mime}, which no platform takes as a medium. Convert it."
    ending = item.ref.file.rsplit("/", 1)[-1].rpartition(".")[2].casefold()
    right = _ENDINGS.get(facts.mime, ())
    if right and ending in _KNOWN and ending not in right:
        return f"{item.ref.file} is named .{ending} and holds {facts.mime}. Rename it to .{right[0]}."
    return None


def _taken(facts: MediaFacts, card: Card) -> tuple[str, ...]:
    """Return the types the platform takes of this kind; empty when it has no such thing or another rule says so."""
    match facts.kind:
        case "image" if "images" in card.features:
            return card.media.image_types
        case "gif" if "gif" in card.features:
            return card.media.image_types
        case "video" if "video" in card.features:
            return card.media.video_types
        case "other" if "documents" in card.features:
            return card.media.document_types
        case _:
            return ()


RULE = MediaWrongType()
