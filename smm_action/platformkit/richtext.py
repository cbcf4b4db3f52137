"""A text with meaning attached to spans of it: what markup makes, threads split, and facets come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from smm_action.model.payload import Facet

Kind = Literal["link", "mention", "tag"]


@dataclass(frozen=True, slots=True)
class Span:
    """A span of a text; ``start`` and ``end`` count code points."""

    kind: Kind
    start: int
    end: int
    value: str


@dataclass(frozen=True, slots=True)
class RichText:
    """A text and its spans, in order, not overlapping."""

    text: str
    spans: tuple[Span, ...] = ()

    def slice(self, start: int, end: int) -> RichText:
        """Return the part between two offsets; spans must lie wholly inside or outside."""
        inside = (span for span in self.spans if span.start >= start and span.end <= end)
        moved = (Span(span.kind, span.start - start, span.end - start, span.value) for span in inside)
        return RichText(self.text[start:end], tuple(moved))

    def facets(self) -> tuple[Facet, ...]:
        """Return the spans with UTF-8 byte offsets."""
        if self.text.isascii():
            return tuple(Facet(kind=s.kind, start=s.start, end=s.end, value=s.value) for s in self.spans)
        found, at, size = [], 0, 0
        for span in self.spans:
            start = size + len(self.text[at : span.start].encode("utf-8", "surrogatepass"))
            end = start + len(self.text[span.start : span.end].encode("utf-8", "surrogatepass"))
            found.append(Facet(kind=span.kind, start=start, end=end, value=span.value))
            at, size = span.end, end
        return tuple(found)


def joined(texts: Sequence[RichText], separator: str) -> RichText:
    """Return ``texts`` one after the other with ``separator`` between them."""
    pieces: list[str] = []
    spans: list[Span] = []
    at = 0
    for number, item in enumerate(texts):
        if number:
            pieces.append(separator)
            at += len(separator)
        spans += (Span(s.kind, s.start + at, s.end + at, s.value) for s in item.spans)
        pieces.append(item.text)
        at += len(item.text)
    return RichText("".join(pieces), tuple(spans))
