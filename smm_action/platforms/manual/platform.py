"""A place whose rules nobody but its owner knows: limits come from the account, and sending is a person's."""

from __future__ import annotations

from typing import ClassVar

from smm_action.model.card import Card
from smm_action.model.project import Account, Person
from smm_action.platformkit.base import Platform
from smm_action.platformkit.cards import read_card


class Manual(Platform):
    """A forum, a newsletter, a notice board."""

    card: ClassVar[Card] = read_card(__package__)

    def mention(self, person: Person, account: Account) -> str | None:
        """Return the person's handle for this very account if people.yml has one, else the name."""
        handle = person.handles.get(account.name)
        return f"@{handle.removeprefix('@')}" if handle else person.name


PLATFORM = Manual()
