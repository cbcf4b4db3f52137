"""Ids, keys and account names from the names that other tools allow."""

from __future__ import annotations

import functools
import hashlib

from smm_action.content import names

slug = functools.partial(names.slug, longest=None)
"""A name of any length: what is cut keeps a digest of the whole (``shortened``)."""
MAX_ID = 80
_DIGITS = 8


class Ids:
    """Hands out post ids, each once."""

    def __init__(self) -> None:
        """Start with none taken."""
        self._taken: set[str] = set()

    def take(self, name: str, folder: str = "") -> str:
        """Return an id for ``name``, with ``folder`` before it when it is taken, then a number after it."""
        for candidate in (shortened(slug(name)), shortened(slug(f"{folder} {name}"))):
            if candidate not in self._taken:
                break
        number = 2
        found = candidate
        while found in self._taken:
            found = f"{candidate[: MAX_ID - 4]}-{number}"
            number += 1
        self._taken.add(found)
        return found


def shortened(text: str) -> str:
    """Return at most ``MAX_ID`` characters; a longer one keeps its beginning and ends in a digest of the whole."""
    if len(text) <= MAX_ID:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
    return f"{text[: MAX_ID - _DIGITS - 1].rstrip('-')}-{digest}"


_PLATFORMS = (
    "mastodon", "bluesky", "x", "twitter", "microblog", "linkedin", "facebook", "instagram", "threads", "pinterest",
    "reddit", "telegram", "discord", "slack", "matrix", "youtube", "tiktok", "nostr", "devto", "ghost", "wordpress",
)  # fmt: skip


def platform_of(account: str) -> str:
    """Return the platform that an account's name speaks of: ``acme-mastodon``; its last word when it names none."""
    words = account.split("-")
    named = next((word for word in words if word in _PLATFORMS), words[-1])
    return "x" if named == "twitter" else named
