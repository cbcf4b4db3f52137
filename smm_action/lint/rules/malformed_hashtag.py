r"""A tag that would not become a hashtag.

### What it does

Finds tags with a space, a backslash or punctuation in them, tags of digits alone, tags that start with `#`, which is
added when rendering, and tags of more than 64 characters or 640 bytes.

### Why

Platforms end a hashtag at the first such character: `#open source` is `#open`, and `#2026` is no tag at all. Bluesky
refuses posts with longer ones.

### Fails

```markdown posts/launch.md 3:8 3:23 3:36 3:44
---
platforms: [acme-mastodon]
tags: ["open source", 'pack\_ing', "2026", "#parcels"]
---
The parcels are packed.
```

### Passes

```markdown posts/launch.md
---
platforms: [acme-mastodon]
tags: [OpenSource, packing, winter2026, parcels, größe, हिन्दी]
---
The parcels are packed.
```

### How to fix

Write words together, each with a capital: `OpenSource` is also what screen readers read well. `smm lint --fix`
removes a leading `#`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import ClassVar

from smm_action.lint.context import LintContext
from smm_action.lint.places import KeyPath, offset
from smm_action.lint.rule import Rule
from smm_action.model.finding import Finding, Fix, Severity
from smm_action.model.post import Post
from smm_action.platformkit.graphemes import graphemes

MAX_GRAPHEMES, MAX_BYTES = 64, 640
"""The longest tag of ``app.bsky.richtext.facet`` (lexicon read 2026-11-24); nobody reads a longer one elsewhere."""
_SHOWN = 40


class MalformedHashtag(Rule):
    """Tags that platforms cut."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_post(self, post: Post, context: LintContext) -> Iterator[Finding]:
        """Yield a finding a tag."""
        del context
        for key, tag in _tags(post):
            why = None if tag.isidentifier() and len(tag) <= MAX_GRAPHEMES else _why(tag)
            if why is not None:
                shown = tag if len(tag) <= _SHOWN else f"{tag[:_SHOWN]}…"
                yield self.finding(f"The tag {shown!r} {why}.", post.locate(key), fix=_unhashed(post, key, tag))


def _tags(post: Post) -> Iterator[tuple[KeyPath, str]]:
    for index, tag in enumerate(post.tags):
        yield ("tags", index), tag
    for name, variant in post.variants.items():
        for index, tag in enumerate(variant.tags or ()):
            yield ("variants", name, "tags", index), tag


def _why(tag: str) -> str | None:
    if tag[:1] in {"#", "＃"}:
        return "starts with #, which is added when rendering; write it without"
    if any(character.isspace() for character in tag):
        return "has a space in it, and the hashtag ends there; write the words together"
    if "\\" in tag:
        return "has a backslash in it, which readers would see; nothing needs escaping here"
    if tag.isdigit():
        return "is a number, and no platform makes a hashtag of digits alone"
    bad = [character for character in tag if _ends_tag(character)]
    if bad:
        return f"has {bad[0]!r} in it, and the hashtag ends there"
    if graphemes(tag) > MAX_GRAPHEMES or len(tag.encode()) > MAX_BYTES:
        return f"is longer than {MAX_GRAPHEMES} characters ({MAX_BYTES} bytes), and Bluesky refuses it; shorten it"
    return None


def _ends_tag(character: str) -> bool:
    if character in "_·\u200c\u200d":
        return False
    return unicodedata.category(character)[0] in "PZC" or character in "$+<=>^`|~"


def _unhashed(post: Post, key: KeyPath, tag: str) -> Fix | None:
    bare = tag.lstrip("#＃")
    if bare == tag or not bare or (not bare.isidentifier() and _why(bare) is not None):
        return None
    start = post.source.find(tag, offset(post, post.locate(key)))
    place = offset(post, post.locate(key))
    # only a tag in quotes can start with #, so the text stands right behind the quote
    if start != place + 1:
        return None
    length = len(tag) - len(bare)
    return Fix(path=post.path, start=start, end=start + length, replacement="", description=f"# removed from {tag}")


RULE = MalformedHashtag()
