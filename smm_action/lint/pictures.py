"""The media of a post with the places they are written at."""

from __future__ import annotations

from dataclasses import dataclass

from smm_action.lint.context import LintContext
from smm_action.lint.places import KeyPath, at, body_offset, has_place
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


def file_place(post: Post, item: Item) -> Location:
    """Return where the file is named."""
    return post.locate((*item.key, "file")) if item.key is not None else _inline_place(post, item.ref.file)


def alt_place(post: Post, item: Item) -> Location:
    """Return where the alt text stands; without one, where the file is named that needs it."""
    if item.key is None or not has_place(post, (*item.key, "alt")):
        return file_place(post, item)
    return post.locate((*item.key, "alt"))


def _items(post: Post, refs: tuple[MediaRef, ...], key: KeyPath, context: LintContext) -> list[Item]:
    prefix = context.brand(post).path
    return [
        Item(
            ref=ref,
            key=None if ref.inline else (*key, index),
            path=f"{prefix}/{ref.file}" if prefix else ref.file,
        )
        for index, ref in enumerate(refs)
    ]


def _inline_place(post: Post, file: str) -> Location:
    start = post.source.find(file, body_offset(post))
    picture = post.source.rfind("![", 0, start)
    if start < 0:
        start = post.source.find(file)
    elif picture >= 0 and "\n" not in post.source[picture:start]:
        return at(post, picture, start + len(file))
    return at(post, start, start + len(file)) if start >= 0 else Location(path=post.path, line=1, column=1)
