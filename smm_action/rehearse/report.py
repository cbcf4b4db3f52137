"""What a rehearsal found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from smm_action.model.delivery import State
from smm_action.plan.schedule import PUNCTUAL
from smm_action.rehearse.counts import Counts
from smm_action.rehearse.verdict import Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to a delivery that ended badly."""

    at: datetime
    post: str
    account: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticks:
    """How the ticks came, and what became of the runs they started."""

    scheduled: int
    came: int
    worked: int
    """Runs that the gate let through; with several runners more than one of a tick."""
    killed: int
    refused: int
    """Runs that could not work safely and said so (exit 3)."""
    refusal: str = ""
    """What the last of them said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The whole of it."""

    start: datetime
    end: datetime
    seed: int
    runners: int
    fates: tuple[Fate, ...]
    strange: int
    """Things that exist and that no delivery asked for."""
    waited: int
    """Deliveries that had to wait for a platform's quota."""
    ticks: Ticks
    counts: Counts | None = None
    """What was counted, where that was asked for."""
    trace: tuple[Event, ...] = ()
    """What happened to the deliveries that went out twice or were lost, in order."""

    def count(self, state: State) -> int:
        """Return how many deliveries ended in ``state``."""
        return Counter(fate.state for fate in self.fates)[state]

    @property
    def late(self) -> int:
        """Return how many went out later than a punctual tick would have sent them."""
        return sum(is_late(fate) for fate in self.fates)

    @property
    def duplicates(self) -> int:
        """Return how many things exist too often, or without being asked for."""
        return sum(fate.twice for fate in self.fates) + self.strange

    @property
    def lost(self) -> int:
        """Return how many deliveries neither went out nor were said to be missed, held, failed or unknown."""
        return sum(fate.lost for fate in self.fates)

    @property
    def sound(self) -> bool:
        """Whether nothing went out twice and nothing was lost."""
        return not self.duplicates and not self.lost


def lateness(fate: Fate) -> timedelta | None:
    """Return how long after its time a published delivery went out."""
    if fate.state is not State.PUBLISHED or fate.out_at is None:
        return None
    return fate.out_at - fate.expected.due


def is_late(fate: Fate) -> bool:
    """Whether a delivery went out late."""
    by = lateness(fate)
    return by is not None and by > PUNCTUAL
