"""What X does not take together.

https://docs.x.com/x-api/posts/create-post for media, polls and quotes, /manage-tweets/integrate for cashtags; read
2026-11-24.
"""

from __future__ import annotations

import re

from smm_action.model.delivery import Rejected
from smm_action.model.payload import Payload

_CASHTAG = re.compile(r"(?<!\S)\$[A-Za-z]{1,6}(?:[._][A-Za-z]{1,2})?(?![\w$])")
"""As twitter-text finds them: after a space, six letters at most."""


def refused(payload: Payload) -> Rejected | None:
    """Return why X would refuse a delivery whatever its words are, None when nothing speaks against it."""
    kinds = [medium.kind for part in payload.parts[:1] for medium in part.media]
    if len(kinds) > 1 and "gif" in kinds:
        return _no("X takes one animated GIF alone, not beside other media")
    together = [
        name for name, there in (("media", kinds), ("a poll", payload.poll), ("a quote", payload.quote)) if there
    ]
    if len(together) > 1:
        return _no(f"X does not take {' and '.join(together)} in one post")
    for number, part in enumerate(payload.parts):
        found = _CASHTAG.findall(part.text)
        if len(found) > 1:
            which = f"part {number + 1} has" if len(payload.parts) > 1 else "the text has"
            return _no(f"X takes one cashtag in a post, and {which} {len(found)}: {', '.join(found)}")
    return None


def _no(why: str) -> Rejected:
    return Rejected(reason=f"Nothing went out: {why}. Leave one of them out for this account", code="combination")
