"""Posting in two steps: a container is made and shows nothing, then it is published, once (Instagram and Threads).

Media are fetched by the platform from a public address: they are put there just before the container is made, and
taken away once the platform has copied them. Containers of one run are remembered in the session, so that looking
again makes no second one, and so that a lost answer can be asked about: is the container out?
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from smm_action.core.http import Answer
from smm_action.model.delivery import Pending, Rejected, Retry, Unknown
from smm_action.model.payload import Medium, Sealed
from smm_action.model.post import EMPTY
from smm_action.platformkit.base import Blobs, Session
from smm_action.platformkit.errors import Refusal
from smm_action.platformkit.graph import Graph
from smm_action.platformkit.hosting import Hosted, no_host
from smm_action.platformkit.uploads import sealed_bytes

Fields = Mapping[str, str]
State = Literal["IN_PROGRESS", "FINISHED", "ERROR", "EXPIRED", "PUBLISHED"]
"""https://developers.facebook.com/docs/threads/troubleshooting and
https://developers.facebook.com/docs/instagram-platform/content-publishing, read 2026-11-24: the same five."""
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

    def published(self, session: Session, container: str) -> tuple[str, Answer] | Refusal | Unknown:
        """Publish ``container``, in the one call that everybody sees, and return the id of the post."""
        made = self.graph.create(session, f"/{session.identity['id']}/{self.publish}", {"creation_id": container})
        if not isinstance(made, tuple):
            return made
        left: list[int] = session.memory.get("left", [])
        left[:] = [number - 1 for number in left]
        number = number_of(made[0])
        return (number, made[1]) if number else Unknown(reason=f"{self.label} did not say what it published")

    def full(self, session: Session) -> Retry | None:
        """Return why nothing more may be published now; the platform is asked once a run, then it is counted."""
        if "left" not in session.memory:
            session.memory["left"] = self._left(session)
        if all(number > 0 for number in session.memory["left"]):
            return None
        return Retry(
            reason=f"Nothing went out: the account has published as much as {self.label} allows in 24 hours."
            " It is tried again.",
            after=3600,
        )

    def _left(self, session: Session) -> list[int]:
        """Return how many posts are left, or nothing where the platform does not say: then it refuses itself."""
        answer = self.graph.read(session, f"/{session.identity['id']}/{self.room}", {"fields": "quota_usage,config"})
        rows = answer.get("data") if isinstance(answer, dict) else None
        row = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}
        used, config = row.get("quota_usage"), row.get("config")
        total = config.get("quota_total") if isinstance(config, dict) else None
        return [total - used] if isinstance(used, int) and isinstance(total, int) else []

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


def number_of(held: Mapping[str, Any]) -> str:
    """Return the id of an object; empty when it has none that could be one."""
    number = held.get("id")
    return number if isinstance(number, str) and number.isdecimal() else ""


@dataclass(slots=True)
class Build:
    """The containers of one part in this run."""

    hosted: list[Hosted] = field(default_factory=list)
    children: list[str] = field(default_factory=list)
    whole: str = ""

    def forget(self) -> None:
        """Begin anew: a container that failed never recovers."""
        self.children.clear()
        self.whole = ""


def build_of(session: Session, sealed: Sealed, part: int) -> Build:
    """Return what this run made for a part so far."""
    builds: dict[tuple[str, int], Build] = session.memory.setdefault("builds", {})
    return builds.setdefault((sealed.key, part), Build())


def hosted(
    session: Session, label: str, build: Build, sealed: Sealed, media: Sequence[Medium], blobs: Blobs
) -> tuple[str, ...] | Refusal:
    """Put what is not there yet where the platform can fetch it, and return the addresses in order."""
    for medium in media[len(build.hosted) :]:
        data = sealed_bytes(sealed, medium, blobs, None)
        if isinstance(data, Rejected):
            return data
        if session.host is None:
            return no_host(label)
        put = session.host.put(data, medium.mime)
        if not isinstance(put, Hosted):
            return put
        build.hosted.append(put)
    return tuple(one.url for one in build.hosted)


def drop(session: Session, build: Build) -> None:
    """Take the media away: the platform has copied them, or will not."""
    if session.host is not None:
        for one in build.hosted:
            session.host.drop(one)
    build.hosted.clear()


def built(session: Session, door: Door, build: Build, wanted: Wanted, urls: Sequence[str]) -> str | Pending | Refusal:
    """Return the id of a container that is ready to be published, or how far it is.

    Pending: ask again with the same ``build``.
    """
    if not build.whole and len(wanted.items) > 1:
        waiting = _children(session, door, build, wanted, urls)
        if waiting is not None:
            return waiting
    if not build.whole:
        made = door.made(session, _whole(build, wanted, urls))
        if not isinstance(made, str):
            return made
        build.whole = made
    state = _ready(session, door, build, build.whole)
    return build.whole if state is None else state


def is_out(session: Session, door: Door, sealed: Sealed, part: int) -> bool | None:
    """Whether this run's container of a part is out; None when it made none, or the platform does not say."""
    build = build_of(session, sealed, part)
    if not build.whole:
        return None
    standing = door.standing(session, build.whole)
    return standing.state == "PUBLISHED" if isinstance(standing, Standing) else None


def _whole(build: Build, wanted: Wanted, urls: Sequence[str]) -> Fields:
    match wanted.items:
        case ():
            return {**wanted.text, **wanted.fields}
        case (item,):
            return {**item.alone, item.url_field: urls[0], **wanted.fields}
        case _:
            return {**wanted.carousel, "children": ",".join(build.children), **wanted.fields}


def _children(
    session: Session, door: Door, build: Build, wanted: Wanted, urls: Sequence[str]
) -> Pending | Refusal | None:
    """Make the children that are missing; None once all are ready."""
    for item, url in list(zip(wanted.items, urls, strict=True))[len(build.children) :]:
        made = door.made(session, {**item.among, item.url_field: url, "is_carousel_item": "true"})
        if not isinstance(made, str):
            return made
        build.children.append(made)
    waiting = 0
    for child in build.children:
        state = _ready(session, door, build, child)
        if isinstance(state, Pending):
            waiting += 1
        elif state is not None:
            return state
    return Pending(reason=f"{waiting} of {len(build.children)} media") if waiting else None


def _ready(session: Session, door: Door, build: Build, container: str) -> Pending | Refusal | None:
    """Return None when ``container`` is FINISHED."""
    standing = door.standing(session, container)
    if not isinstance(standing, Standing):
        return standing
    match standing.state:
        case "FINISHED":
            return None
        case "IN_PROGRESS":
            return Pending(reason="the platform still works on it")
        case "PUBLISHED":
            return Rejected(
                reason="its container is out already: look at the account, then `smm resolve`", code="published"
            )
        case "ERROR" | "EXPIRED":
            build.forget()
            return standing.fault or Retry(reason=f"Nothing went out: the container is {standing.state}.")
