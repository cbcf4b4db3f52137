"""Hosts in running text, as twitter-text 3.1.0 finds them; X and Mastodon count URLs by this.

Behaviour of https://github.com/twitter/twitter-text (js, read 2026-11), written as a scan that is linear in the
text: the library's one large pattern takes quadratic time on long words without spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from smm_action.platformkit.tlds import KNOWN_TO_X

_MAX_WHOLE = 2000
MAX_LABEL = 63
"""A host with a longer label (in Punycode) is no host."""

SPACE = "\t-\r \x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
ACCENTED = (
    "\xc0-\xd6\xd8-\xf6\xf8-\xff\u0100-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289"
    "\u028b\u02bb\u0300-\u036f\u1e00-\u1eff\u0399\u03b9\u1fbe"
)
"""Latin letters with accents; the three iotas are what a combining iota is without regard to case."""
_INVALID = "\ufffe\ufeff\uffff"
_DIRECTION = "\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069"
_NOT_HOST = rf"!'#%&()*+,\\/:;<=>?@\[\]^{{|}}~${SPACE}{_INVALID}{_DIRECTION}"
_HOST = rf"[^{_NOT_HOST}.\-_]"
_INNER_DOT = re.compile(rf"{_HOST}\.{_HOST}")
_RUN = re.compile(rf"[^{_NOT_HOST}]+")
_LABEL = re.compile(rf"{_HOST}(?:[^{_NOT_HOST}.]*{_HOST})?")
_HOST_AT = re.compile(_HOST)
_MAY_PRECEDE = re.compile(rf"[^A-Za-z0-9@＠$#＃{_INVALID}]")
_PROTOCOL_BEFORE = re.compile(r"[hH][tT][tT][pP][sS]?://\Z")
_ASCII_LABELS = re.compile(rf"(?<![-a-zA-Z0-9{ACCENTED}])(?:[-a-zA-Z0-9{ACCENTED}]++\.)++")
_PUNYCODE = re.compile(r"[xX][nN]--[-0-9a-zA-Z]+")
_FULL_STOP = re.compile("[\u3002\uff0e\uff61]")
_PLAIN = re.compile(r"[0-9a-zA-Z]+")
_ENDS_TLD = re.compile(r"[^0-9a-zA-Z@+-]|\Z")
_LONGEST_TLD = max(map(len, KNOWN_TO_X))


_WHOLE_URL = re.compile(
    r"(?<![^ \t\n(])https?://(?!t\.co/)(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+([a-zA-Z]{2,})"
    r"(?:/[a-zA-Z0-9_/-]*)?(?:\?[a-zA-Z0-9_=&-]+)?(?=[.,;:!?)]?(?:[ \t\n]|\Z))"
)
"""A URL of the usual shape between white space: every reading of it is the same."""


@dataclass(frozen=True, slots=True)
class Host:
    """A host in a text, in code points."""

    start: int
    end: int
    protocol: int | None
    """Where its ``http://`` or ``https://`` starts; None when it is written without."""
    before: str = ""
    """The character before it; none at the start of the text, or when that is half a character."""


def may_hold_host(text: str) -> bool:
    """Whether there is a dot inside a word at all: the cheap question to ask first."""
    return _INNER_DOT.search(text) is not None


def whole_urls(text: str, *, bare: bool) -> list[tuple[int, int]] | None:
    """Return where the URLs of ``text`` are when all are of the usual shape, else None: then look closer.

    ``bare``: hosts without protocol are links too.
    """
    spans: list[tuple[int, int]] = []
    rest: list[str] = []
    at = 0
    for url in _WHOLE_URL.finditer(text):
        start, end = url.span()
        if url[1].lower() not in KNOWN_TO_X or end - start > _MAX_WHOLE:
            return None
        spans.append((start, end))
        rest.append(text[at:start])
        at = end
    rest.append(text[at:])
    around = " ".join(rest)
    return None if (may_hold_host(around) if bare else "://" in around) else spans


def next_host(text: str, start: int) -> Host | None:
    """Return the first host at or after ``start``; a character before it must be at or after ``start`` too."""
    dot = _INNER_DOT.search(text, start)
    while dot is not None:
        run = _run_around(text, dot.start(), start)
        host = _host_in_run(text, run, start)
        if host is not None:
            return host
        dot = _INNER_DOT.search(text, run[1])
    return None


def ascii_hosts(host: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of ``host`` that X links when it stands without protocol: Latin labels alone."""
    position = 0
    while (labels := _ASCII_LABELS.search(host, position)) is not None:
        position = labels.end()
        dot = labels.end()
        while dot > labels.start():
            end = _tld_end(host, dot)
            if end is not None:
                yield labels.start(), end
                position = max(position, end)
                break
            dot = host.rfind(".", labels.start(), dot - 1) + 1


def is_encodable(host: str) -> bool:
    """Whether every label of ``host`` has 1 to 63 characters in Punycode."""
    return all(0 < _encoded_length(label) <= MAX_LABEL for label in host.split("."))


def _encoded_length(label: str) -> int:
    if label.isascii() or len(label) > MAX_LABEL:
        return len(label)
    # The library's Punycode ends a label at an ideographic full stop too, and measures what comes of it as one.
    pieces = _FULL_STOP.split(label)
    encoded = [len(piece) if piece.isascii() else 4 + len(piece.encode("punycode", "replace")) for piece in pieces]
    return sum(encoded) + len(pieces) - 1


def _run_around(text: str, inside: int, floor: int) -> tuple[int, int]:
    start = inside
    while start > floor and _RUN.match(text[start - 1]):
        start -= 1
    found = _RUN.match(text, inside)
    return start, found.end() if found else inside + 1


def _host_in_run(text: str, run: tuple[int, int], floor: int) -> Host | None:
    labels = _labels(text, *run)
    for (start, stop), (whole, first) in zip(labels, _reaches(text, labels), strict=False):
        if (whole is None and first is None) or _HOST_AT.match(text[stop - 1 : stop]) is None:
            continue
        name_from = text.rfind("_", start, stop) + 1
        for position in _starts(text, start, stop, floor):
            end = whole if whole is not None else first if position >= name_from else None
            if end is not None and _HOST_AT.match(text, position):
                host = _host_from(text, position, end, floor)
                if host is not None:
                    return host
    return None


def _starts(text: str, start: int, stop: int, floor: int) -> Iterable[int]:
    if start == floor == 0 and stop > 1 and text[0] <= "\uffff":
        # The library first takes a text's first character for the one before the host.
        return chain((1, 0), range(2, stop))
    return range(start, stop)


def _labels(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    spans = []
    for label in text[start:stop].split("."):
        spans.append((start, start + len(label)))
        start += len(label) + 1
    return spans


def _reaches(text: str, labels: list[tuple[int, int]]) -> list[tuple[int | None, int | None]]:
    """Give for each label but the last where a host goes to that has it as a subdomain, and as its name.

    From right to left, so that each label is looked at once: a host is as many labels as there can be.
    """
    reaches: list[tuple[int | None, int | None]] = []
    subdomain: int | None = None
    for index in range(len(labels) - 2, -1, -1):
        name = _tld_end(text, labels[index + 1][0])
        reaches.append((subdomain, name))
        start, stop = labels[index]
        label = text[start:stop]
        if subdomain is None and "_" not in label:
            subdomain = name
        if _LABEL.fullmatch(label) is None:
            subdomain = None
    reaches.reverse()
    return reaches


def _host_from(text: str, start: int, end: int, floor: int) -> Host | None:
    protocol = _PROTOCOL_BEFORE.search(text, max(floor, start - 8), start)
    if protocol is not None and _may_start(text, protocol.start(), floor):
        return Host(start, end, protocol.start())
    if _may_start(text, start, floor):
        return Host(start, end, None, text[max(0, start - 1) : start])
    # The library works on UTF-16: a host may start with the second half of a character beyond the basic plane.
    return Host(start, end, None) if text[start] > "\uffff" else None


def _may_start(text: str, position: int, floor: int) -> bool:
    if position <= floor:
        return position == 0
    return _MAY_PRECEDE.match(text[position - 1]) is not None


def _tld_end(text: str, start: int) -> int | None:
    """Return where the longest top-level domain that starts at ``start`` ends."""
    plain = _PLAIN.match(text, start)
    end = plain.end() if plain else start
    following = text[end : end + 1]
    if plain and (not following or (following.isascii() and following not in "@+-")):
        if plain[0].lower() in KNOWN_TO_X:
            return end
    elif not following.isascii():
        for end in range(min(len(text), start + _LONGEST_TLD), start + 1, -1):
            if _ENDS_TLD.match(text, end) and text[start:end].lower() in KNOWN_TO_X:
                return end
    punycode = _PUNYCODE.match(text, start)
    return punycode.end() if punycode else None
