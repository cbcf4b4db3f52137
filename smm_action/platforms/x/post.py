"""The one create call: a post, or a repost of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from smm_action.core.http import Answer, Lost, NotSent
from smm_action.model.delivery import Outcome, Receipt, Rejected, Sent, Unknown
from smm_action.model.payload import Payload, Sealed
from smm_action.platformkit.base import Absent, CannotTell, Found, Prepared, Session, Target
from smm_action.platformkit.errors import Refusal, answer_instant, lost
from smm_action.platforms.x.calls import create, create_refusal, data_of
from smm_action.platforms.x.find import find_part
from smm_action.platforms.x.problems import BLANK, problem_of
from smm_action.platforms.x.targets import post_id, post_url

DUPLICATES = frozenset({187, 327})
"""Codes of what is there already. Version 2 says it as a 403 of no type, like other refusals."""
_FIRST_PART = ("reply_settings", "community_id")
_EVERY_PART = ("paid_partnership", "made_with_ai")


def send_part(
    session: Session, sealed: Sealed, part: int, prepared: Prepared, earlier: Sequence[Receipt], target: Target
) -> Outcome:
    """Post part ``part``. Whatever fails before the create surely did not go out."""
    if not sealed.payload.parts:
        return _repost(session, sealed, part, target)
    links = _links(part, earlier, target)
    if not isinstance(links, dict):
        return links
    body = {**post_body(sealed.payload, part), **links}
    media_ids = prepared.data.get("media_ids") or []
    if media_ids:
        body["media"] = {"media_ids": list(media_ids)}
    try:
        answer = create(session, "/2/tweets", body)
    except (NotSent, Lost) as error:
        return lost(error)
    data = data_of(answer)
    made = data.get("id") if data is not None else None
    if not (isinstance(made, str) and made):
        return _refused(session, sealed, part, earlier, answer)
    url = post_url(session.identity["username"], made)
    return Sent(receipt=Receipt(part=part, id=made, url=url, at=answer_instant(answer, sealed.due)))


def post_body(payload: Payload, part: int) -> dict[str, Any]:
    """Return the JSON of part ``part`` without its media and the posts it refers to."""
    options = payload.options
    body: dict[str, Any] = {"text": payload.parts[part].text}
    body |= {name: True for name in _EVERY_PART if options.get(name)}
    if payload.disclosure == "paid":
        body["paid_partnership"] = True
    if payload.disclosure == "ai":
        body["made_with_ai"] = True
    if part == 0:
        body |= {name: options[name] for name in _FIRST_PART if options.get(name)}
    if payload.poll is not None and part == 0:
        minutes = int(payload.poll.duration.total_seconds()) // 60
        body["poll"] = {"options": list(payload.poll.options), "duration_minutes": minutes}
    return body


def _links(part: int, earlier: Sequence[Receipt], target: Target) -> dict[str, Any] | Rejected:
    if part > 0:
        if not earlier:
            return Rejected(reason="the part before this one has no receipt", code="no-parent")
        return {"reply": {"in_reply_to_tweet_id": earlier[-1].id}}
    links: dict[str, Any] = {}
    if target.reply_to is not None:
        parent = post_id(target.reply_to)
        if isinstance(parent, Rejected):
            return parent
        links["reply"] = {"in_reply_to_tweet_id": parent}
    if target.quote is not None:
        quoted = post_id(target.quote)
        if isinstance(quoted, Rejected):
            return quoted
        links["quote_tweet_id"] = quoted
    return links


def _repost(session: Session, sealed: Sealed, part: int, target: Target) -> Outcome:
    """Repost; doing it twice leaves one repost."""
    if target.repost is None:
        return Rejected(reason="there is nothing to send", code="empty")
    original = post_id(target.repost)
    if isinstance(original, Rejected):
        return original
    try:
        answer = create(session, f"/2/users/{session.identity['id']}/retweets", {"tweet_id": original})
    except (NotSent, Lost) as error:
        return lost(error)
    data = data_of(answer)
    if data is None or data.get("retweeted") is not True:
        return _refused(session, sealed, part, (), answer)
    at = answer_instant(answer, sealed.due)
    return Sent(receipt=Receipt(part=part, id=original, url=target.repost, at=at, extra={"reposted": original}))


def _refused(
    session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt], answer: Answer
) -> Sent | Refusal | Unknown:
    """Return what a create came to that made nothing; where the same may be there already, after a look."""
    outcome = create_refusal(session, answer)
    if not (isinstance(outcome, Rejected) and _may_be_there(answer)):
        return outcome
    found = find_part(session, sealed, part, earlier)
    match found:
        case Found(receipt=receipt):
            return Sent(receipt=receipt, adopted=True)
        case CannotTell(reason=reason):
            return Unknown(reason=f"X refuses it as if it were there already, and could not be searched: {reason}")
        case Absent():
            return outcome


def _may_be_there(answer: Answer) -> bool:
    problem = problem_of(answer)
    return problem is not None and (problem.code in DUPLICATES or (answer.status == 403 and problem.type == BLANK))
