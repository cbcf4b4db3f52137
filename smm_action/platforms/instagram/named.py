"""The medium that a receipt names: by Instagram's number, or by the address that a person gave (``smm resolve``)."""

from __future__ import annotations

from urllib.parse import urlsplit

from smm_action.model.delivery import Receipt, Rejected
from smm_action.platformkit.base import CannotTell, Session
from smm_action.platformkit.errors import Refusal
from smm_action.platformkit.published import Own, newest
from smm_action.platforms.instagram.own import media

COMMENT, STORY = "comment", "story"
"""``extra["kind"]`` of receipts that are neither pictures, reels nor carousels."""


def kind_of(receipt: Receipt) -> str:
    """Return ``comment``, ``story`` or nothing."""
    return receipt.extra.get("kind", "")


def named(session: Session, receipt: Receipt) -> str | Refusal:
    """Return the number. Instagram looks nothing up by its address: the account's own media are searched."""
    if receipt.id != receipt.url:
        return receipt.id
    code = _code(receipt.url)
    found = newest(session, media(session), lambda post: _code(post.url) == code)
    if isinstance(found, Own):
        return found.id
    if found is None or isinstance(found, CannotTell):
        return Rejected(reason="the address is of no post that Instagram lists for this account", code="no-such-post")
    return found


def _code(url: str) -> str:
    """Return the short code: a reel has addresses with /p/ and with /reel/."""
    return urlsplit(url).path.rstrip("/").rpartition("/")[2]
