"""Addresses of posts and the ids in them."""

from __future__ import annotations

import re

from smm_action.model.delivery import Rejected
from smm_action.platforms.x.card import CARD

_STATUS = re.compile(r"/status/(\d{1,19})")


def post_id(url: str) -> str | Rejected:
    """Return the id of the post at ``url``; nothing is asked, it stands in the address."""
    found = _STATUS.search(url) if re.fullmatch(CARD.post_url, re.split(r"[?#]", url, maxsplit=1)[0]) else None
    if found is None:
        return Rejected(
            reason=f"Nothing went out: {url} is no address of a post on X; it looks like https://x.com/NAME/status/NUMBER.",
            code="target",
        )
    return found[1]


def post_url(handle: str, post: str) -> str:
    """Return where a post is shown; ``i`` stands for an account whose name is not known."""
    return f"https://x.com/{handle or 'i'}/status/{post}"
