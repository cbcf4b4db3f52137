"""Facebook Pages as the stages see them."""

from __future__ import annotations

from typing import ClassVar

from smm_action.model.card import Card
from smm_action.platformkit.base import Platform
from smm_action.platforms.facebook import counters, replies, session
from smm_action.platforms.facebook.card import CARD
from smm_action.platforms.facebook.edit import edit_part
from smm_action.platforms.facebook.find import find_part
from smm_action.platforms.facebook.media import upload_part, without_video
from smm_action.platforms.facebook.post import send_part


class Facebook(Platform):
    """A Facebook Page."""

    card: ClassVar[Card] = CARD

    refused = staticmethod(without_video)
    open = staticmethod(session.sign_in)
    prepare = staticmethod(upload_part)
    send = staticmethod(send_part)
    find = staticmethod(find_part)
    edit = staticmethod(edit_part)
    delete = staticmethod(counters.take_back)
    metrics = staticmethod(counters.post_counters)
    account_counters = staticmethod(counters.account_counters)
    inspect = staticmethod(session.inspect)
    replies = staticmethod(replies.replies)
