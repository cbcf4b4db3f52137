"""Bluesky as the stages see it: which function does what."""

from __future__ import annotations

from typing import ClassVar

from smm_action.model.card import Card
from smm_action.platformkit.base import Platform
from smm_action.platforms.bluesky import counters, repository
from smm_action.platforms.bluesky.blobs import prepare_part
from smm_action.platforms.bluesky.card import CARD
from smm_action.platforms.bluesky.session import sign_in


class Bluesky(Platform):
    """Bluesky, on bsky.social or any other personal data server."""

    card: ClassVar[Card] = CARD

    def count(self, text: str, *, visible_only: bool = False) -> int:
        """Return the number of grapheme clusters."""
        from smm_action.platformkit.text import graphemes

        del visible_only
        return graphemes(text)

    open = staticmethod(sign_in)
    prepare = staticmethod(prepare_part)
    send = staticmethod(repository.send_part)
    find = staticmethod(repository.find_part)
    delete = staticmethod(repository.take_back)
    metrics = staticmethod(counters.post_counters)
    account_counters = staticmethod(counters.account_counters)
