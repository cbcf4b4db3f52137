"""Which freeze stops a delivery."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from smm_action.model.freeze import Freeze, Subject
from smm_action.model.post import Post
from smm_action.model.project import Account


def freeze_over(post: Post, account: Account, freezes: Iterable[Freeze], now: datetime) -> Freeze | None:
    """Return the first freeze that stops ``post`` on ``account`` at ``now``, or None."""
    subject = subject_of(post, account)
    return next((freeze for freeze in freezes if freeze.covers(subject, now)), None)


def subject_of(post: Post, account: Account) -> Subject:
    """Return what a freeze looks at in the delivery of ``post`` to ``account``."""
    tags = post.variant(account.name, account.platform).tags
    return Subject(
        brand=post.brand,
        post=post.id,
        account=account.name,
        platform=account.platform,
        campaign=post.campaign,
        tags=post.tags if tags is None else tags,
    )
