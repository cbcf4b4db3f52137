"""Bare URLs: where one ends, and the rule that takes it before emphasis and escapes see its characters."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline

TOKEN = "bare_url"  # noqa: S105 the type of a token of markdown-it
_HIRAGANA = "\u3040-\u309f"
_LETTERS = (
    "\u3005-\u3007\u30a0-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_SIGNS = "\u3000-\u3004\u3008-\u303f\uff00-\uffef"
_SPACED = rf"\\[!-;=?-~]|[^\s<>`{_HIRAGANA}{_LETTERS}{_SIGNS}]"
_HOST = rf"[{_HIRAGANA}{_LETTERS}][^\s<>`/?#{_SIGNS}]*"
_SEGMENT = rf"(?<=[/=])[{_LETTERS}]++(?![{_HIRAGANA}{_SIGNS}])"
_REST = re.compile(rf"://(?:{_HOST})?(?:{_SPACED}|{_SEGMENT})*")
"""A URL from its colon on.

Han, kana, hangul and their punctuation are written without a space before them, so after a URL the sentence goes on:
they end it, as they do to twitter-text (https://github.com/twitter/twitter-text, ``validUrlPath``, read 2026-11-24).
Two places are kept: a host that begins with such a letter, and what stands between a slash and a space
(``https://example.jp/春``) unless hiragana or punctuation shows that it is a sentence (``https://example.jp/をご覧``).
Letters of scripts that put spaces between words, such as ``ü`` or Cyrillic, belong to the URL: so browsers copy IRIs.
"""
_TRAILING = ".,;:!?'\"*_~…»”’)]}\\"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});$")


def bare_url(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 markdown-it's signature of a rule
    """Take the rest of a URL whose scheme was just read; a rule for markdown-it's inline parser."""
    if not state.src.startswith("://", state.pos):
        return False
    scheme = next((name for name in ("https", "http") if state.src.endswith(name, 0, state.pos)), None)
    if scheme is None or not (silent or state.pending.endswith(scheme)):
        return False
    match = _REST.match(state.src, state.pos, state.posMax)
    rest = _ended(match[0]) if match else "://"
    if len(rest) <= len("://"):
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme)]
        state.push(TOKEN, "", 0).content = _unescaped(scheme + rest)
    state.pos += len(rest)
    return True


def _unescaped(url: str) -> str:
    if "\\" not in url and "&" not in url:
        return url
    from markdown_it.common.utils import unescapeAll

    return unescapeAll(url)


def _ended(url: str) -> str:
    """Return ``url`` without the punctuation of the sentence around it; balanced brackets belong to it."""
    url = _before_unpaired(url) if "]" in url else url
    if not url or url[-1] not in _TRAILING:
        return url
    surplus = {closing: url.count(closing) - url.count(opening) for closing, opening in _PAIRS.items()}
    end = len(url)
    while end:
        last = url[end - 1]
        entity = _ENTITY.search(url, max(0, end - 40), end) if last == ";" else None
        if entity is not None and html.unescape(entity[0]) not in _TRAILING:
            break
        if entity is not None:
            end = entity.start()
            continue
        if last not in _TRAILING or (last in _PAIRS and surplus[last] <= 0):
            break
        surplus[last] = surplus.get(last, 0) - 1
        end -= 1
    return url[:end]


def _before_unpaired(url: str) -> str:
    """Return ``url`` up to a ``]`` that closes nothing in it: it closes the text of a link around the URL."""
    open_brackets = 0
    for match in re.finditer(r"\\.|[\[\]]", url):
        if match[0] == "[":
            open_brackets += 1
        elif match[0] == "]":
            if not open_brackets:
                return url[: match.start()]
            open_brackets -= 1
    return url
