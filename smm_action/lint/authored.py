"""What of a post's source is shown to readers: not comments, not code that shows something else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from smm_action.lint.places import body_offset, top_key
from smm_action.model.document import (
    Block,
    Code,
    CodeBlock,
    Document,
    Emphasis,
    Inline,
    LineBreak,
    Link,
    ListBlock,
    Mention,
    Quote,
    Text,
)
from smm_action.model.post import Post

_CODE = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?^ {0,3}(?P=fence)[`~]*[ \t]*$|.*\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)",
    re.MULTILINE | re.DOTALL,
)
URL_KEYS = frozenset({"link", "variants", "first_comment"})
"""Keys of the front matter whose URLs are shown to readers."""


def code_spans(text: str, start: int = 0) -> tuple[tuple[int, int], ...]:
    """Return where ``text`` from ``start`` on holds code (fenced or inline) or HTML comments."""
    return (*(match.span() for match in _CODE.finditer(text, start)), *_comments(text, start))


def _comments(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield closed comments; one that is never closed stays text. A pattern would take quadratic time for those."""
    while (opening := text.find("<!--", start)) >= 0:
        closing = text.find("-->", opening + 4)
        if closing < 0:
            return
        start = closing + 3
        yield opening, start


def shown(post: Post, pattern: re.Pattern[str], keys: frozenset[str] | None = None) -> Iterator[re.Match[str]]:
    """Yield the matches of ``pattern`` in the source that readers would see.

    In the body outside of code and comments; in the front matter in the values of ``keys`` (None: of any key but the
    machine's own).
    """
    body = body_offset(post)
    spans: tuple[tuple[int, int], ...] | None = None
    for match in pattern.finditer(post.source):
        if match.start() < body:
            key = top_key(post, match.start())
            if key is not None and (key in keys if keys is not None else key not in {"imported", "lint", "---"}):
                yield match
            continue
        spans = code_spans(post.source, body) if spans is None else spans
        if not any(start <= match.start() < end for start, end in spans):
            yield match


def document_text(document: Document) -> str:
    """Return the words of a document, one block a line: for comparing, not for sending."""
    return "\n".join(_block(block) for part in document.parts for block in part.blocks)


def mentions(document: Document) -> dict[str, None]:
    """Return the people that a document mentions, in order."""
    found: dict[str, None] = {}
    for part in document.parts:
        for block in part.blocks:
            for inline in _inlines(block):
                if isinstance(inline, Mention):
                    found[inline.person] = None
    return found


def _inlines(block: Block) -> Iterator[Inline]:
    match block:
        case CodeBlock():
            return
        case Quote():
            for child in block.children:
                yield from _inlines(child)
        case ListBlock():
            for item in block.items:
                for child in item:
                    yield from _inlines(child)
        case _:
            yield from _flat(block.children)


def _flat(children: tuple[Inline, ...]) -> Iterator[Inline]:
    for child in children:
        yield child
        if isinstance(child, Link | Emphasis):
            yield from _flat(child.children)


def _block(block: Block) -> str:
    if isinstance(block, CodeBlock):
        return block.text
    return "".join(_word(inline) for inline in _inlines(block))


def _word(inline: Inline) -> str:
    match inline:
        case Text() | Code():
            return inline.text
        case Mention():
            return f"@{{{inline.person}}}"
        case LineBreak():
            return "\n"
        case Link():
            return "" if inline.bare else f" {inline.url} "
        case _:
            return ""
