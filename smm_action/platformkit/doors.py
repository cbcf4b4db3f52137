"""How a platform of Meta's takes containers: what is said of them, and the calls that make, ask and publish them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from smm_action.core.http import Answer
from smm_action.model.delivery import Retry, Unknown
from smm_action.model.post import EMPTY
from smm_action.platformkit.base import Session
from smm_action.platformkit.errors import Refusal
from smm_action.platformkit.graph import Graph

Fields = Mapping[str, str]
State = Literal["IN_PROGRESS", "FINISHED", "ERROR", "EXPIRED", "PUBLISHED"]
"""https://developers.facebook.com/docs/threads/troubleshooting and
https://developers.facebook.com/docs/instagram-platform/content-publishing, read 2026-11-24: the same five."""
Count = Literal["", "reply_"]
"""Threads counts posts and replies apart: how the fields of either begin."""
STATES: frozenset[str] = frozenset(get_args(State))


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One medium, as a container of its own or as a child of a carousel."""

    url_field: str
    """``image_url`` or ``video_url``."""
    alone: Fields = field(default_factory=lambda: EMPTY)
    among: Fields = field(default_factory=lambda: EMPTY)
    """What is said of it as one of several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What one part becomes: text alone, one medium, or a carousel."""

    fields: Fields
    """Of the container that is published, whatever it is."""
    items: tuple[Item, ...] = ()
    text: Fields = field(default_factory=lambda: EMPTY)
    """Said when there is no medium."""
    carousel: Fields = field(default_factory=lambda: {"media_type": "CAROUSEL"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a platform says of a container."""

    state: State
    fault: Refusal | None = None
    """Why it is ERROR or EXPIRED."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """How a platform takes containers. Edges are those of the account: ``/{id}/threads``."""

    label: str
    graph: Graph
    make: str
    publish: str
    room: str
    """Says how much the account may still publish."""
    state: str
    """Field of a container that says its state."""
    words: str
    """Field of a container that says why it failed."""
    code: Callable[[str], int | str | None]
    """Words of a failed container → the code in them, as errors.toml has it."""

    def made(self, session: Session, fields: Fields) -> str | Refusal:
        """Make a container and return its id. Nothing of it is visible, so it may be repeated."""
        answer = self.graph.repeat(session, "POST", f"/{session.identity['id']}/{self.make}", data=dict(fields))
        return answer if not isinstance(answer, dict) else number_of(answer) or Retry(reason="no container was named")

    def standing(self, session: Session, container: str) -> Standing | Refusal:
        """Ask once how a container is."""
        answer = self.graph.read(session, f"/{container}", {"fields": f"{self.state},{self.words}"})
        if not isinstance(answer, dict):
            return answer
        state, words = answer.get(self.state), answer.get(self.words)
        if state not in STATES:
            return Retry(reason=f"{self.label} does not say how the container is")
        return Standing(state=state, fault=self._fault(words) if state == "ERROR" and isinstance(words, str) else None)

    def published(self, session: Session, container: str, count: Count = "") -> tuple[str, Answer] | Refusal | Unknown:
        """Publish ``container``, in the one call that everybody sees, and return the id of the post."""
        made = self.graph.create(session, f"/{session.identity['id']}/{self.publish}", {"creation_id": container})
        if not isinstance(made, tuple):
            return made
        left = _left(session)
        left[count] = left.get(count, math.inf) - 1
        number = number_of(made[0])
        return (number, made[1]) if number else Unknown(reason=f"{self.label} did not say what it published")

    def full(self, session: Session, count: Count = "") -> Retry | None:
        """Return why nothing more may be published now; the platform is asked once a run, then it is counted."""
        left = _left(session)
        if count not in left:
            left[count] = self._room(session, count)
        if left[count] > 0:
            return None
        return Retry(
            reason=f"Nothing went out: the account has published as much as {self.label} allows in 24 hours."
            " It is tried again.",
            after=3600,
        )

    def _room(self, session: Session, count: Count) -> float:
        """Return how many posts are left; without end where the platform does not say, which then refuses itself."""
        fields = f"{count}quota_usage,{count}config"
        answer = self.graph.read(session, f"/{session.identity['id']}/{self.room}", {"fields": fields})
        rows = answer.get("data") if isinstance(answer, dict) else None
        row = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}
        used, config = row.get(f"{count}quota_usage"), row.get(f"{count}config")
        total = config.get("quota_total") if isinstance(config, dict) else None
        return total - used if isinstance(used, int) and isinstance(total, int) else math.inf

    def _fault(self, words: str) -> Refusal | None:
        code = self.code(words)
        row = next(
            (row for row in self.graph.errors.rows if code is not None and code in {row.code, row.subcode}), None
        )
        if row is None:
            return None
        answer = Answer(status=400, headers={}, body=b"")
        found = self.graph.errors.of(answer, code=row.code, subcode=row.subcode)
        if isinstance(found, Unknown):
            return Retry(
                reason=f"Nothing went out: {self.label} could not work on the media ({code}).", after=row.after
            )
        return found


def _left(session: Session) -> dict[Count, float]:
    found: dict[Count, float] = session.memory.setdefault("left", {})
    return found


def number_of(held: Mapping[str, Any]) -> str:
    """Return the id of an object; empty when it has none that could be one."""
    number = held.get("id")
    return number if isinstance(number, str) and number.isdecimal() else ""
