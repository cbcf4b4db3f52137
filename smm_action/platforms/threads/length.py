"""How Threads counts: 500 characters, of which an emoji takes as many as it has bytes in UTF-8.

"Text posts are limited to 500 characters. Emojis are counted as the number of UTF-8 bytes."
(https://developers.facebook.com/docs/threads/posts/, read 2026-11-24). What an emoji is, the page does not say: the
longer reading is taken, so that what is counted here as fitting fits there. A sequence (a family, a flag, a keycap)
counts all of its bytes; every other code point counts one.
"""

from __future__ import annotations

import functools
from typing import Any


def threads_length(text: str) -> int:
    """Return the length of ``text``, at most 500 in one post."""
    if text.isascii():
        return len(text)
    cluster, picture = _patterns()
    return sum(_bytes(one) if picture.search(one) else len(one) for one in cluster.findall(text))


def _bytes(emoji: str) -> int:
    return len(emoji.encode("utf-8", "surrogatepass"))


@functools.cache
def _patterns() -> tuple[Any, Any]:
    """Return a cluster (UAX 29), and what makes it an emoji: a picture, half of a flag, or the frame of a keycap."""
    import regex  # 10 ms to import, and most texts do without

    return regex.compile(r"\X"), regex.compile(r"[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3]")
