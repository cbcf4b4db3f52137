"""What a page says about itself: title, description, picture. Any bytes are a page; nothing raises."""

from __future__ import annotations

import codecs
import contextlib
import re
import unicodedata
from dataclasses import dataclass
from html.parser import HTMLParser

from smm_action.platformkit.graphemes import boundaries

TITLE, DESCRIPTION = 300, 1000
"""Longest in code points. Bluesky's lexicon sets no limit; what readers are shown is far shorter."""
_DECLARED = re.compile(rb"<meta\b[^>]{0,200}?\bcharset\s*=\s*[\"']?\s*([a-z0-9._:-]{2,40})", re.IGNORECASE)
_DECLARED_WITHIN = 1024
"""Bytes in which a page must say its encoding (https://html.spec.whatwg.org/#charset, read 2026-11-24)."""
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
"""What browsers read these names as (https://encoding.spec.whatwg.org/#names-and-labels, read 2026-11-24)."""
_KNOWN = frozenset(
    {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "big5", "euc_jp", "iso2022_jp", "koi8-r", "koi8-u", "mac-roman"}
    | {"mac-cyrillic", "cp866", *_MEANT, *_MEANT.values()}
    | {f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)}
    | {f"cp{page}" for page in range(1250, 1259)}
)
"""No other codec of Python is handed a stranger's bytes: some are no text encodings, some take quadratic time."""
_JOINERS = frozenset("\u200c\u200d")
"""Invisible, and part of how Persian and many emoji are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Plain texts: one line each, nothing invisible, none longer than what is shown; empty when the page is silent."""

    title: str = ""
    description: str = ""
    image: str = ""
    """A URL as the page writes it: relative, or anything else."""


def read_head(body: bytes, charset: str = "") -> Head:
    """Return what ``body`` says; ``charset`` is what its server says of it."""
    told = _Told()
    # html.parser asserts that declarations look like declarations; what stood before one that does not counts
    with contextlib.suppress(AssertionError):
        told.feed(decoded(body, charset))
    return Head(
        title=plain(told.first("og:title", "twitter:title", "title"), TITLE),
        description=plain(told.first("og:description", "twitter:description", "description"), DESCRIPTION),
        image=told.first("og:image:secure_url", "og:image", "og:image:url", "twitter:image").strip(),
    )


def decoded(body: bytes, charset: str = "") -> str:
    """Return the text of a page: by its byte order mark, its server, itself; else UTF-8, else Windows-1252."""
    if body.startswith(codecs.BOM_UTF8):
        return body.decode("utf-8-sig", errors="replace")
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", errors="replace")
    declared = _DECLARED.search(body[:_DECLARED_WITHIN])
    inside = _codec(declared[1].decode("ascii") if declared else "")
    if inside is not None and inside.startswith("utf-16"):
        inside = "utf-8"  # it could not be read as ASCII otherwise
    codec = _codec(charset) or inside
    if codec is not None:
        return body.decode(codec, errors="replace")
    try:
        # the body may be cut off inside a character
        return codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


def plain(text: str, limit: int) -> str:
    """Return ``text`` on one line, without what is invisible or turns the direction, cut to ``limit`` code points."""
    shown = "".join(" " if character.isspace() else character for character in text if _is_shown(character))
    flat = " ".join(shown.split())
    if len(flat) <= limit:
        return flat
    end = max((end for end in boundaries(flat[:limit]) if end < limit), default=limit - 1)
    return flat[:end].rstrip() + "…"


def _is_shown(character: str) -> bool:
    # Cc control, Cf format (bidi marks, tags, zero-width ones), Cs surrogate, Co private
    if character.isspace() or character in _JOINERS:
        return True
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}


def _codec(label: str) -> str | None:
    """Return Python's name of an encoding that pages are written in, or None."""
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return None
    return _MEANT.get(name, name) if name in _KNOWN else None


class _Told(HTMLParser):
    """Collects the meta properties and the title of a page; of two with one name the first."""

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[str, str] = {}
        self._title: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in reversed(attrs)}
        if tag == "meta":
            name = held.get("property") or held.get("name") or ""
            self._told.setdefault(name.strip().lower(), held.get("content", ""))
        elif tag == "title" and "title" not in self._told:
            self._title = []

    def handle_endtag(self, tag: str) -> None:
        if tag == "title" and self._title is not None:
            self._told["title"] = "".join(self._title)
            self._title = None

    def handle_data(self, data: str) -> None:
        if self._title is not None:
            self._title.append(data)

    def first(self, *names: str) -> str:
        """Return the first of ``names`` that says anything."""
        return next((self._told[name] for name in names if self._told.get(name, "").strip()), "")
