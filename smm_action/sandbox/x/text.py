"""How X rewrites a text: every link behind t.co, ``&`` ``<`` ``>`` escaped, links to media and quotes appended."""

from __future__ import annotations

import hashlib
import html
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smm_action.platformkit.weighted import link_spans


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text as X gives it back."""

    text: str
    urls: tuple[Mapping[str, Any], ...]
    """What stands under ``entities.urls``."""


def rewrite(text: str, appended: Sequence[tuple[str, str | None]] = ()) -> Rewritten:
    """Return ``text`` as X shows it; ``appended`` are addresses that X puts at its end, each with its media key."""
    normal = unicodedata.normalize("NFC", text)
    pieces: list[str] = []
    urls: list[dict[str, Any]] = []
    position = 0
    for start, end in link_spans(normal):
        if start >= position:
            pieces.append(html.escape(normal[position:start], quote=False))
            urls.append(_link(normal[start:end], pieces))
            position = end
    pieces.append(html.escape(normal[position:], quote=False))
    for address, key in dict.fromkeys(appended):
        pieces.append(" " if "".join(pieces) else "")
        urls.append(_link(address, pieces) | ({"media_key": key} if key else {}))
    return Rewritten("".join(pieces), tuple(urls))


def short(url: str) -> str:
    """Return the t.co address of ``url``, the same each time."""
    return f"https://t.co/{hashlib.sha256(url.encode()).hexdigest()[:10]}"


def _link(url: str, pieces: list[str]) -> dict[str, Any]:
    """Append the link's short form to ``pieces`` and return its entity."""
    start = len("".join(pieces))
    whole = url if "://" in url else f"http://{url}"
    pieces.append(short(whole))
    shown = whole.partition("://")[2].removeprefix("www.")
    return {
        "start": start,
        "end": start + len(pieces[-1]),
        "url": pieces[-1],
        "expanded_url": whole,
        "display_url": shown if len(shown) <= 26 else f"{shown[:26]}…",
    }
