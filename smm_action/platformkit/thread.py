"""Split a text that is too long: at paragraphs, then sentences, then words; never inside a span or a grapheme.

Nothing is added and nothing is lost but the white space at the cuts. Scripts that are written without spaces between
words (Chinese, Japanese, Thai) may be cut between two characters when a sentence alone is too long.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence

from smm_action.platformkit.graphemes import boundaries
from smm_action.platformkit.richtext import RichText

_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_SENTENCE = re.compile(
    r"(?<=[.!?…])(?<!\b[A-Z]\.)(?<!\b[A-Z][a-z]\.)[\"')\]»”’]*\s++(?![a-zà-ÿ])|(?<=[。！？])(?![。！？」』）])|\n+"
)
"""Not after an initial (``J. Doe``), a title (``Dr. Doe``), or before a small letter (``e.g. this``)."""
_WORD = re.compile(r"\s+")
_LEVELS = (_PARAGRAPH, _SENTENCE, _WORD)
_URL = re.compile(r"https?://\S+")
_UNSPACED = "\u0e00"
"""Thai, the first script without spaces; what comes before it is written in words (and is never cut in one)."""
_NEVER_FIRST = "、。，．！？：；」』）】〉》〕ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
_TAG_ALONE = re.compile(r"[#＃][^\s#＃]+")
_TAG_OR_MENTION = re.compile(r"(?:[#＃]|@\w)[^\s#＃]*")
"""What stands at the end of a post and says nothing without it."""

Range = tuple[int, int]
Fits = Callable[[str], bool]


class Unsplittable(Exception):  # noqa: N818 an authored fault, turned into a problem
    """One piece that may not be cut is too long for a part of its own."""

    def __init__(self, piece: str) -> None:
        """Keep the piece: a URL, a mention, a tag or a long word."""
        super().__init__(piece)
        self.piece = piece


def split(item: RichText, fits: Fits) -> tuple[RichText, ...]:
    """Return ``item`` in as few parts as paragraphs, sentences and words allow, each of which ``fits``.

    Tags alone are no part: at the end, tags and mentions take text of the part before them along, elsewhere they
    stay with what follows.

    Raises:
        Unsplittable: a URL, mention, tag or word does not fit by itself.
    """
    whole = _trimmed(item.text, (0, len(item.text)))
    packed = (_trimmed(item.text, found) for found in _Packing(item, fits).pack(whole, 0))
    ranges = [found for found in packed if found[1] > found[0]]
    if len(ranges) > 1 and _is_only(_TAG_OR_MENTION, item.text[slice(*ranges[-1])]):
        ranges[-2:] = _Packing(item, fits).pulled_along(ranges[-2], ranges[-1])
    return tuple(item.slice(start, end) for start, end in ranges)


def only_tags(text: str) -> bool:
    """Whether ``text`` is nothing but hashtags."""
    return _is_only(_TAG_ALONE, text)


def _is_only(pattern: re.Pattern[str], text: str) -> bool:
    words = text.split()
    return bool(words) and all(pattern.fullmatch(word) for word in words)


class _Packing:
    """One text being packed into parts."""

    def __init__(self, item: RichText, fits: Fits) -> None:
        self._text = item.text
        self._fits = fits
        spans = [(span.start, span.end) for span in item.spans if span.kind != "code"]
        spans += [found.span() for found in _URL.finditer(item.text)]
        self._held = _merged(spans)
        self._starts = [start for start, _ in self._held]

    def pack(self, whole: Range, level: int) -> list[Range]:
        """Return ``whole`` in parts, cut at ``level`` and finer."""
        if self._fit(whole):
            return [whole]
        if level > len(_LEVELS):
            raise Unsplittable(self._text[whole[0] : whole[1]].strip())
        pieces = list(self._pieces(whole, level))
        parts: list[Range] = []
        current: Range | None = None
        at = 0
        while at < len(pieces):
            start = pieces[at][0] if current is None else current[0]
            reach = self._reach(start, pieces, at)
            if reach > at:
                current, at = (start, pieces[reach - 1][1]), reach
                continue
            piece, at = pieces[at], at + 1
            if current is not None and level < len(_LEVELS) - 1 and only_tags(self._text[slice(*current)]):
                piece = (current[0], piece[1])
            elif current is not None:
                parts.append(current)
            inner = [piece] if self._fit(piece) else self.pack(piece, level + 1)
            parts += inner[:-1]
            current = inner[-1]
        return [*parts, current] if current is not None else parts

    def _reach(self, start: int, pieces: Sequence[Range], at: int) -> int:
        """Return how far ``pieces`` from ``at`` on fit into a part that begins at ``start``: doubling, then halving."""
        held, tried = at, at + 1
        while tried <= len(pieces) and self._fit((start, pieces[tried - 1][1])):
            held, tried = tried, 2 * tried - at
        tried = min(tried, len(pieces) + 1)
        while tried - held > 1:
            middle = (held + tried) // 2
            if self._fit((start, pieces[middle - 1][1])):
                held = middle
            else:
                tried = middle
        return held

    def pulled_along(self, before: Range, last: Range) -> list[Range]:
        """Return the two last parts with the end of the first moved to the tags, as far as there is one that fits."""
        for level in range(len(_LEVELS)):
            for cut in reversed([piece[0] for piece in self._pieces(before, level)][1:]):
                pulled = self._text[cut : last[1]]
                if _is_only(_TAG_OR_MENTION, pulled) or only_tags(self._text[before[0] : cut]):
                    continue
                if self._fit((cut, last[1])):
                    return [_trimmed(self._text, (before[0], cut)), _trimmed(self._text, (cut, last[1]))]
        return [before, last]

    def _fit(self, found: Range) -> bool:
        return self._fits(self._text[found[0] : found[1]].strip())

    def _pieces(self, whole: Range, level: int) -> Iterator[Range]:
        """Yield the pieces of ``whole`` at one level; white space stays with the piece before it."""
        start, end = whole
        if level < len(_LEVELS):
            cuts: Iterable[int] = (found.end() for found in _LEVELS[level].finditer(self._text, start, end))
        else:
            cuts = self._between_characters(start, end)
        for cut in cuts:
            if start < cut < end and not self._is_held(cut):
                yield (start, cut)
                start = cut
        if start < end:
            yield (start, end)

    def _between_characters(self, start: int, end: int) -> Iterator[int]:
        text = self._text
        for offset in boundaries(text[start:end]):
            cut = start + offset
            if cut < end and max(text[cut - 1], text[cut]) >= _UNSPACED and text[cut] not in _NEVER_FIRST:
                yield cut

    def _is_held(self, cut: int) -> bool:
        index = bisect_left(self._starts, cut) - 1
        return index >= 0 and cut < self._held[index][1]


def _merged(spans: Sequence[Range]) -> list[Range]:
    merged: list[Range] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _trimmed(text: str, found: Range) -> Range:
    start, end = found
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
