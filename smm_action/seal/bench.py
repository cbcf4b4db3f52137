"""What sealing works with, handed in by the composition root, and how it says no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from smm_action.model.entry import Ledger
from smm_action.model.media import MediaFacts
from smm_action.model.project import Project
from smm_action.platformkit.base import Platform
from smm_action.seal.linkcard import FetchedCard


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """The project, its files and its past, and what is done to media."""

    project: Project
    platform: Callable[[str], Platform | None]
    facts: Callable[[str], MediaFacts | None]
    read: Callable[[str, str | None], bytes]
    """Path below the content root and the commit to read it from (None: the one that is published) → bytes.
    FileNotFoundError when there is no such file."""
    probe: Callable[[bytes], MediaFacts]
    strip: Callable[[bytes, MediaFacts], bytes]
    """SmmError when the file can not be sent."""
    fetch_card: Callable[[str], FetchedCard] | None = None
    """URL → its card; None leaves cards without title and picture. Never raises."""
    now: datetime | None = None
    """The instant whose month's budget counts; None: nothing is counted."""
    ledger: Ledger = field(default_factory=Ledger)
    """Claims of earlier attempts, and what is out already."""


class Refusal(Exception):  # noqa: N818 never leaves this room
    """Why one delivery can not be sealed, as a clause that a person reads on the dashboard."""
