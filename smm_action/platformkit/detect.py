"""Links, mentions, tags and cashtags that stand in plain text, as Bluesky's own client finds them.

Behaviour of the rich text detection of npm ``@atproto/api`` 0.19; expressions are our own, and linear in the text.
Where we differ (``tests/conformance/test_bluesky_richtext.py`` names it) our links are those a reader means: hosts in
capitals, hosts that begin with ``http``, several full stops after a URL.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator

from smm_action.platformkit.richtext import Span
from smm_action.platformkit.tlds import ROOT_ZONE

_INVISIBLE = "\u00ad\u2060\u200a\u200b\u200c\u200d\u20e2"
_LINK = re.compile(r"(?<![^\s(])(?:https?://\S+|[a-zA-Z][a-zA-Z0-9]*\.[a-zA-Z0-9]\S*)")
_HOST = re.compile(r"[a-zA-Z][a-zA-Z0-9]*(?:\.[a-zA-Z0-9]+)+")
_HOST_OR_PROTOCOL = re.compile(r"[.:](?:(?<=[a-zA-Z0-9]\.)[a-zA-Z0-9]|(?<=:)//)")
_REST = re.compile(r"\S*")
_MENTION = re.compile(r"@(?<![^\s(]@)([a-zA-Z0-9.-]*[a-zA-Z0-9])(?![a-zA-Z0-9_])")
_CASHTAG = re.compile(r"\$(?<![^\s(]\$)([A-Za-z][A-Za-z0-9]{0,4})(?=\Z|[\s.,;:!?)\"'\u2019])")
_HASH = re.compile(rf"[#＃](?<!\S[#＃])(?!\ufe0f)[^\s{_INVISIBLE}]+")
MAX_TAG = 64
"""Graphemes of a tag (app.bsky.feed.post lexicon, read 2026-11-24); counted in code points, at least as strictly."""


@functools.lru_cache(maxsize=64)
def detect(text: str) -> tuple[Span, ...]:
    """Return what is found in ``text``, in order; where two things overlap, the one that starts first counts.

    The last texts are remembered: platforms without facets get the same one.
    """
    found = [*links(text), *mentions(text), *tags(text), *cashtags(text)]
    found.sort(key=lambda span: (span.start, -span.end))
    kept: list[Span] = []
    for span in found:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)


def links(text: str) -> Iterator[Span]:
    """Yield URLs, and bare hosts whose top-level domain exists."""
    for match in _link_words(text):
        shown = match[0]
        bare = not shown.startswith(("http://", "https://"))
        if bare:
            host = _HOST.match(shown)
            if host is None or not _exists(host[0]):
                continue
        shown = shown.rstrip(".,;:!?")
        if shown.endswith(")") and "(" not in shown:
            shown = shown[:-1]
        if shown not in {"http://", "https://"}:
            yield Span("link", match.start(), match.start() + len(shown), f"https://{shown}" if bare else shown)


def _link_words(text: str) -> Iterator[re.Match[str]]:
    """Yield the words that may be links: looking at every word for one is what takes time."""
    at = 0
    while (sign := _HOST_OR_PROTOCOL.search(text, at)) is not None:
        start = sign.start()
        while start > at and not text[start - 1].isspace():
            start -= 1
        rest = _REST.match(text, sign.end())
        at = rest.end() if rest else sign.end()
        yield from _LINK.finditer(text, start, at)


def mentions(text: str) -> Iterator[Span]:
    """Yield ``@handle.tld``."""
    if "@" not in text:
        return
    for match in _MENTION.finditer(text):
        if _exists(match[1]) or match[1].endswith(".test"):
            yield Span("mention", match.start(), match.end(), match[1])


def tags(text: str) -> Iterator[Span]:
    """Yield ``#tag``: not digits and punctuation alone, trailing punctuation left out."""
    if "#" not in text and "＃" not in text:
        return
    for match in _HASH.finditer(text):
        tag = _without_trailing_punctuation(match[0][1:])
        if tag and len(tag) <= MAX_TAG and (tag.isalpha() or _says_something(tag)):
            yield Span("tag", match.start(), match.start() + 1 + len(tag), tag)


def cashtags(text: str) -> Iterator[Span]:
    """Yield ``$TICKER``: a letter and up to four more letters or digits; upper case is what it links to."""
    if "$" not in text:
        return
    for match in _CASHTAG.finditer(text):
        yield Span("tag", match.start(), match.end(), f"${match[1].upper()}")


def _exists(host: str) -> bool:
    name, _, zone = host.rpartition(".")
    return bool(name) and zone.lower() in ROOT_ZONE


def _says_something(tag: str) -> bool:
    return not all(character in "0123456789" or _is_punctuation(character) for character in tag)


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] == "P"


def _without_trailing_punctuation(tag: str) -> str:
    end = len(tag)
    while end and _is_punctuation(tag[end - 1]):
        end -= 1
    return tag[:end]
