"""Posts of others that mention an organisation: LinkedIn keeps notifications of them for sixty days.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-social-action-notifications
(read 2026-11-24); needs ``rw_organization_admin``, as counting followers does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from smm_action.core.clock import format_instant, parse_instant
from smm_action.platformkit.base import Reply, Session
from smm_action.platforms.linkedin.calls import elements, read_object
from smm_action.platforms.linkedin.instants import instant_of
from smm_action.platforms.linkedin.session import author
from smm_action.platforms.linkedin.urns import encoded, post_url

PATH = "/rest/organizationalEntityNotifications"
PAGE, MAX_PAGES = 100, 10
_POSTS = ("urn:li:share:", "urn:li:ugcPost:")


def mentions(session: Session, after: datetime | None) -> Iterator[Reply]:
    """Yield posts of others that mention the organisation, newer than ``after``; as far as LinkedIn tells them."""
    seen: set[str] = set()
    for page in range(MAX_PAGES):
        told = read_object(session, f"{_query(session)}&start={page * PAGE}&count={PAGE}")
        held = [_mention(one) for one in elements(told)] if isinstance(told, dict) else []
        fresh = [reply for reply in held if reply is not None and reply.id not in seen]
        for reply in fresh:
            if reply.author != author(session) and (after is None or parse_instant(reply.at) > after):
                yield reply
        seen |= {reply.id for reply in fresh}
        if not fresh:
            return


def _query(session: Session) -> str:
    return f"{PATH}?q=criteria&actions=List(SHARE_MENTION)&organizationalEntity={encoded(author(session))}"


def _mention(held: Mapping[str, Any]) -> Reply | None:
    """Return the post that a notification is about; None for what is no mention, or names no post."""
    urn, at = held.get("generatedActivity"), instant_of(held.get("lastModifiedAt"))
    if held.get("action") != "SHARE_MENTION" or not isinstance(urn, str) or not urn.startswith(_POSTS) or at is None:
        return None
    activity = held.get("decoratedGeneratedActivity")
    share = activity.get("share") if isinstance(activity, dict) else None
    share = share if isinstance(share, dict) else {}
    who, text = (str(share.get(name) or "") for name in ("owner", "text"))
    return Reply(id=urn, url=post_url(urn), at=format_instant(at), to="", author=who, text=text)
