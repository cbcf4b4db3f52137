"""Is a part out already? The container says so in the same run; the account's own posts say so ever after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from smm_action.model.delivery import Receipt
from smm_action.model.payload import Sealed
from smm_action.platformkit.base import Absent, CannotTell, Found, Search, Session
from smm_action.platformkit.containers import is_out
from smm_action.platformkit.published import Own, is_same, search
from smm_action.platforms.threads.card import DOOR
from smm_action.platforms.threads.own import address, posts, replies
from smm_action.platforms.threads.targets import post_id


def find_part(session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt]) -> Search:
    """Return whether part ``part`` exists.

    ``Absent`` only when all since a day before it was due were read, and no container of this run says otherwise.
    """
    payload = sealed.payload
    if not payload.parts:
        return _repost(session, sealed, part)
    if part > 0 and not earlier:
        return CannotTell(reason="the part that it answers has no receipt")
    answers = part > 0 or payload.reply_to is not None
    parent = earlier[-1].id if part > 0 else None

    def matches(post: Own) -> bool:
        return is_same(post, sealed, part) and parent in {None, post.reply_to} and post.reposts is None

    found = search(session, replies(session) if answers else posts(session), sealed, part, matches)
    if isinstance(found, Absent) and is_out(session, DOOR, sealed, part):
        return CannotTell(reason="the container is out, and Threads does not list the post yet")
    return _addressed(session, found)


def _repost(session: Session, sealed: Sealed, part: int) -> Search:
    repost = sealed.payload.repost
    if repost is None or repost.startswith("post:"):
        return CannotTell(reason="the claim does not say what was reposted")
    original = post_id(session, repost)
    if not isinstance(original, str):
        return CannotTell(reason=original.reason)
    found = search(session, posts(session), sealed, part, lambda post: post.reposts == original)
    if isinstance(found, Found):
        return Found(receipt=replace(found.receipt, url=repost, extra={"reposted": original}))
    return found


def _addressed(session: Session, found: Search) -> Search:
    if isinstance(found, Found):
        return Found(receipt=replace(found.receipt, url=address(session, found.receipt.url)))
    return found
