"""Posting in two steps: a container is made and shows nothing, then it is published, once (Instagram and Threads).

Media are fetched by the platform from a public address: they are put there just before the container is made, and
taken away once the platform has copied them. Containers of one run are remembered in the session, so that looking
again makes no second one, and so that a lost answer can be asked about: is the container out?
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from smm_action.model.delivery import Pending, Rejected, Retry
from smm_action.model.payload import Medium, Sealed
from smm_action.platformkit.base import Blobs, Prepared, Session
from smm_action.platformkit.doors import Count, Door, Fields, Standing, Wanted
from smm_action.platformkit.errors import Refusal
from smm_action.platformkit.hosting import Hosted, no_host
from smm_action.platformkit.uploads import sealed_bytes


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


def prepared(
    session: Session,
    door: Door,
    sealed: Sealed,
    part: int,
    blobs: Blobs,
    want: Wanted,
    *,
    later: bool = False,
    count: Count = "",
) -> Prepared | Pending | Refusal:
    """Host a part's media and have its container ready under ``container``.

    ``later``: the container can not be made yet, so the addresses of the media come back under ``urls``.
    """
    full = door.full(session, count)
    if full is not None:
        return full
    build = build_of(session, sealed, part)
    urls = hosted(session, door.label, build, sealed, sealed.payload.parts[part].media, blobs)
    if not isinstance(urls, tuple):
        return urls
    if later:
        return Prepared(data={"urls": urls})
    container = built(session, door, build, want, urls)
    if not isinstance(container, Pending | Retry):
        drop(session, build)
    return Prepared(data={"container": container}) if isinstance(container, str) else container


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
