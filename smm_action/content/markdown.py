"""A body in Markdown becomes a ``Document``.

CommonMark through markdown-it-py, with what posts need changed: a line of dashes is always a thematic break (it starts
the next part of a thread), also right below text; line breaks stay; bare URLs are links; ``@{name}`` is a mention;
``:shortcode:`` an emoji. HTML stays text, except ``<img>``; a comment is a note and is dropped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smm_action.content.commonmark import parser
from smm_action.content.inlines import html_image, inlines
from smm_action.model.document import (
    Block,
    CodeBlock,
    Document,
    DocumentPart,
    Heading,
    Inline,
    LineBreak,
    ListBlock,
    Paragraph,
    Quote,
    Text,
)

if TYPE_CHECKING:
    from markdown_it.token import Token

_SPECIAL = re.compile(r"[\\`*_\[\]<>&~|#:@]|^ {0,3}(?:[-+=]|\d+[.)])|^(?: {4}|\t)| $|\t|//", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_IMAGE = re.compile(r"<img\s[^>]*>", re.IGNORECASE)


def parse(text: str, first_line: int = 1) -> Document:
    """Return ``text`` as a document; ``first_line`` is the file's line that ``text`` starts on."""
    if not text.strip():
        return Document(parts=())
    if not _SPECIAL.search(text) and _plain_enough(text):
        return Document(parts=(DocumentPart(_plain(text, first_line), first_line),))
    return parse_markdown(text, first_line)


def parse_markdown(text: str, first_line: int = 1) -> Document:
    """Return ``text`` as a document, always by the full parser; ``parse`` gives the same, faster for plain text."""
    tokens = parser().parse(text)
    parts: list[DocumentPart] = []
    blocks: list[Block] = []
    start = first_line
    index = 0
    while index < len(tokens):
        if tokens[index].type == "hr":
            parts.append(DocumentPart(tuple(blocks), start))
            start = first_line + (tokens[index].map or [0, 0])[1]
            blocks = []
            index += 1
            continue
        found, index = _block(tokens, index, first_line)
        blocks += found
    parts.append(DocumentPart(tuple(blocks), start))
    return Document(parts=tuple(parts)) if any(part.blocks for part in parts) else Document(parts=())


def _plain_enough(text: str) -> bool:
    return all(char == "\n" or char.isprintable() for char in text)


def _plain(text: str, first_line: int) -> tuple[Block, ...]:
    """Return the paragraphs of a text without any markup."""
    blocks: list[Block] = []
    lines: list[str] = []
    start = 0
    for number, line in enumerate([*text.split("\n"), ""]):
        if line.strip():
            if not lines:
                start = number
            lines.append(line.strip(" "))
        elif lines:
            children: list[Inline] = []
            for position, content in enumerate(lines):
                if position:
                    children.append(LineBreak())
                children.append(Text(content))
            blocks.append(Paragraph(tuple(children), first_line + start))
            lines = []
    return tuple(blocks)


def _block(tokens: list[Token], index: int, base: int) -> tuple[list[Block], int]:
    """Return the blocks that start at ``index``, and the index behind them."""
    token = tokens[index]
    line = base + (token.map[0] if token.map else 0)
    match token.type:
        case "paragraph_open":
            return [Paragraph(inlines(tokens[index + 1].children or []), line)], index + 3
        case "heading_open":
            return [Heading(int(token.tag[1:]), inlines(tokens[index + 1].children or []), line)], index + 3
        case "fence" | "code_block":
            language = token.info.split()[0] if token.info.split() else ""
            return [CodeBlock(token.content.rstrip("\n"), language, line)], index + 1
        case "html_block":
            return _html(token.content, line), index + 1
        case "blockquote_open":
            children, after = _until(tokens, index + 1, "blockquote_close", base)
            return [Quote(children, line)], after
        case "bullet_list_open" | "ordered_list_open":
            return _list(tokens, index, base, line)
        case "hr":
            # inside of a quote or a list it parts nothing, and stays what was written
            return [Paragraph((Text(token.markup[:1] * 3),), line)], index + 1
        case _:
            return [], index + 1


def _until(tokens: list[Token], index: int, closing: str, base: int) -> tuple[tuple[Block, ...], int]:
    level = tokens[index - 1].level
    blocks: list[Block] = []
    while not (tokens[index].type == closing and tokens[index].level == level):
        found, index = _block(tokens, index, base)
        blocks += found
    return tuple(blocks), index + 1


def _list(tokens: list[Token], index: int, base: int, line: int) -> tuple[list[Block], int]:
    token = tokens[index]
    closing = token.type.replace("open", "close")
    first = token.attrGet("start")
    start = (1 if first is None else int(first)) if token.type == "ordered_list_open" else None
    items: list[tuple[Block, ...]] = []
    tight = True
    index += 1
    while tokens[index].type != closing:
        begin = index
        blocks, index = _until(tokens, index + 1, "list_item_close", base)
        tight = tight and not any(
            item.type == "paragraph_open" and not item.hidden and item.level == token.level + 2
            for item in tokens[begin:index]
        )
        items.append(blocks)
    return [ListBlock(tuple(items), start, tight, line)], index + 1


def _html(content: str, line: int) -> list[Block]:
    """Return an HTML block: comments are notes and go, images become images, the rest stays the text it is."""
    # what opens behind the last end is no comment; to look for its end each time took minutes
    behind = content.rfind("-->") + len("-->")
    text = (_COMMENT.sub("", content[:behind]) + content[behind:] if behind > 2 else content).strip("\n")
    if not text.strip():
        return []
    children: list[Inline] = []
    for number, row in enumerate(text.split("\n")):
        if number:
            children.append(LineBreak())
        children += _html_row(row)
    return [Paragraph(tuple(children), line)]


def _html_row(row: str) -> list[Inline]:
    children: list[Inline] = []
    at = 0
    for match in _IMAGE.finditer(row, 0, row.rfind(">") + 1):
        if row[at : match.start()]:
            children.append(Text(row[at : match.start()]))
        children.append(html_image(match[0]))
        at = match.end()
    if row[at:]:
        children.append(Text(row[at:]))
    return children
