"""Is a part out already? The container says so in the same run; the account's own media say so ever after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from smm_action.model.delivery import Receipt
from smm_action.model.payload import Sealed
from smm_action.platformkit.base import Absent, CannotTell, Found, Search, Session
from smm_action.platformkit.containers import is_out
from smm_action.platformkit.published import comparable, is_same, search
from smm_action.platforms.instagram.card import DOOR
from smm_action.platforms.instagram.named import COMMENT
from smm_action.platforms.instagram.own import address, comments, media


def find_part(session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt]) -> Search:
    """Return whether part ``part`` exists.

    ``Absent`` only when all since a day before it was due were read, and no container of this run says otherwise.
    """
    payload = sealed.payload
    if not payload.parts:
        return CannotTell(reason="the claim does not say what was sent")
    if part > 0:
        return _comment(session, sealed, part, earlier)
    if payload.options.get("story"):
        # Stories have no text, and those of a day ago are listed nowhere.
        out = is_out(session, DOOR, sealed, part)
        return Absent() if out is False else CannotTell(reason="a story can not be told from another")
    found = search(session, media(session), sealed, part, lambda post: is_same(post, sealed, part))
    match found:
        case Found(receipt=receipt):
            return Found(receipt=replace(receipt, url=address(session, receipt.url)))
        case Absent() if is_out(session, DOOR, sealed, part):
            return CannotTell(reason="the container is out, and Instagram does not list the post yet")
        case _:
            return found


def _comment(session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt]) -> Search:
    if not earlier:
        return CannotTell(reason="the post that it belongs to has no receipt")
    said = comparable(sealed.payload.parts[part].text)
    mine = {session.identity["id"], session.identity["username"]}
    edge = comments(earlier[0].id)
    found = search(session, edge, sealed, part, lambda comment: comment.text == said and comment.reply_to in mine)
    if isinstance(found, Found):
        return Found(receipt=replace(found.receipt, url=earlier[0].url, extra={"kind": COMMENT}))
    return found
