"""A text with meaning attached to spans of it: what markup makes, threads split, and facets come from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from smm_action.model.payload import Facet

Kind = Literal["link", "mention", "tag", "code"]
"""``code`` is no facet: it says that nothing inside is a link, mention or tag."""


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
            return tuple(
                Facet(kind=s.kind, start=s.start, end=s.end, value=s.value) for s in self.spans if s.kind != "code"
            )
        found, at, size = [], 0, 0
        for span in self.spans:
            if span.kind == "code":
                continue
            start = size + len(self.text[at : span.start].encode("utf-8", "surrogatepass"))
            end = start + len(self.text[span.start : span.end].encode("utf-8", "surrogatepass"))
            found.append(Facet(kind=span.kind, start=start, end=end, value=span.value))
            at, size = span.end, end
        return tuple(found)


def joined(texts: Sequence[RichText], separator: str) -> RichText:
    """Return ``texts`` one after the other with ``separator`` between them."""
    if len(texts) == 1:
        return texts[0]
    spans: list[Span] = []
    at = 0
    for item in texts:
        if item.spans:
            spans += [Span(s.kind, s.start + at, s.end + at, s.value) for s in item.spans]
        at += len(item.text) + len(separator)
    return RichText(separator.join([item.text for item in texts]), tuple(spans))


def relined(item: RichText, rewrite: Callable[[int, str], tuple[str, str]]) -> RichText:
    """Return ``item`` with each line rewritten; spans keep what they show, also those over several lines.

    ``rewrite`` gets a line's number and text, and returns what to put before it and what to keep of it, which must
    be the line without some of the spaces at its ends.
    """
    lines: list[str] = []
    shifts: list[tuple[int, int, int, int]] = []
    old = new = 0
    for number, line in enumerate(item.text.split("\n")):
        before, kept = rewrite(number, line)
        skipped = line.find(kept) if kept else 0
        lines.append(before + kept)
        shifts.append((old + skipped, old + len(line), new + len(before), len(kept)))
        old += len(line) + 1
        new += len(before) + len(kept) + 1
    moved = (Span(s.kind, _shifted(s.start, shifts), _shifted(s.end, shifts), s.value) for s in item.spans)
    return RichText("\n".join(lines), tuple(span for span in moved if span.end > span.start))


def _shifted(offset: int, shifts: Sequence[tuple[int, int, int, int]]) -> int:
    """Return where an offset went: ``shifts`` holds a line's first kept offset, its end, its new start, its length."""
    for first, end, start, length in shifts:
        if offset <= end:
            return start + min(max(offset - first, 0), length)
    raise IndexError(offset)
