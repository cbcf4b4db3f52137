"""Posting: a container is made, and published once.

``auto_publish_text`` would make and publish a text in one call. It is never sent: if that answer were lost, there
would be no container to ask whether it is out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from smm_action.model.delivery import Outcome, Pending, Receipt, Rejected, Retry, Sent, Unknown
from smm_action.model.payload import Payload, Sealed
from smm_action.model.post import EMPTY
from smm_action.platformkit.base import Blobs, Prepared, Session, Target
from smm_action.platformkit.containers import build_of, built, drop
from smm_action.platformkit.containers import prepared as prepared_part
from smm_action.platformkit.doors import Count, number_of
from smm_action.platformkit.errors import Refusal, answer_instant
from smm_action.platformkit.published import sent
from smm_action.platforms.threads.card import DOOR, GRAPH
from smm_action.platforms.threads.own import address
from smm_action.platforms.threads.targets import post_id
from smm_action.platforms.threads.wanted import wanted


def prepare_part(session: Session, sealed: Sealed, part: int, blobs: Blobs) -> Prepared | Outcome:
    """Host the part's media and make its container; of what answers or quotes a post that is left to ``place_part``."""
    if not sealed.payload.parts:
        return Prepared()
    want = wanted(sealed.payload, part, EMPTY)
    if isinstance(want, Rejected):
        return want
    later, count = _has_place(sealed.payload, part), _count(sealed.payload, part)
    return prepared_part(session, DOOR, sealed, part, blobs, want, later=later, count=count)


def place_part(
    session: Session, sealed: Sealed, part: int, prepared: Prepared, earlier: Sequence[Receipt], target: Target
) -> Prepared | Outcome:
    """Make the container of a part that answers or quotes."""
    if not sealed.payload.parts or not _has_place(sealed.payload, part):
        return prepared
    where = place(session, part, earlier, target)
    want = where if not isinstance(where, Mapping) else wanted(sealed.payload, part, where)
    if isinstance(want, Refusal):
        return want
    build = build_of(session, sealed, part)
    container = built(session, DOOR, build, want, prepared.data.get("urls", ()))
    if not isinstance(container, Pending | Retry):
        drop(session, build)
    return Prepared(data={"container": container}) if isinstance(container, str) else container


def send_part(
    session: Session, sealed: Sealed, part: int, prepared: Prepared, earlier: Sequence[Receipt], target: Target
) -> Outcome:
    """Publish part ``part``, or repost."""
    if not sealed.payload.parts:
        return _repost(session, sealed, part, target)
    del earlier
    made = DOOR.published(session, prepared.data["container"], _count(sealed.payload, part))
    if not isinstance(made, tuple):
        return made
    return Sent(receipt=sent(session, GRAPH, sealed, part, made, address(session, "")))


def place(session: Session, part: int, earlier: Sequence[Receipt], target: Target) -> Mapping[str, str] | Refusal:
    """Return what a part answers and quotes, by Threads' own numbers."""
    if part > 0:
        if not earlier:
            return Rejected(reason="the part before this one has no receipt", code="no-parent")
        return {"reply_to_id": earlier[-1].id}
    fields: dict[str, str] = {}
    for name, url in (("reply_to_id", target.reply_to), ("quote_post_id", target.quote)):
        if url is not None:
            number = post_id(session, url)
            if not isinstance(number, str):
                return number
            fields[name] = number
    return fields


def _has_place(payload: Payload, part: int) -> bool:
    return part > 0 or payload.reply_to is not None or payload.quote is not None


def _count(payload: Payload, part: int) -> Count:
    """Return what a part is counted as."""
    return "reply_" if part > 0 or payload.reply_to is not None else ""


def _repost(session: Session, sealed: Sealed, part: int, target: Target) -> Outcome:
    if target.repost is None:
        return Rejected(reason="there is nothing to send", code="empty")
    original = post_id(session, target.repost)
    if not isinstance(original, str):
        return original
    made = GRAPH.create(session, f"/{original}/repost", EMPTY)
    if not isinstance(made, tuple):
        return made
    number = number_of(made[0])
    if not number:
        return Unknown(reason="Threads did not say what it reposted")
    at = answer_instant(made[1], sealed.due)
    return Sent(receipt=Receipt(part=part, id=number, url=target.repost, at=at, extra={"reposted": original}))
