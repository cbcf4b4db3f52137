"""The media of a post with the places they are written at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from smm_action.lint.context import LintContext
from smm_action.lint.places import KeyPath, at, body_offset, body_place, has_place, offset
from smm_action.model.finding import Location
from smm_action.model.media import MediaFacts
from smm_action.model.post import MediaRef, Post
from smm_action.model.project import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One medium as a post names it."""

    ref: MediaRef
    key: KeyPath | None
    """Of its item below ``media:``; None for a picture in the body."""
    path: str
    """Relative to the content root."""
    text: KeyPath | None = None
    """Of the text that shows a picture of the front matter's; None for the body."""
    nth: int = 0
    """How many pictures of the same file its text shows before."""

    @property
    def remote(self) -> bool:
        """Whether it is a URL."""
        return self.ref.file.startswith(("https://", "http://"))


def items(post: Post, context: LintContext) -> list[Item]:
    """Return every medium of ``post`` and its variants."""
    found = _items(post, post.media, ("media",), context)
    for name, variant in post.variants.items():
        found += _items(post, variant.media or (), ("variants", name, "media"), context)
    return found


def items_for(post: Post, account: Account, context: LintContext) -> list[Item]:
    """Return the media that ``account`` gets, in the order of the payload's first part."""
    for name in (account.name, account.platform):
        variant = post.variants.get(name)
        if variant is not None and variant.media is not None:
            return _items(post, variant.media, ("variants", name, "media"), context)
    return _items(post, post.media, ("media",), context)


def facts_of(item: Item, context: LintContext) -> MediaFacts | None:
    """Return what the bytes say; None when there is no file to look at."""
    return None if item.remote else context.facts(item.path)


def inspected(post: Post, account: Account, context: LintContext) -> Iterator[tuple[Item, MediaFacts]]:
    """Yield the media that ``account`` gets with what their bytes say, where they can be looked at and are whole."""
    for item in items_for(post, account, context):
        facts = facts_of(item, context)
        if facts is not None and facts.problem is None:
            yield item, facts


def file_place(post: Post, item: Item) -> Location:
    """Return where the file is named."""
    return post.locate((*item.key, "file")) if item.key is not None else _inline_place(post, item)


def alt_place(post: Post, item: Item) -> Location:
    """Return where the alt text stands; without one, where the file is named that needs it."""
    if item.key is None or not has_place(post, (*item.key, "alt")):
        return file_place(post, item)
    return post.locate((*item.key, "alt"))


def _items(post: Post, refs: tuple[MediaRef, ...], key: KeyPath, context: LintContext) -> list[Item]:
    prefix = context.brand(post).path
    text = (*key[:-1], "text") if len(key) > 1 else None
    seen: Counter[str] = Counter()
    found: list[Item] = []
    for index, ref in enumerate(refs):
        path = f"{prefix}/{ref.file}" if prefix else ref.file
        if ref.inline:
            found.append(Item(ref=ref, key=None, path=path, text=text, nth=seen[ref.file]))
            seen[ref.file] += 1
        else:
            found.append(Item(ref=ref, key=(*key, index), path=path))
    return found


def _inline_place(post: Post, item: Item) -> Location:
    """Return where a text shows a picture: from its exclamation mark to the end of the file's name."""
    file = re.escape(item.ref.file)
    start = body_offset(post) if item.text is None else offset(post, post.locate(item.text))
    pictures = list(re.finditer(rf"!\[[^\n\]]*\]\(<?{file}(?=[\s>)])", post.source[start:]))
    if item.nth < len(pictures):
        begin, end = pictures[item.nth].span()
        return at(post, start + begin, start + end)
    named = post.source.find(item.ref.file, start)  # the alt text is of several lines, or has brackets
    if named >= 0:
        return at(post, named, named + len(item.ref.file))
    return body_place(post) if item.text is None else post.locate(item.text)
