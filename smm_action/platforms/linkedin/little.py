r"""LinkedIn's little text format: reserved characters are escaped, tags and mentions are templates.

An unescaped reserved character cuts the published text there, silently
(https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format, read 2026-11-24).
A part's own text holds a mention as it is sent, ``@[Acme](urn:li:organization:1)``: only a facet makes it one, so
that somebody who writes just that in a post gets these characters and not a mention.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from smm_action.model.payload import Facet
from smm_action.platformkit.detect import detect
from smm_action.platforms.linkedin.urns import MEMBER

_RESERVED = re.compile(r"[\\|{}@\[\]()<>#*_~]")
_MENTION = re.compile(rf"@\[((?:\\.|[^\]\\])+)\]\(({MEMBER.pattern})\)")
_WRITTEN = re.compile(
    rf"{_MENTION.pattern}|\{{hashtag\|\\?[#＃]\|((?:\\.|[^}}\\])*)\}}|\\(.)",
    re.DOTALL,
)


def escaped(text: str) -> str:
    """Return plain text so that LinkedIn shows these very characters."""
    return _RESERVED.sub(lambda match: "\\" + match[0], text)


def mention(name: str, urn: str) -> str:
    """Return a mention as it is written."""
    return f"@[{escaped(name)}]({urn})"


def commentary(text: str, facets: Sequence[Facet]) -> str:
    """Return a part's text as it is sent. ``facets`` count UTF-8 bytes."""
    data, pieces, end = text.encode(), [], 0
    for facet in sorted(facets, key=lambda one: one.start):
        shown = data[facet.start : facet.end].decode(errors="replace")
        written = _template(facet.kind, shown)
        if written is not None and facet.start >= end:
            pieces += [escaped(data[end : facet.start].decode(errors="replace")), written]
            end = facet.end
    return "".join(pieces) + escaped(data[end:].decode(errors="replace"))


def plain(text: str, facets: Sequence[Facet]) -> str:
    """Return a part's text as people read it: mentions as the name."""
    data, pieces, end = text.encode(), [], 0
    for facet in facets:
        match = _MENTION.fullmatch(data[facet.start : facet.end].decode(errors="replace"))
        if facet.kind == "mention" and match:
            pieces += [data[end : facet.start].decode(), _unescaped(match[1])]
            end = facet.end
    return "".join(pieces) + data[end:].decode()


def mentions(facets: Sequence[Facet]) -> bool:
    """Whether somebody is mentioned by URN; an ``@`` that only stands in the text mentions nobody."""
    return any(facet.kind == "mention" and facet.value.startswith("[") for facet in facets)


def read(written: str) -> str:
    """Return what people read of a commentary as LinkedIn gives it back: tags with ``#``, mentions as the name."""

    def shown(match: re.Match[str]) -> str:
        name, _, tag, character = match.groups()
        if name is not None:
            return _unescaped(name)
        return f"#{_unescaped(tag)}" if tag is not None else str(character)

    return _WRITTEN.sub(shown, written)


def length(text: str) -> int:
    """Return how many characters of a commentary ``text`` takes, tags and mentions found in it."""
    return sum(len(piece) for piece in _pieces(text))


def comparable(shown: str) -> str:
    """Return a text as people read it, without what may come and go on the way: spaces and invisible characters."""
    normal = unicodedata.normalize("NFC", shown)
    return "".join(
        char
        for char in normal
        if not char.isspace() and unicodedata.category(char) not in {"Cf", "Cc"} and not 0xFE00 <= ord(char) <= 0xFE0F
    )


def _template(kind: str, shown: str) -> str | None:
    if kind == "mention" and _MENTION.fullmatch(shown):
        return shown
    if kind == "tag" and shown[:1] in {"#", "＃"}:
        return f"{{hashtag|\\#|{escaped(shown[1:])}}}"
    return None


def _pieces(text: str) -> Iterator[str]:
    """Yield the text as it would be sent; a mention counts as one wherever it stands: that is never too little."""
    end = 0
    for span in detect(text):
        written = _template(span.kind, text[span.start : span.end])
        if written is not None:
            yield _uncounted(text[end : span.start])
            yield written
            end = span.end
    yield _uncounted(text[end:])


def _uncounted(text: str) -> str:
    """Return ``text`` escaped, mentions as they are."""
    pieces, end = [], 0
    for match in _MENTION.finditer(text):
        pieces += [escaped(text[end : match.start()]), match[0]]
        end = match.end()
    return "".join(pieces) + escaped(text[end:])


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
