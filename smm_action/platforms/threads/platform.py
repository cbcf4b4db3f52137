"""Threads as the stages see it: which function does what."""

from __future__ import annotations

from typing import ClassVar

from smm_action.model.card import Card
from smm_action.platformkit.base import (
    Platform,
)
from smm_action.platforms.threads import counters, replies, session
from smm_action.platforms.threads.card import CARD
from smm_action.platforms.threads.find import find_part
from smm_action.platforms.threads.length import threads_length
from smm_action.platforms.threads.post import place_part, prepare_part, send_part
from smm_action.platforms.threads.wanted import refused


class Threads(Platform):
    """An account on Threads."""

    card: ClassVar[Card] = CARD

    def count(self, text: str, *, visible_only: bool = False) -> int:
        """Return the number of characters, emoji as their bytes in UTF-8."""
        del visible_only
        return threads_length(text)

    refused = staticmethod(refused)
    open = staticmethod(session.sign_in)
    prepare = staticmethod(prepare_part)
    place = staticmethod(place_part)
    send = staticmethod(send_part)
    find = staticmethod(find_part)
    delete = staticmethod(counters.take_back)
    metrics = staticmethod(counters.post_counters)
    account_counters = staticmethod(counters.account_counters)
    inspect = staticmethod(session.inspect)
    refresh = staticmethod(session.renew)
    replies = staticmethod(replies.replies)
