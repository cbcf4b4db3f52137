"""A document part becomes a platform's text: emphasis dropped, lists and quotes as characters, links by its means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from smm_action.model.document import (
    Block,
    Code,
    CodeBlock,
    Emphasis,
    Image,
    Inline,
    LineBreak,
    Link,
    ListBlock,
    Mention,
    Quote,
    Text,
)
from smm_action.platformkit.richtext import RichText, Span, joined


@dataclass(slots=True)
class Markup:
    """How one platform writes."""

    mention: Callable[[str], tuple[str, str] | None]
    """Key of ``people.yml`` → text shown and handle; None when that person has no handle here."""
    name: Callable[[str], str]
    """Key of ``people.yml`` → what is shown instead."""
    rich: bool
    """``[t](u)`` shows ``t`` alone, because links are facets."""
    unresolved: list[str] = field(default_factory=list)

    def text(self, blocks: Sequence[Block]) -> RichText:
        """Return the blocks with one blank line between them; what is empty without its images is left out."""
        shown = [item for block in blocks if (item := self.block(block)).text]
        return joined(shown, "\n\n")

    def block(self, block: Block) -> RichText:
        """Return one block."""
        match block:
            case CodeBlock():
                return RichText(block.text)
            case Quote():
                return _prefixed(self.text(block.children), "> ", "> ")
            case ListBlock():
                return joined([self._item(block, i) for i in range(len(block.items))], "\n" if block.tight else "\n\n")
            case _:
                return _stripped(self.inlines(block.children))

    def _item(self, block: ListBlock, index: int) -> RichText:
        marker = "- " if block.start is None else f"{block.start + index}. "
        children = [item for child in block.items[index] if (item := self.block(child)).text]
        return _prefixed(joined(children, "\n" if block.tight else "\n\n"), marker, " " * len(marker))

    def inlines(self, children: Sequence[Inline]) -> RichText:
        """Return a run of inlines."""
        if len(children) == 1 and isinstance(children[0], Text):
            return RichText(children[0].text)
        return joined([self._inline(child) for child in children], "")

    def _inline(self, child: Inline) -> RichText:
        match child:
            case Text() | Code():
                return RichText(child.text)
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

    def _link(self, link: Link) -> RichText:
        shown = self.inlines(link.children)
        if link.bare or not shown.text or shown.text == link.url:
            return RichText(link.url, (Span("link", 0, len(link.url), link.url),))
        if self.rich:
            return RichText(shown.text, (Span("link", 0, len(shown.text), link.url),))
        start = len(shown.text) + 2
        return RichText(
            f"{shown.text}: {link.url}", (*shown.spans, Span("link", start, start + len(link.url), link.url))
        )

    def _mention(self, person: str) -> RichText:
        found = self.mention(person)
        if found is None:
            self.unresolved.append(person)
            return RichText(self.name(person))
        shown, handle = found
        return RichText(shown, (Span("mention", 0, len(shown), handle),))


def _stripped(item: RichText) -> RichText:
    """Return the text without the spaces that images at the ends of lines leave behind."""
    text = item.text
    if text == text.strip() and " \n" not in text and "\n " not in text:
        return item
    lines, at, found = text.split("\n"), 0, []
    for line in lines:
        start = at + len(line) - len(line.lstrip(" "))
        end = max(start, at + len(line.rstrip(" ")))
        found.append(item.slice(start, end))
        at += len(line) + 1
    while found and not found[0].text:
        found.pop(0)
    while found and not found[-1].text:
        found.pop()
    return joined(found, "\n")


def _prefixed(item: RichText, first: str, rest: str) -> RichText:
    lines, at, found = item.text.split("\n"), 0, []
    for number, line in enumerate(lines):
        prefix = first if number == 0 else rest if line or rest.strip() else ""
        found.append(joined([RichText(prefix if line else prefix.rstrip()), item.slice(at, at + len(line))], ""))
        at += len(line) + 1
    return joined(found, "\n")
