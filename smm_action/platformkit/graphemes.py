"""Grapheme clusters (UAX 29): what a reader takes for one character. Bluesky and Mastodon count them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

_ONE_EACH = re.compile(
    "[\n\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u0556\u2010-\u2027\u2030-\u205e\u20a0-\u20c0"
    "\u2190-\u23ff\u2460-\u27bf\u3000-\u3029\u3041-\u3096\u30a0-\u30ff\u4e00-\u9fff\uff01-\uff5e"
    "\U0001f300-\U0001f3fa\U0001f400-\U0001f6ff]*"
)
"""Characters that neither join nor extend another, as long as there are no others in the text."""


def graphemes(text: str) -> int:
    """Return the number of grapheme clusters in ``text``."""
    if _ONE_EACH.fullmatch(text):
        return len(text)
    return len(_cluster().findall(text))


def boundaries(text: str) -> Iterator[int]:
    """Yield where each cluster of ``text`` ends, in code points."""
    return (found.end() for found in _cluster().finditer(text))


@functools.cache
def _cluster() -> Any:
    import regex  # 10 ms to import, and most texts do without

    return regex.compile(r"\X")
