"""What receipts name: a post, a video or a comment, and where it is."""

from __future__ import annotations

import re

from smm_action.model.delivery import Receipt
from smm_action.platformkit.base import Session

SITE = "https://www.facebook.com"
COMMENT, VIDEO = "comment", "video"
"""``extra["kind"]`` of receipts that are no posts."""
_NUMBERED = (
    re.compile(r"/(?P<page>\d+)_(?P<post>\d+)/?$"),
    re.compile(r"/(?P<page>\d+)/posts/(?:[^/]+/)?(?P<post>\d+)/?$"),
    re.compile(r"/permalink\.php\?(?:.*&)?story_fbid=(?P<post>\d+)&id=(?P<page>\d+)"),
)


def post_receipt(number: str, part: int, at: str) -> Receipt:
    """Return the receipt of a post; Facebook leads this address to where it shows the post."""
    return Receipt(part=part, id=number, url=f"{SITE}/{number}", at=at)


def video_receipt(session: Session, number: str, part: int, at: str, *, reel: bool) -> Receipt:
    """Return the receipt of a video or a reel."""
    url = f"{SITE}/reel/{number}" if reel else f"{SITE}/{session.identity['id']}/videos/{number}"
    return Receipt(part=part, id=number, url=url, at=at, extra={"kind": VIDEO})


def comment_receipt(number: str, part: int, at: str) -> Receipt:
    """Return the receipt of a comment."""
    return Receipt(part=part, id=number, url=f"{SITE}/{number}", at=at, extra={"kind": COMMENT})


def is_comment(receipt: Receipt) -> bool:
    """Whether a receipt is of a comment."""
    return receipt.extra.get("kind") == COMMENT


def is_video(receipt: Receipt) -> bool:
    """Whether a receipt is of a video."""
    return receipt.extra.get("kind") == VIDEO


def number_in(url: str) -> str | None:
    """Return the number of the post at an address that a person gave, None when the address does not hold it."""
    found = next((match for pattern in _NUMBERED if (match := pattern.search(url))), None)
    return f"{found['page']}_{found['post']}" if found else None
