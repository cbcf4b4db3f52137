"""A part's text and facets as paragraphs of lines of spans, for templates that escape everything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from smm_action.model.payload import Facet, Part

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
"""Characters that XML 1.0 forbids: they would make a feed unreadable."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text; ``href`` is set for links."""

    kind: Literal["text", "link", "mention", "tag"]
    text: str
    href: str = ""


Paragraph = tuple[tuple[Span, ...], ...]
"""Lines of spans."""


def paragraphs(part: Part) -> tuple[Paragraph, ...]:
    """Return the part's paragraphs: blank lines part them, single line breaks stay."""
    found: list[list[list[Span]]] = [[[]]]
    for span in _spans(part):
        for index, piece in enumerate(re.split(r"(\n+)", span.text)):
            if index % 2 == 0:
                if piece:
                    found[-1][-1].append(Span(span.kind, piece, span.href))
            elif len(piece) > 1:
                found.append([[]])
            else:
                found[-1].append([])
    return tuple(tuple(tuple(line) for line in lines) for lines in found if any(lines))


def plain(text: str) -> str:
    """Return ``text`` without characters that no page and no feed may hold."""
    return _ILLEGAL.sub("", text)


def web_address(url: str) -> str:
    """Return ``url`` when a page may link to it, else nothing: no ``javascript:`` and no ``data:`` ever."""
    return url if re.fullmatch(r"https?://[^\s\x00-\x1f]+", url, re.IGNORECASE) else ""


def _spans(part: Part) -> Iterator[Span]:
    data, position = part.text.encode(), 0
    for facet in _usable(part.facets, data):
        if facet.start < position:
            continue
        yield from _text(data[position : facet.start].decode())
        yield _span(facet, plain(data[facet.start : facet.end].decode()))
        position = facet.end
    yield from _text(data[position:].decode())


def _text(text: str) -> Iterator[Span]:
    if text:
        yield Span("text", plain(text))


def _span(facet: Facet, text: str) -> Span:
    if facet.kind == "tag":
        return Span("tag", text)
    href = web_address(facet.value)
    if facet.kind == "mention":
        return Span("mention", text, href)
    return Span("link", text, href) if href else Span("text", text)


def _usable(facets: Iterable[Facet], data: bytes) -> list[Facet]:
    """Return the facets that begin and end between characters, in order."""
    return sorted(
        (f for f in facets if 0 <= f.start < f.end <= len(data) and _is_between(data, f.start, f.end)),
        key=lambda facet: facet.start,
    )


def _is_between(data: bytes, *offsets: int) -> bool:
    return all(offset == len(data) or data[offset] & 0xC0 != 0x80 for offset in offsets)
