"""The thing that a receipt names: by Facebook's number, or by the address that a person gave (``smm resolve``)."""

from __future__ import annotations

from smm_action.model.delivery import Receipt, Rejected
from smm_action.platformkit.base import Session
from smm_action.platformkit.errors import Refusal
from smm_action.platforms.facebook.addresses import is_video, number_in
from smm_action.platforms.facebook.card import GRAPH
from smm_action.platforms.facebook.own import own_posts, text


def number_of(session: Session, receipt: Receipt) -> str | Refusal:
    """Return the number. Of an address it is read, or looked up among the Page's posts."""
    if receipt.id != receipt.url:
        return receipt.id
    named = number_in(receipt.url)
    if named is not None:
        return named
    for page in own_posts(session):
        if not isinstance(page, list):
            return page
        for post in page:
            if post.permalink == receipt.url:
                return post.id
    return Rejected(reason="the address is of no post that Facebook lists for this Page", code="no-such-post")


def story_of(session: Session, receipt: Receipt) -> str | Refusal:
    """Return the number of the post that shows a video, or of the post itself: only posts are counted whole."""
    if not is_video(receipt):
        return number_of(session, receipt)
    stories: dict[str, str] = session.memory.setdefault("stories", {})
    if receipt.id not in stories:
        found = GRAPH.read(session, f"/{receipt.id}", {"fields": "post_id"})
        if not isinstance(found, dict):
            return found
        post = text(found, "post_id")
        if not post:
            return Rejected(reason="Facebook has not made a post of the video yet", code="no-post")
        stories[receipt.id] = post if "_" in post else f"{session.identity['id']}_{post}"
    return stories[receipt.id]
