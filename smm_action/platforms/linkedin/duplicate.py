"""LinkedIn refuses a post that repeats one of the last minutes, and names that one: evidence, once it was read."""

from __future__ import annotations

from smm_action.core.clock import parse_instant
from smm_action.core.http import Answer
from smm_action.model.delivery import Rejected
from smm_action.model.payload import Sealed
from smm_action.platformkit.base import Found, Session
from smm_action.platforms.linkedin.calls import read_object, words
from smm_action.platforms.linkedin.find import SKEW, compared
from smm_action.platforms.linkedin.own import parsed
from smm_action.platforms.linkedin.urns import encoded, post_url, post_urn


def original(session: Session, sealed: Sealed, answer: Answer) -> Found | Rejected | None:
    """Return the post that a refusal names when it is this very delivery; None when it names none.

    LinkedIn has named posts that were deleted long before, so what can not be read is adopted by nobody.
    """
    urn = post_urn(words(session, answer))
    if urn is None:
        return None
    told = read_object(session, f"/rest/posts/{encoded(urn)}")
    if isinstance(told, dict):
        found = compared(parsed({"id": urn, **told}), sealed, parse_instant(sealed.due) - SKEW)
        if isinstance(found, Found):
            return found
    seen = "says something else, or is older than this post" if isinstance(told, dict) else "could not be read"
    return Rejected(
        reason=f"Nothing went out now: LinkedIn takes it for a repetition of {post_url(urn)}, which {seen}. Look there:"
        " if it is this post, say so with `smm resolve`; if not, change the text or wait ten minutes and say"
        " `smm retry`.",
        code="DUPLICATE_POST",
    )
