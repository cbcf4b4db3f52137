"""Mastodon as the stages see it."""

from __future__ import annotations

from typing import ClassVar

from smm_action.model.card import Card
from smm_action.platformkit.base import Platform
from smm_action.platforms.mastodon.card import CARD


class Mastodon(Platform):
    """Mastodon and the servers that speak its API."""

    card: ClassVar[Card] = CARD

    def count(self, text: str, *, visible_only: bool = False) -> int:
        """Return the length as Mastodon counts: a URL is 23, a mention its local part alone."""
        from smm_action.platformkit.text import mastodon_length

        del visible_only
        return mastodon_length(text)
