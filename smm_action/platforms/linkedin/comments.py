"""The first comment: plain text below a post, in the account's own name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from smm_action.core.clock import format_instant
from smm_action.core.http import Answer, Lost, NotSent
from smm_action.model.delivery import Outcome, Receipt, Rejected, Sent, Unknown
from smm_action.model.payload import Sealed
from smm_action.platformkit.base import Absent, CannotTell, Found, Search, Session
from smm_action.platformkit.errors import answer_instant, lost
from smm_action.platforms.linkedin.calls import create, create_refusal, elements, read_object
from smm_action.platforms.linkedin.instants import instant_of
from smm_action.platforms.linkedin.little import comparable
from smm_action.platforms.linkedin.session import author
from smm_action.platforms.linkedin.urns import comment_url, encoded

PAGE, MAX_PAGES = 100, 30


def comments_path(post: str) -> str:
    """Return where the comments of ``post`` are."""
    return f"/rest/socialActions/{encoded(post)}/comments"


def comment_text(sealed: Sealed, part: int) -> str:
    """Return the comment. Comments have no text format: every character stands for itself, nobody is mentioned."""
    return sealed.payload.parts[part].text


def send(session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt]) -> Outcome:
    """Write the comment, once."""
    if not earlier:
        return Rejected(reason="the post to comment on has no receipt", code="no-parent")
    post = earlier[0].id
    body = {"actor": author(session), "object": post, "message": {"text": comment_text(sealed, part)}}
    try:
        answer = create(session, comments_path(post), body)
    except (NotSent, Lost) as error:
        return lost(error)
    if answer.status != 201:
        return create_refusal(session, answer)
    urn = _urn(answer, post)
    if urn is None:
        return Unknown(reason="LinkedIn made a comment and did not say which")
    return Sent(receipt=_receipt(part, post, urn, answer_instant(answer, sealed.due)))


def find(session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt]) -> Search:
    """Look through the comments of the post."""
    if not earlier:
        return CannotTell(reason="the post to comment on has no receipt")
    post, text = earlier[0].id, comparable(comment_text(sealed, part))
    for found in comments_of(session, post):
        if isinstance(found, CannotTell):
            return found
        if found.get("actor") == author(session) and comparable(text_of(found)) == text:
            at = instant_of(found.get("created"))
            urn = str(found.get("commentUrn") or f"urn:li:comment:({post},{found.get('id')})")
            return Found(receipt=_receipt(part, post, urn, format_instant(at) if at else sealed.due))
    return Absent()


def comments_of(session: Session, post: str) -> Iterator[dict[str, Any] | CannotTell]:
    """Yield the comments of a post; last a ``CannotTell`` when they could not all be read."""
    seen: set[str] = set()
    for page in range(MAX_PAGES):
        told = read_object(session, f"{comments_path(post)}?start={page * PAGE}&count={PAGE}")
        if not isinstance(told, dict):
            yield CannotTell(reason=told.reason)
            return
        fresh = [one for one in elements(told) if str(one.get("id")) not in seen]
        yield from fresh
        seen |= {str(one.get("id")) for one in fresh}
        if not fresh:
            return
    yield CannotTell(reason=f"the post has more than {PAGE * MAX_PAGES} comments")


def text_of(comment: Mapping[str, Any]) -> str:
    """Return what a comment says."""
    message = comment.get("message")
    held = message.get("text") if isinstance(message, dict) else None
    return held if isinstance(held, str) else ""


def _urn(answer: Answer, post: str) -> str | None:
    body = answer.json()
    held = body.get("commentUrn") if isinstance(body, dict) else None
    if isinstance(held, str) and held:
        return held
    number = answer.headers.get("x-restli-id", "")
    return f"urn:li:comment:({post},{number})" if number.isdecimal() else None


def _receipt(part: int, post: str, urn: str, at: str) -> Receipt:
    return Receipt(part=part, id=urn, url=comment_url(post, urn), at=at, extra={"post": post})
