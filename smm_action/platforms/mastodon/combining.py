"""What Mastodon does not take together.

``PostStatusService#validate_media!`` of https://github.com/mastodon/mastodon/blob/main/app/services/post_status_service.rb,
read 2026-11-24: a status with a poll may have no media, and the answer is 422.
"""

from __future__ import annotations

from smm_action.model.delivery import Rejected
from smm_action.model.payload import Payload


def refused(payload: Payload) -> Rejected | None:
    """Return why the server would refuse a delivery whatever its words are, None when nothing speaks against it."""
    if payload.poll is not None and payload.media:
        reason = "Nothing went out: Mastodon takes no media beside a poll. Make two posts"
        return Rejected(reason=reason, code="combination")
    return None
