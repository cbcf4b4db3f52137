"""What a post asks for and a platform does not have: said, never silently dropped."""

from __future__ import annotations

from smm_action.model.card import Card, Feature
from smm_action.model.post import Post
from smm_action.model.project import Account
from smm_action.platformkit.problem import Problem


def unsupported(post: Post, card: Card, parts: int, account: Account) -> tuple[Problem, ...]:
    """Return a problem for each thing that ``card`` lacks."""
    wanted: tuple[tuple[bool, Feature, str, str], ...] = (
        (parts > 1, "threads", "threads", "thread"),
        (post.poll is not None, "polls", "polls", "poll"),
        (post.reply_to is not None, "reply", "replies to other posts", "reply_to"),
        (post.quote is not None, "quote", "quotes", "quote"),
        (post.repost is not None, "repost", "reposts", "repost"),
        (post.visibility != "public", "visibility", f"posts that are {post.visibility}", "visibility"),
        (post.content_warning is not None, "content_warning", "content warnings", "content_warning"),
    )
    return tuple(
        Problem(
            rule="unsupported-feature",
            message=f"{card.label} has no {what}, so {account.name} can not get this as it is. "
            f"Remove `{key}:`, or take {account.name} out of `platforms:`.",
            where=(key,),
        )
        for asked, feature, what, key in wanted
        if asked and feature not in card.features
    )
