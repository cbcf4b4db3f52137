"""X's weighted length: Latin 1, everything else 2, an emoji 2, a URL 23.

Numbers of https://github.com/twitter/twitter-text/blob/master/config/v3.json (read 2026-11); behaviour of its
JavaScript library 3.1.0, which X's own documentation points to.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from smm_action.platformkit.domains import ACCENTED, Host, ascii_hosts, is_encodable, next_host, whole_urls
from smm_action.platformkit.emoji_sequences import EMOJI, MAY_HOLD_SEQUENCE

URL_LENGTH = 23
MAX_URL = 4096
"""Longer URLs are counted as text; the protocol, written or not, counts."""
_MAX_SLUG = 40

_HEAVY = re.compile("[^\u0000-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")
_PATH = rf"a-zA-Z\u0400-\u04ff0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{ACCENTED}"
_PARENS = rf"\((?:[{_PATH}]+|[{_PATH}]*\([{_PATH}]+\)[{_PATH}]*)\)"
_PATH_END = rf"(?:[+\-a-zA-Z\u0400-\u04ff0-9=_#/{ACCENTED}]|{_PARENS})"
_QUERY = r"\?[a-zA-Z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-zA-Z0-9\-_&=#/]"
_TAIL = re.compile(
    rf"(?::[0-9]+)?(?P<path>/(?:[{_PATH}]*(?:{_PARENS}[{_PATH}]*)*{_PATH_END}|@[{_PATH}]+/)*)?(?:{_QUERY})?",
)
_TCO = re.compile(rf"[hH][tT][tT][pP][sS]?://[tT]\.[cC][oO]/([a-zA-Z0-9]+)(?:{_QUERY})?")


def weighted_length(text: str) -> int:
    """Return the length of ``text`` as X counts it: at most 280 make a post."""
    if text.isascii() and "." not in text:
        return len(text)
    text = unicodedata.normalize("NFC", text)
    spans = whole_urls(text, bare=True)
    total = position = 0
    for start, end in link_spans(text) if spans is None else spans:
        if start >= position:
            total += _weight(text[position:start]) + URL_LENGTH
            position = end
    return total + _weight(text[position:])


def link_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where X finds URLs in ``text`` (normalised, NFC): code points, in order."""
    position = 0
    while (host := next_host(text, position)) is not None:
        tail = _TAIL.match(text, host.end, host.end + MAX_URL)
        position = tail.end() if tail else host.end
        written = position - (host.start if host.protocol is None else host.protocol)
        assumed = len("https://") if host.protocol is None else 0
        name = text[host.start : host.end]
        if written + assumed > MAX_URL or not is_encodable(name) or _is_odd_punycode(name):
            continue
        if host.protocol is not None:
            yield from _with_protocol(text, host.protocol, position)
        elif not host.before or host.before not in "-_./":
            yield from _without_protocol(host, name, position if tail and tail["path"] else None)


def _with_protocol(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    shortened = _TCO.match(text, start, end)
    if shortened is None:
        yield start, end
    elif len(shortened[1]) <= _MAX_SLUG:
        yield start, shortened.end()


def _without_protocol(host: Host, name: str, end: int | None) -> Iterator[tuple[int, int]]:
    spans = [(host.start + first, host.start + last) for first, last in ascii_hosts(name)]
    yield from spans[:-1]
    if spans:
        first, last = spans[-1]
        yield first, last if end is None else last + end - host.end


def _is_odd_punycode(name: str) -> bool:
    return name.startswith("xn--") and next(ascii_hosts(name), None) is None


def _weight(text: str) -> int:
    if text.isascii():
        return len(text)
    length = len(text)
    if MAY_HOLD_SEQUENCE.search(text):
        without = EMOJI.sub("", text)
        emoji = len(EMOJI.findall(text))
        return len(without) + len(_HEAVY.findall(without)) + 2 * emoji
    return length + len(_HEAVY.findall(text))
