"""LinkedIn as the stages see it: which function does what."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar

from smm_action.model.card import Card, Version
from smm_action.model.project import Account, Person
from smm_action.platformkit.base import (
    Platform,
)
from smm_action.platforms.linkedin import calls, counters, little, oauth, session
from smm_action.platforms.linkedin.card import CARD
from smm_action.platforms.linkedin.content import refused
from smm_action.platforms.linkedin.delete import take_back
from smm_action.platforms.linkedin.edit import edit_part
from smm_action.platforms.linkedin.find import find_part
from smm_action.platforms.linkedin.post import prepare_part, send_part
from smm_action.platforms.linkedin.replies import list_replies
from smm_action.platforms.linkedin.urns import MEMBER

_MONTH = re.compile(r"20[0-9]{2}(?:0[1-9]|1[0-2])")


class LinkedIn(Platform):
    """Persons and organisations on LinkedIn."""

    card: ClassVar[Card] = CARD

    def count(self, text: str, *, visible_only: bool = False) -> int:
        """Return the length as it is sent: escapes, tags and mentions as LinkedIn's text format writes them."""
        del visible_only
        return little.length(text)

    def mention(self, person: Person, account: Account) -> str | None:
        """Return the mention as LinkedIn's text format writes it; only a URN in people.yml can be mentioned."""
        del account
        urn = person.handles.get(self.card.name, "")
        return little.mention(person.name, urn) if MEMBER.fullmatch(urn) else None

    def version(self, account: Account) -> Version | None:
        """Return the account's own version, which ends a year after its month, else the card's."""
        named = calls.version(account.options)
        if CARD.version is None or named == CARD.version.name or not _MONTH.fullmatch(named):
            return CARD.version
        return replace(CARD.version, name=named, sunset=f"{int(named[:4]) + 1}-{named[4:]}-15")

    refused = staticmethod(refused)
    open = staticmethod(session.sign_in)
    prepare = staticmethod(prepare_part)
    send = staticmethod(send_part)
    find = staticmethod(find_part)
    edit = staticmethod(edit_part)
    delete = staticmethod(take_back)
    metrics = staticmethod(counters.post_counters)
    account_counters = staticmethod(counters.account_counters)
    replies = staticmethod(list_replies)
    inspect = staticmethod(oauth.inspect)
    refresh = staticmethod(oauth.renew)
