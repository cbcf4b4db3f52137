"""Plain text as Markdown that renders back to it: what Markdown would take for markup is escaped.

Markdown can not say two things: more than one blank line in a row, and spaces at a line's edges.
"""

from __future__ import annotations

import re

_URL = re.compile(r"https?://[^\s<>]+")
_MARKUP = re.compile(r"[\\`*_\[\]<~|]|&(?=#?\w+;)|:(?=[A-Za-z0-9_+’'&.()-]+:)|@(?=\{)")
"""Marks, the beginnings of entities, of emoji shortcodes, and of mentions."""
_IN_URL = re.compile(r"[\\`*\[\]<~]|&(?=#?\w+;)|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|:(?=[A-Za-z0-9_+’'&.()-]+:)|@(?=\{)")
"""The same inside a URL, where an underscore between letters is nothing."""
_LINE_START = re.compile(r"^(?:[#>+=-]|:?-+:?)")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")


def escape(text: str) -> str:
    """Return Markdown for ``text``; each of its lines stays a line."""
    return "\n".join(_line(line) for line in text.split("\n"))


def losses(text: str) -> tuple[str, ...]:
    """Return what of ``text`` Markdown can not say, as clauses for a report."""
    found = []
    if re.search(r"\n\s*\n\s*\n", text.strip()):
        found.append("several empty lines in a row are one")
    if re.search(r"(?m)^[^\S\n]+\S|\S[^\S\n]+$", text):
        found.append("spaces at the beginning or end of a line are left out")
    return tuple(found)


def escape_inline(text: str) -> str:
    """Return Markdown for a stretch of text inside a line; URLs stay readable."""
    pieces = []
    position = 0
    for url in _URL.finditer(text):
        pieces += [_inline(text[position : url.start()]), _IN_URL.sub(_escaped, url[0])]
        position = url.end()
    return "".join((*pieces, _inline(text[position:])))


def escape_line_start(line: str) -> str:
    """Return ``line`` (already escaped inside) so that its beginning opens no heading, list, quote or break."""
    bare = line.lstrip(" \t")
    if _NUMBERED.match(bare):
        return _NUMBERED.sub(r"\1\\\2", bare)
    return "\\" + bare if _LINE_START.match(bare) else bare


def _line(line: str) -> str:
    return escape_line_start(escape_inline(line))


def _inline(text: str) -> str:
    return _MARKUP.sub(_escaped, text)


def _escaped(mark: re.Match[str]) -> str:
    return "\\" + mark[0]
