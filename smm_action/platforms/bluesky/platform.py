"""Bluesky as the stages see it."""

from __future__ import annotations

from typing import ClassVar

from smm_action.model.card import Card
from smm_action.platformkit.base import Platform
from smm_action.platforms.bluesky.card import CARD


class Bluesky(Platform):
    """Bluesky, on bsky.social or any other personal data server."""

    card: ClassVar[Card] = CARD

    def count(self, text: str, *, visible_only: bool = False) -> int:
        """Return the number of grapheme clusters."""
        from smm_action.platformkit.text import graphemes

        del visible_only
        return graphemes(text)
