"""Instagram as the stages see it: which function does what."""

from __future__ import annotations

from typing import ClassVar

from smm_action.model.card import Card
from smm_action.platformkit.base import (
    Platform,
)
from smm_action.platforms.instagram import counters, replies, session
from smm_action.platforms.instagram.card import CARD
from smm_action.platforms.instagram.find import find_part
from smm_action.platforms.instagram.post import prepare_part, send_part
from smm_action.platforms.instagram.wanted import refused


class Instagram(Platform):
    """A professional account on Instagram."""

    card: ClassVar[Card] = CARD

    refused = staticmethod(refused)
    open = staticmethod(session.sign_in)
    prepare = staticmethod(prepare_part)
    send = staticmethod(send_part)
    find = staticmethod(find_part)
    delete = staticmethod(counters.take_back)
    metrics = staticmethod(counters.post_counters)
    account_counters = staticmethod(counters.account_counters)
    inspect = staticmethod(session.inspect)
    refresh = staticmethod(session.renew)
    replies = staticmethod(replies.replies)
