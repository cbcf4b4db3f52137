"""The microblog as the stages see it: pages that are committed, never sent."""

from __future__ import annotations

from typing import ClassVar

from smm_action.model.card import Card
from smm_action.platformkit.base import Platform
from smm_action.platforms.microblog.card import CARD


class Microblog(Platform):
    """Static pages of our own on the state branch."""

    card: ClassVar[Card] = CARD
