"""Digests that say whether two payloads are the same thing to a reader.

The content digest counts what a reader gets and nothing the tool derives (lengths, limits, facets, MIME
types, encoded bytes), so a newer tool or encoder does not change it. The schedule has a digest of its own:
a reschedule is not a new text.
"""

from __future__ import annotations

import hashlib
from typing import Any

from smm_action.model.codec import canonical, encode
from smm_action.model.ids import Digest
from smm_action.model.payload import Medium, Part, Payload
from smm_action.model.post import Post, When

_READER_SEES = (
    "reply_to", "quote", "repost", "poll", "language", "visibility", "content_warning", "title", "options",
)  # fmt: skip


def content_digest(payload: Payload) -> Digest:
    """Return the sha256 over account, parts, media (original bytes and rule), card URL, targets and options.

    Post id and revision do not count: equal content under a new id is found by ``duplicate-text``.
    """
    seen: dict[str, Any] = {name: encode(getattr(payload, name)) for name in _READER_SEES}
    if payload.disclosure is not None:
        # left out where there is none: the digest of what went out before the flag was known stays
        seen["disclosure"] = payload.disclosure
    seen["account"] = payload.account
    seen["platform"] = payload.platform
    seen["card"] = payload.card.url if payload.card else None
    seen["parts"] = [_part(part) for part in payload.parts]
    return _sha256(seen)


def schedule_digest(post: Post, when: When | None) -> Digest:
    """Return the sha256 over the time and the late policy."""
    max_late = None if post.max_late is None else int(post.max_late.total_seconds())
    not_after = None if post.not_after is None else post.not_after.isoformat()
    instant = when.instant.isoformat() if when is not None and when.instant is not None else None
    asap = when is not None and when.asap
    return _sha256([asap, instant, post.late, max_late, not_after])


def _part(part: Part) -> dict[str, Any]:
    return {"text": part.text, "media": [_medium(medium) for medium in part.media]}


def _medium(medium: Medium) -> dict[str, Any]:
    return {"sha256": medium.sha256, "rule": medium.rule, "alt": medium.alt, "focus": encode(medium.focus)}


def _sha256(document: Any) -> Digest:
    return Digest(hashlib.sha256(canonical(document)).hexdigest())
