"""Is a part out already? Looked for among the account's own posts, after what X does to a text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from smm_action.model.delivery import Receipt, Rejected
from smm_action.model.payload import Payload, Sealed
from smm_action.platformkit.base import Absent, CannotTell, Found, Search, Session
from smm_action.platformkit.published import comparable
from smm_action.platforms.x.own import OwnPost, own_posts
from smm_action.platforms.x.rewriting import sent_text
from smm_action.platforms.x.targets import post_id, post_url

Matches = Callable[[OwnPost], bool]


def find_part(session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt]) -> Search:
    """Return whether part ``part`` exists; ``Absent`` only when all posts since a day before it was due were read."""
    matches = _matcher(sealed.payload, part, earlier)
    if isinstance(matches, CannotTell):
        return matches
    posts = own_posts(session, sealed.due)
    if isinstance(posts, CannotTell):
        return posts
    found = next((post for post in posts if matches(post)), None)
    return Absent() if found is None else Found(receipt=_receipt(session, found, part, sealed))


def _matcher(payload: Payload, part: int, earlier: Sequence[Receipt]) -> Matches | CannotTell:
    if payload.parts:
        text = sent_text(payload.parts[part].text)
        return lambda post: _says(post, text, payload, part) and _is_part(post, payload, part, earlier)
    original = post_id(payload.repost or "")
    if isinstance(original, Rejected):
        return CannotTell(reason="the claim does not say what was reposted")
    return lambda post: post.reposts == original


def _says(post: OwnPost, text: str, payload: Payload, part: int) -> bool:
    if payload.quote is None or part > 0:
        return text == post.text
    return post.quotes is not None and text in {post.text, post.text_of_quote}


def _is_part(post: OwnPost, payload: Payload, part: int, earlier: Sequence[Receipt]) -> bool:
    if post.reposts is not None or not _same_place(post, payload, part, earlier):
        return False
    sent = payload.parts[part].media
    return len(sent) == len(post.media) and all(
        shown.alt is None or comparable(shown.alt) == comparable(medium.alt)
        for medium, shown in zip(sent, post.media, strict=True)
    )


def _same_place(post: OwnPost, payload: Payload, part: int, earlier: Sequence[Receipt]) -> bool:
    if part > 0:
        return bool(earlier) and post.reply_to == earlier[-1].id
    return (post.reply_to is not None) == (payload.reply_to is not None)


def _receipt(session: Session, post: OwnPost, part: int, sealed: Sealed) -> Receipt:
    if post.reposts is not None:
        url, extra = post_url("", post.reposts), {"reposted": post.reposts}
        return Receipt(part=part, id=post.reposts, url=sealed.payload.repost or url, at=post.at, extra=extra)
    return Receipt(part=part, id=post.id, url=post_url(session.identity["username"], post.id), at=post.at or sealed.due)
