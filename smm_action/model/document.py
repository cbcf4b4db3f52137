"""A post's body as a small document: parts of blocks of inlines.

Produced by ``content.markdown`` and turned into a platform's text by ``platformkit.markup``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text, entities and emoji shortcodes resolved, backslash escapes removed."""

    text: str


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A line break inside a paragraph: it stays a line break."""


@dataclass(frozen=True, slots=True)
class Code:
    """An inline code span; nothing inside it is a mention, a tag or a link."""

    text: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    """*Emphasis* (``strong=False``) or **strong emphasis**."""

    children: tuple[Inline, ...]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """``[text](url)``, ``<url>`` (children are the URL's text) or a bare URL (``bare=True``)."""

    url: str
    children: tuple[Inline, ...]
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Image:
    """``![alt](src)`` in the body. ``src`` is a path or a URL; it joins the post's media."""

    src: str
    alt: str


@dataclass(frozen=True, slots=True)
class Mention:
    """``@{acme}``: an entry of ``people.yml`` that becomes the right handle on each platform."""

    person: str


Inline = Text | LineBreak | Code | Emphasis | Link | Image | Mention


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Inlines; ``line`` is the first source line, counted from 1 within the file."""

    children: tuple[Inline, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 6; platforms without headings send it as a paragraph."""

    level: int
    children: tuple[Inline, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """A fenced or indented block, sent verbatim."""

    text: str
    language: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quote."""

    children: tuple[Block, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list; ``start`` is None for bullets, else the first number."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None
    tight: bool = True
    line: int = 0


Block = Paragraph | Heading | CodeBlock | Quote | ListBlock


@dataclass(frozen=True, slots=True)
class DocumentPart:
    """The blocks between two thematic breaks."""

    blocks: tuple[Block, ...]
    line: int = 1


@dataclass(frozen=True, slots=True)
class Document:
    """A body: one part, or several when thematic breaks make it a thread. An empty body has no parts."""

    parts: tuple[DocumentPart, ...]
