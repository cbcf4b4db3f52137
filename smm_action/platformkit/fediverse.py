"""Mastodon's length: graphemes, a URL 23, of a remote mention the local part alone.

Behaviour of ``StatusLengthValidator`` and ``Extractor`` of https://github.com/mastodon/mastodon (read 2026-11). Where
its server links more than its own composer does (a query with letters outside ASCII), the longer count is taken.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

from smm_action.platformkit.domains import ACCENTED, MAX_LABEL, is_encodable, next_host, whole_urls
from smm_action.platformkit.graphemes import graphemes

URL_LENGTH = 23
_MAX_URL = 4096
_MAX_HOST = 253
_PATH = r"[^\s<>()?]"
_PARENS = rf"\((?:{_PATH}+|{_PATH}*\({_PATH}+\){_PATH}*)\)"
_PATH_END = rf"(?:[^\s()?!*\"'「」<>;:=,.$%\[\]~&|@]|{_PARENS})"
_TAIL = re.compile(
    rf"(?::[0-9]+)?(?:/(?:{_PATH}*(?:{_PARENS}{_PATH}*)*{_PATH_END}|{_PATH}+/)*)?"
    r"(?:\?[a-z0-9!?*'();:&=+$/%#\[\]\-_.,~|@^]*[a-z0-9_&=#/\-])?",
    re.IGNORECASE,
)
_MENTION = rf"(?<![=/\w])(@[a-z0-9_]+(?:[a-z0-9_.-]+[a-z0-9_]+)?)@([\w.-]+\w)(?![@＠{ACCENTED}]|://)"
_ASCII_MENTION = re.compile(_MENTION, re.IGNORECASE)


def mastodon_length(text: str, spoiler: str = "") -> int:
    """Return the length of a status and its content warning as Mastodon counts them: at most 500 by default."""
    counted = text if "." not in text and "@" not in text else _countable(text)
    return graphemes(spoiler + counted)


def _countable(text: str) -> str:
    pieces: list[str] = []
    position = 0
    for start, end, shown in sorted(_entities(text)):
        if start >= position:
            pieces += (text[position:start], shown)
            position = end
    pieces.append(text[position:])
    return "".join(pieces)


def _entities(text: str) -> Iterator[tuple[int, int, str]]:
    for start, end in _link_spans(text) if "://" in text else ():
        yield start, end, "x" * URL_LENGTH
    for mention in _mentions(text) if "@" in text else ():
        domain = mention[2]
        if len(domain) <= _MAX_HOST and all(len(label) <= MAX_LABEL for label in domain.split(".")):
            yield mention.start(), mention.end(), mention[1]


def _mentions(text: str) -> Iterator[Any]:
    if text.isascii():
        return _ASCII_MENTION.finditer(text)
    iterator: Iterator[Any] = _unicode_mention().finditer(text)
    return iterator


@functools.cache
def _unicode_mention() -> Any:
    import regex  # its word characters hold combining marks, as Ruby's do: Thai hosts need them

    return regex.compile(_MENTION, regex.IGNORECASE)


def _link_spans(text: str) -> Iterator[tuple[int, int]]:
    spans = whole_urls(text, bare=False)
    if spans is not None:
        yield from spans
        return
    position = 0
    while (host := next_host(text, position)) is not None:
        tail = _TAIL.match(text, host.end, host.end + _MAX_URL)
        position = tail.end() if tail else host.end
        if host.protocol is None or position - host.protocol > _MAX_URL:
            continue
        if is_encodable(text[host.start : host.end]):
            yield host.protocol, position
