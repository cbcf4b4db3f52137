"""Split a text that is too long: at paragraphs, then sentences, then words, then graphemes; never inside a span.

Nothing is added and nothing is lost but the white space at the cuts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from smm_action.platformkit.graphemes import boundaries
from smm_action.platformkit.richtext import RichText

_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"')\]»”’]*\s+|(?<=[。！？])|\n+")
_WORD = re.compile(r"\s+")
_LEVELS = (_PARAGRAPH, _SENTENCE, _WORD)
_ONLY_TAGS = re.compile(r"(?:\s*[#＃][^\s#＃]+)+\s*")
_TAIL = re.compile(r"(?:\s*[#＃@＠][^\s#＃]+)+\s*")
"""Tags and mentions: what stands at the end of a post and says nothing without it."""

Range = tuple[int, int]
Fits = Callable[[str], bool]


class Unsplittable(Exception):  # noqa: N818 an authored fault, turned into a problem
    """One piece that may not be cut is too long for a part of its own."""

    def __init__(self, piece: str) -> None:
        """Keep the piece: a URL, a mention or a tag."""
        super().__init__(piece)
        self.piece = piece


def split(item: RichText, fits: Fits) -> tuple[RichText, ...]:
    """Return ``item`` in as few parts as paragraphs, sentences and words allow, each of which ``fits``.

    A last part of tags and mentions alone takes text of the part before it along.

    Raises:
        Unsplittable: a URL, mention or tag does not fit by itself.
    """
    packed = _pack(item, (0, len(item.text)), 0, fits)
    ranges = [_trimmed(item.text, found) for found in packed]
    ranges = [found for found in ranges if found[1] > found[0]]
    while len(ranges) > 1 and _TAIL.fullmatch(item.text[slice(*ranges[-1])]):
        moved = _pull_along(item, ranges[-2], ranges[-1], fits)
        if moved is None:
            break
        ranges[-2:] = [found for found in moved if found[1] > found[0]]
    return tuple(item.slice(start, end) for start, end in ranges)


def only_tags(text: str) -> bool:
    """Whether ``text`` is nothing but hashtags."""
    return _ONLY_TAGS.fullmatch(text) is not None


def _pack(item: RichText, whole: Range, level: int, fits: Fits) -> list[Range]:
    start, end = whole
    if fits(item.text[start:end].strip()):
        return [whole]
    if level > len(_LEVELS):
        raise Unsplittable(item.text[start:end].strip())
    parts: list[Range] = []
    current: Range | None = None
    for piece in _pieces(item, whole, level):
        if current is not None and fits(item.text[current[0] : piece[1]].strip()):
            current = (current[0], piece[1])
            continue
        if current is not None:
            parts.append(current)
        inner = [piece] if fits(item.text[piece[0] : piece[1]].strip()) else _pack(item, piece, level + 1, fits)
        parts += inner[:-1]
        current = inner[-1]
    return [*parts, current] if current is not None else parts


def _pieces(item: RichText, whole: Range, level: int) -> Iterable[Range]:
    """Yield the pieces of ``whole`` at one level; white space stays with the piece before it."""
    start, end = whole
    if level < len(_LEVELS):
        cuts: Iterable[int] = (found.end() for found in _LEVELS[level].finditer(item.text, start, end))
    else:
        cuts = (start + offset for offset in boundaries(item.text[start:end]))
    for cut in cuts:
        if start < cut < end and not any(span.start < cut < span.end for span in item.spans):
            yield (start, cut)
            start = cut
    if start < end:
        yield (start, end)


def _pull_along(item: RichText, before: Range, last: Range, fits: Fits) -> tuple[Range, Range] | None:
    """Return the two last parts with the end of the first moved to the tags; None when no end fits beside them."""
    for level in range(len(_LEVELS)):
        starts = [piece[0] for piece in _pieces(item, before, level)][1:]
        for cut in reversed(starts):
            if fits(item.text[cut : last[1]].strip()) and item.text[cut : before[1]].strip():
                return _trimmed(item.text, (before[0], cut)), _trimmed(item.text, (cut, last[1]))
    return None


def _trimmed(text: str, found: Range) -> Range:
    start, end = found
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
