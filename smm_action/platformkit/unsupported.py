"""What a post asks for and a platform does not have: said, never silently dropped."""

from __future__ import annotations

from collections.abc import Sequence

from smm_action.model.card import Card, Feature
from smm_action.model.payload import Medium
from smm_action.model.post import Post
from smm_action.model.project import Account
from smm_action.platformkit.problem import Problem

_MEDIA: dict[str, tuple[Feature, str]] = {
    "image": ("images", "images"),
    "gif": ("gif", "animated images"),
    "video": ("video", "videos"),
    "audio": ("video", "sound files"),
    "other": ("images", "files of this kind"),
}
_VISIBILITIES = {
    "unlisted": "unlisted posts",
    "followers": "followers-only posts",
    "direct": "posts for the mentioned people alone",
}


def unsupported(post: Post, card: Card, parts: int, media: Sequence[Medium], account: Account) -> tuple[Problem, ...]:
    """Return a problem for each thing that ``card`` lacks; ``parts`` is how many parts the body has."""
    wanted: tuple[tuple[bool, Feature, str, str], ...] = (
        (parts > 1, "threads", "threads", "the lines of dashes (`---`)"),
        (post.first_comment is not None, "first_comment", "first comments", "first_comment"),
        (post.poll is not None, "polls", "polls", "poll"),
        (post.reply_to is not None, "reply", "replies to other posts", "reply_to"),
        (post.quote is not None, "quote", "quotes", "quote"),
        (post.repost is not None, "repost", "reposts", "repost"),
        (
            post.visibility not in {None, "public"},
            "visibility",
            _VISIBILITIES.get(post.visibility or "", ""),
            "visibility",
        ),
        (post.content_warning is not None, "content_warning", "content warnings", "content_warning"),
        (post.deliver == "platform", "schedule", "scheduler that is used here", "deliver"),
    )
    lacking = [
        _problem(card, account, what, key)
        for asked, feature, what, key in wanted
        if asked and feature not in card.features
    ]
    kinds = dict.fromkeys(_kind(medium) for medium in media if medium.mime)
    lacking += [_problem(card, account, what, "media") for feature, what in kinds if feature not in card.features]
    return tuple(lacking)


def _kind(medium: Medium) -> tuple[Feature, str]:
    return ("documents", "documents") if medium.mime == "application/pdf" else _MEDIA[medium.kind]


def _problem(card: Card, account: Account, what: str, key: str) -> Problem:
    named = key.isidentifier()
    out = f"{account.name} out of `platforms:`"
    if key == "visibility":
        # removing the key would show the post to everyone on every other account too
        lacking = f"{card.label} has no {what}: on {account.name} it would be public."
        message = f"{lacking} Take {out}, or write `visibility: public` if everyone may see it."
    else:
        lacking = f"{card.label} has no {what}, so {account.name} can not get this as it is."
        message = f"{lacking} Remove {f'`{key}:`' if named else key}, or take {out}."
    return Problem(rule="unsupported-feature", message=message, where=(key,) if named else None)
