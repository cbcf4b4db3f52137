"""Mastodon as the stages see it: which function does what."""

from __future__ import annotations

from typing import ClassVar

from smm_action.model.card import Card
from smm_action.platformkit.base import Platform
from smm_action.platforms.mastodon import counters, session
from smm_action.platforms.mastodon.card import CARD
from smm_action.platforms.mastodon.combining import refused
from smm_action.platforms.mastodon.edit import edit_part
from smm_action.platforms.mastodon.find import find_part
from smm_action.platforms.mastodon.media import upload_part
from smm_action.platforms.mastodon.post import send_part


class Mastodon(Platform):
    """Mastodon and the servers that speak its API."""

    card: ClassVar[Card] = CARD

    def count(self, text: str, *, visible_only: bool = False) -> int:
        """Return the length as Mastodon counts: a URL is 23, a mention its local part alone."""
        from smm_action.platformkit.text import mastodon_length

        del visible_only
        return mastodon_length(text)

    def length(self, text: str, content_warning: str = "") -> int:
        """Return the length of a part: the content warning counts with each of them."""
        from smm_action.platformkit.text import mastodon_length

        return mastodon_length(text, content_warning)

    refused = staticmethod(refused)
    open = staticmethod(session.sign_in)
    prepare = staticmethod(upload_part)
    send = staticmethod(send_part)
    find = staticmethod(find_part)
    edit = staticmethod(edit_part)
    delete = staticmethod(counters.take_back)
    metrics = staticmethod(counters.post_counters)
    account_counters = staticmethod(counters.account_counters)
    server_limits = staticmethod(session.limits)
