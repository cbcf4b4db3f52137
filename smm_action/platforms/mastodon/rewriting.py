"""Texts as servers give them back: HTML, links and mentions shortened, Markdown obeyed. Made comparable."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "br", "div", "blockquote", "pre", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6"})
_VOID = frozenset({"br", "hr", "img", "wbr"})
_MENTION = re.compile(r"@([\w.-]+)@[\w-]+(?:\.[\w-]+)*(?::\d+)?")
_MARKS = frozenset("*_`~>#")
"""What servers that obey Markdown (snac) turn into tags."""


class _Text(HTMLParser):
    """Collects the text, with the parts of a URL that a page only hides, without the fallback line of a quote."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.pieces.append("\n")
        if tag in _VOID:
            return
        # Mastodon 4.5 puts <p class="quote-inline">RE: URL</p> before a quote, for software without quotes.
        classes = (dict(attrs).get("class") or "").split()
        if self._skipping or "quote-inline" in classes:
            self._skipping += 1

    def handle_endtag(self, tag: str) -> None:
        if self._skipping and tag not in _VOID:
            self._skipping -= 1
        if tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.pieces.append(data)


def text_of(html: str) -> str:
    """Return the text of a status's ``content``."""
    parser = _Text()
    parser.feed(html)
    parser.close()
    return "".join(parser.pieces)


def comparable(text: str) -> str:
    """Return what is left of a text by every server: no spaces, no Markdown marks, mentions without their server."""
    short = _MENTION.sub(r"@\1", unicodedata.normalize("NFC", text))
    return "".join(char for char in short if char not in _MARKS and not char.isspace() and _is_seen(char))


def same_alt(sent: str, shown: str) -> bool:
    """Whether two comparable alt texts are one: servers may cut it; one that is missing is another medium's."""
    return sent == shown or bool(shown and sent.startswith(shown))


def _is_seen(char: str) -> bool:
    # Format characters and variation selectors come and go on the way (an emoji's U+FE0F, zero-width spaces).
    return unicodedata.category(char) not in {"Cf", "Cc"} and not 0xFE00 <= ord(char) <= 0xFE0F
