"""A post that says what another one says, on the same account.

### What it does

Finds posts whose words, tags and link are those of another post on the same account, and posts that equal what the
ledger says was published, also when the published post has another id now. Capitals and white space make no
difference; answers to different posts may say the same. Publishing holds such a post too, when what it would send is
exactly what is out or on its way.

### Why

Readers take it for a mistake, X and others refuse it, and most of all: a file that was copied or renamed would be
published twice.

### Fails

```markdown posts/a.md
---
id: parcels
platforms: [acme-mastodon]
---
The parcels are packed.
```

```markdown posts/b.md 5:1
---
id: parcels-again
platforms: [acme-mastodon, acme-bluesky]
---
The parcels are  packed.
```

### Passes

```markdown posts/a.md
---
id: parcels
platforms: [acme-mastodon]
---
The parcels are packed.
```

```markdown posts/b.md
---
id: parcels-again
platforms: [acme-bluesky]
---
The parcels are packed.
```

### How to fix

Say it differently, or remove one of the two. To publish a correction keep the id and count `revision:` up.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import ClassVar

from smm_action.lint.authored import document_text
from smm_action.lint.context import LintContext, PostKey
from smm_action.lint.places import body_place, body_text, listed
from smm_action.lint.rule import Rule
from smm_action.model.delivery import DeliveryId
from smm_action.model.digest import content_digest
from smm_action.model.finding import Finding, Severity
from smm_action.model.ids import AccountName
from smm_action.model.post import Post, Variant
from smm_action.model.project import Account
from smm_action.platformkit.render import Rendering

_PLAIN = Variant()


class DuplicateText(Rule):
    """The same again."""

    severity: ClassVar[Severity] = Severity.ERROR

    def check_project(self, context: LintContext) -> Iterator[Finding]:
        """Yield a finding for each post that repeats another one, the one a change touches, else the later path."""
        pairs: dict[tuple[str, str], tuple[Post, Post, list[AccountName]]] = {}
        firsts: dict[tuple[AccountName, Hashable], Post] = {}
        posts: Sequence[Post] = context.project.posts
        # the original is what is on record, else what a change leaves alone, else the first path
        if context.changed is not None or context.records:
            posts = sorted(posts, key=lambda post: (_key(post) not in context.records, context.is_touched(post)))
        for post in posts:
            if not post.source:
                continue
            for name, words in _words(post, context):
                first = firsts.setdefault((name, words), post)
                if first is not post and not (name in post.imported and name in first.imported):
                    pairs.setdefault((post.path, first.path), (post, first, []))[2].append(name)
        for post, first, names in pairs.values():
            message = f"{first.path} says the same on {listed(names)}. Say it differently, or remove one."
            yield self.finding(message, body_place(post))

    def check_rendition(
        self, post: Post, account: Account, rendering: Rendering, context: LintContext
    ) -> Iterator[Finding]:
        """Yield a finding when a new delivery equals one that the ledger says is out under another id."""
        records = context.ledger.records
        if not records or account.name in post.imported:
            return
        if DeliveryId(post.brand, post.id, account.name, post.revision) in records:
            return
        published = context.published.get(account.name)
        if not published:
            return
        known = published.get(content_digest(rendering.payload))
        if known is not None and known.post != post.id:
            original = context.posts.get((known.brand, known.post))
            if original is not None and _told(original, account, context) == _told(post, account, context):
                return  # what two files say alike is said once, by the project
            gone = "" if original is not None else ", an id that no post has any more"
            message = (
                f"This was published on {account.name} as `{known.post}`{gone}. Keep its id, or say it differently."
            )
            yield self.finding(message, body_place(post), account=account.name)


def _key(post: Post) -> PostKey:
    return post.brand, post.id


def _told(post: Post, account: Account, context: LintContext) -> Hashable:
    return dict(_words(post, context)).get(account.name)


def _words(post: Post, context: LintContext) -> Iterator[tuple[AccountName, Hashable]]:
    """Yield what each account is told, comparable."""
    shared = " ".join(body_text(post).split()).casefold()
    accounts = context.brand(post).accounts
    for name in post.accounts:
        variant = post.variant(name, accounts[name].platform) if post.variants else _PLAIN
        words = shared if variant.body is None else " ".join(document_text(variant.body).split()).casefold()
        media = () if words else tuple(ref.file for ref in variant.media or post.media)
        tags = post.tags if variant.tags is None else variant.tags
        link = variant.link or post.link
        if words or media or link or post.repost:
            yield name, (words, tags, link, media, post.reply_to, post.quote, post.repost)


RULE = DuplicateText()
