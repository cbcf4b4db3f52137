"""What a plan has to know of the ledger, so that the rest need not be read. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from smm_action.ledger.selective import Needs
from smm_action.ledger.summary import Post as Name
from smm_action.model.card import Card
from smm_action.model.ids import PostId
from smm_action.model.post import Post
from smm_action.model.project import Project
from smm_action.plan.conditions import PREFIX

MONTH = timedelta(days=31)
"""A budget is a calendar month's, and pays for counting posts that went out before it, too."""


def needs(project: Project, cards: Mapping[str, Card], now: datetime, *, counted: timedelta = timedelta()) -> Needs:
    """Return the posts of ``project`` and those that they name, and how far back quotas look.

    ``counted`` is how long a post is counted after it went out.
    """
    quotas = [card.quota for card in cards.values() if card.quota is not None]
    back = max([counted, *(max(quota.per, quota.gap) for quota in quotas)])
    if any(brand.policy.budget for brand in project.brands.values()):
        back = max(back, MONTH + counted)
    return Needs(posts=frozenset(_names(project)), since=now - back)


def _names(project: Project) -> Iterator[Name]:
    for post in project.posts:
        yield post.brand, post.id
        yield from ((post.brand, PostId(target.removeprefix(PREFIX))) for target in _targets(post))


def _targets(post: Post) -> Iterator[str]:
    if post.after is not None:
        yield post.after
    yield from (target for target in (post.reply_to, post.quote, post.repost) if target and target.startswith(PREFIX))
