"""X as the stages see it: which function does what."""

from __future__ import annotations

from typing import ClassVar

from smm_action.model.card import Card
from smm_action.platformkit.base import Platform
from smm_action.platforms.x import counters, session
from smm_action.platforms.x.card import CARD
from smm_action.platforms.x.combining import refused
from smm_action.platforms.x.find import find_part
from smm_action.platforms.x.media import upload_part
from smm_action.platforms.x.post import send_part
from smm_action.platforms.x.refresh import renew
from smm_action.platforms.x.replies import mentions


class X(Platform):
    """Posts of 280 weighted characters."""

    card: ClassVar[Card] = CARD

    def count(self, text: str, *, visible_only: bool = False) -> int:
        """Return the weighted length as twitter-text 3 counts."""
        from smm_action.platformkit.weighted import weighted_length

        del visible_only
        return weighted_length(text)

    refused = staticmethod(refused)
    open = staticmethod(session.sign_in)
    prepare = staticmethod(upload_part)
    send = staticmethod(send_part)
    find = staticmethod(find_part)
    delete = staticmethod(counters.take_back)
    metrics = staticmethod(counters.post_counters)
    account_counters = staticmethod(counters.account_counters)
    replies = staticmethod(mentions)
    inspect = staticmethod(session.inspect)
    refresh = staticmethod(renew)
