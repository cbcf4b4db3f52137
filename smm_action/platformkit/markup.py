"""A document part becomes a platform's text: emphasis dropped, lists and quotes as characters, links by its means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from smm_action.model.document import (
    Block,
    Code,
    CodeBlock,
    Emphasis,
    Heading,
    Image,
    Inline,
    LineBreak,
    Link,
    ListBlock,
    Mention,
    Paragraph,
    Quote,
    Text,
)
from smm_action.platformkit.richtext import RichText, Span, joined, relined

_LINKABLE = ("https://", "http://", "mailto:")
"""What a facet may link to; other addresses are shown as text."""


@dataclass(slots=True)
class Markup:
    """How one platform writes."""

    mention: Callable[[str], tuple[str, str] | None]
    """Key of ``people.yml`` → text shown and handle; None when that person has no handle here."""
    name: Callable[[str], str]
    """Key of ``people.yml`` → what is shown instead."""
    rich: bool
    """``[t](u)`` shows ``t`` alone, because links are facets."""
    unresolved: dict[str, int | None] = field(default_factory=dict)
    """Mentions of whom there is no handle, and the line of the first block that has one."""
    _line: int | None = None

    def text(self, blocks: Sequence[Block]) -> RichText:
        """Return the blocks with one blank line between them; what is empty without its images is left out."""
        shown = [item for block in blocks if (item := self.block(block)).text]
        return joined(shown, "\n\n")

    def block(self, block: Block) -> RichText:
        """Return one block."""
        self._line = block.line or self._line
        match block:
            case Paragraph() | Heading():
                return _stripped(self.inlines(block.children))
            case CodeBlock():
                return _code(block.text)
            case Quote():
                return _prefixed(self.text(block.children), "> ", "> ")
            case ListBlock():
                return joined([self._item(block, i) for i in range(len(block.items))], "\n" if block.tight else "\n\n")
            case _:
                assert_never(block)

    def _item(self, block: ListBlock, index: int) -> RichText:
        marker = "- " if block.start is None else f"{block.start + index}. "
        children = [item for child in block.items[index] if (item := self.block(child)).text]
        return _prefixed(joined(children, "\n" if block.tight else "\n\n"), marker, " " * len(marker))

    def inlines(self, children: Sequence[Inline]) -> RichText:
        """Return a run of inlines."""
        if len(children) == 1 and isinstance(children[0], Text):
            return RichText(children[0].text)
        pieces: list[str] = []
        spans: list[Span] = []
        at = 0
        for child in _without_images(children):
            if isinstance(child, Text):
                shown = child.text
            else:
                item = self._inline(child)
                shown = item.text
                spans += [Span(s.kind, s.start + at, s.end + at, s.value) for s in item.spans]
            pieces.append(shown)
            at += len(shown)
        return RichText("".join(pieces), tuple(spans))

    def _inline(self, child: Inline) -> RichText:
        match child:
            case Text():
                return RichText(child.text)
            case Code():
                return _code(child.text)
            case LineBreak():
                return RichText("\n")
            case Emphasis():
                return self.inlines(child.children)
            case Link():
                return self._link(child)
            case Mention():
                return self._mention(child.person)
            case Image():
                return RichText("")
            case _:
                assert_never(child)

    def _link(self, link: Link) -> RichText:
        shown = self.inlines(link.children)
        target = link.url.startswith(_LINKABLE)
        if link.bare or shown.text in {"", link.url}:
            return RichText(link.url, _linked(0, link.url, link.url) if target else ())
        if link.url == f"mailto:{shown.text}" or (self.rich and target):
            return RichText(shown.text, _linked(0, shown.text, link.url))
        start = len(shown.text) + 2
        spans = _linked(start, link.url, link.url) if target else ()
        return RichText(f"{shown.text}: {link.url}", (*shown.spans, *spans))

    def _mention(self, person: str) -> RichText:
        found = self.mention(person)
        if found is None:
            self.unresolved.setdefault(person, self._line)
            return RichText(self.name(person))
        shown, handle = found
        return RichText(shown, (Span("mention", 0, len(shown), handle),) if shown.startswith("@") else ())


def _linked(start: int, shown: str, url: str) -> tuple[Span, ...]:
    return (Span("link", start, start + len(shown), url),)


def _code(text: str) -> RichText:
    return RichText(text, (Span("code", 0, len(text), ""),) if text else ())


def _without_images(children: Sequence[Inline]) -> Sequence[Inline]:
    """Return ``children`` without the images, and without the second of the two spaces or breaks around each."""
    if not any(isinstance(child, Image) for child in children):
        return children
    kept: list[Inline] = []
    after_image = False
    for child in children:
        if isinstance(child, Image):
            after_image = True
            continue
        last = kept[-1] if kept else LineBreak()
        if after_image and isinstance(child, LineBreak) and isinstance(last, LineBreak):
            continue
        if after_image and isinstance(child, Text) and (not isinstance(last, Text) or last.text.endswith(" ")):
            kept.append(Text(child.text.removeprefix(" ")))
        else:
            kept.append(child)
        after_image = False
    return kept


def _stripped(item: RichText) -> RichText:
    """Return the text without the spaces that images at the ends of lines leave behind."""
    text = item.text
    if text == text.strip() and " \n" not in text and "\n " not in text:
        return item
    clean = relined(item, lambda _, line: ("", line.strip(" ")))
    start = len(clean.text) - len(clean.text.lstrip("\n"))
    return clean.slice(start, max(start, len(clean.text.rstrip("\n"))))


def _prefixed(item: RichText, first: str, rest: str) -> RichText:
    def rewrite(number: int, line: str) -> tuple[str, str]:
        prefix = first if number == 0 else rest
        return (prefix if line else prefix.rstrip()), line

    return relined(item, rewrite)
