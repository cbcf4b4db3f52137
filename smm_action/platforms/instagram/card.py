"""Instagram's card, its Graph API at the version that the card names, and its door for containers."""

from __future__ import annotations

import re

from smm_action.platformkit.doors import Door
from smm_action.platformkit.graph import read_graph

_SUBCODE = re.compile(r"\b22\d{5}\b")
"""A failed container says its error's number in a sentence: "Media upload has failed with error code 2207026"."""


def _subcode(words: str) -> int | None:
    found = _SUBCODE.search(words)
    return int(found[0]) if found else None


CARD, GRAPH = read_graph(__package__)
DOOR = Door(
    label=CARD.label,
    graph=GRAPH,
    make="media",
    publish="media_publish",
    room="content_publishing_limit",
    state="status_code",
    words="status",
    code=_subcode,
)
PAGE_TOKEN, USER_TOKEN = (credential.field for credential in CARD.credentials)
"""The two ways in: through a Facebook Page, or through Instagram itself."""
