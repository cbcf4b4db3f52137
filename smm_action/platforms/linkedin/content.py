"""The JSON of a post: its text, its one content (files, link or poll), and what it reshares."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

from smm_action.model.delivery import Rejected
from smm_action.model.payload import LinkCard, Medium, Payload, PollPayload
from smm_action.platforms.linkedin.little import commentary, mentions

VISIBILITIES = {"public": "PUBLIC", "connections": "CONNECTIONS", "logged-in": "LOGGED_IN"}
"""The option ``visibility`` → LinkedIn's word."""
DURATIONS = {
    timedelta(days=1): "ONE_DAY",
    timedelta(days=3): "THREE_DAYS",
    timedelta(days=7): "SEVEN_DAYS",
    timedelta(days=14): "FOURTEEN_DAYS",
}
QUESTION = 140
"""Characters of a poll's question (poll-post-api, read 2026-11-24)."""
TITLE, DESCRIPTION = 400, 4086
"""Characters of a link's title and description (posts-api, read 2026-11-24)."""


def refused(payload: Payload) -> Rejected | None:
    """Return why LinkedIn can not show the post as it is, None when it can. Looked at before anything is sent."""
    quoted = payload.quote is not None or payload.repost is not None
    media = payload.media
    asked = [name for name, held in _contents(payload) if held]
    if len(asked) > 1 or (asked and quoted):
        both = " and ".join([*asked, *(["a reshared post"] if quoted else [])])
        return _no(f"a post shows one of files, a link, a poll or a reshared post, and this one has {both}", "contents")
    if len(media) > 1 and any(medium.kind not in {"image", "gif"} for medium in media):
        return _no("a video or a document stands alone in a post", "mixing")
    if any(part.role == "comment" and mentions(part.facets) for part in payload.parts):
        return _no("a comment that an app writes mentions nobody; write the name without `@{…}`", "comment-mention")
    if payload.poll is not None:
        return _poll_refused(payload, payload.poll)
    return None


def post_body(payload: Payload, author: str, urns: Sequence[str], parent: str | None) -> dict[str, Any]:
    """Return the body of ``POST /rest/posts``; ``urns`` are the uploaded files, ``parent`` the reshared post."""
    part = payload.parts[0] if payload.parts else None
    body: dict[str, Any] = {
        "author": author,
        "commentary": commentary(part.text, part.facets) if part else "",
        "visibility": VISIBILITIES[payload.options.get("visibility", "public")],
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": bool(payload.options.get("no_reshare", False)),
    }
    content = _content(payload, part.media if part else (), urns)
    if content:
        body["content"] = content
    if parent is not None:
        body["reshareContext"] = {"parent": parent}
    return body


def mark(payload: Payload) -> str:
    """Return what an edit can not change, as a mark to be kept in the receipt: ``text``, or a digest."""
    poll = payload.poll
    held = [
        [[medium.sha256, medium.alt] for medium in payload.media],
        payload.card.url if payload.card else None,
        [list(poll.options), poll.duration.total_seconds(), question_of(payload)] if poll else None,
        payload.options.get("title") if payload.media else None,
        payload.quote,
        payload.repost,
    ]
    return hashlib.sha256(json.dumps(held).encode()).hexdigest()[:16] if any(held) else "text"


def _contents(payload: Payload) -> tuple[tuple[str, bool], ...]:
    return (("files", bool(payload.media)), ("a link", payload.card is not None), ("a poll", payload.poll is not None))


def _content(payload: Payload, media: Sequence[Medium], urns: Sequence[str]) -> dict[str, Any]:
    if payload.poll is not None:
        return {"poll": _poll(payload, payload.poll)}
    if payload.card is not None:
        return {"article": _article(payload.card, urns)}
    if len(media) > 1:
        images = [{"id": urn, **_alt(medium)} for urn, medium in zip(urns, media, strict=True)]
        return {"multiImage": {"images": images}}
    if media:
        return {"media": {"id": urns[0], **_title(payload, media[0]), **_alt(media[0])}}
    return {}


def _alt(medium: Medium) -> dict[str, str]:
    return {"altText": medium.alt} if medium.alt else {}


def _title(payload: Payload, medium: Medium) -> dict[str, str]:
    """A document is shown with its title; the file's name is the one it has when nobody gave another."""
    title = payload.options.get("title")
    if medium.kind in {"image", "gif"}:
        return {}
    if title:
        return {"title": str(title)}
    return {} if medium.kind == "video" else {"title": PurePosixPath(medium.path).name}


def _article(card: LinkCard, urns: Sequence[str]) -> dict[str, Any]:
    article = {"source": card.url, "title": _short(card.title or card.url, TITLE)}
    if card.description:
        article["description"] = _short(card.description, DESCRIPTION)
    return article | ({"thumbnail": urns[0]} if urns else {})


def _short(text: str, limit: int) -> str:
    """What a foreign page says of itself is no text of the author's: it is cut where LinkedIn would refuse it."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _poll(payload: Payload, poll: PollPayload) -> dict[str, Any]:
    return {
        "question": question_of(payload),
        "options": [{"text": option} for option in poll.options],
        "settings": {"duration": DURATIONS[poll.duration]},
    }


def question_of(payload: Payload) -> str:
    """Return a poll's question: the option ``question``, else the text."""
    return str(payload.options.get("question") or (payload.parts[0].text if payload.parts else ""))


def _poll_refused(payload: Payload, poll: PollPayload) -> Rejected | None:
    if poll.duration not in DURATIONS:
        return _no("a poll runs for 1d, 3d, 7d or 14d", "poll-duration")
    if poll.multiple:
        return _no("a poll takes one answer from each person; remove `multiple:`", "poll-multiple")
    if len(question_of(payload)) > QUESTION:
        return _no(
            f"a poll's question has at most {QUESTION} characters; write a short one under"
            f" `variants.{payload.account}.options.question`",
            "poll-question",
        )
    return None


def _no(why: str, code: str) -> Rejected:
    return Rejected(reason=f"Nothing went out: on LinkedIn {why}.", code=code)
