"""Containers of Threads: what is refused, and what a post is made of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from smm_action.model.media import MediaFacts
from smm_action.platforms.threads.length import threads_length
from smm_action.sandbox.call import Call, Reply
from smm_action.sandbox.graph.answers import invalid
from smm_action.sandbox.store import Relation, Resident
from smm_action.sandbox.threads.site import SITE

LONGEST, POLL_OPTION = 500, 25
MOST = 20
CONTROLS = frozenset({"everyone", "accounts_you_follow", "mentioned_only", "parent_post_author_only", "followers_only"})
IMAGE_TYPES = frozenset({"image/jpeg", "image/png"})
IMAGE_BYTES = 8 * 1024 * 1024


def make(call: Call) -> Reply:
    """Make a container of a text, of one medium, or of several."""
    mine = SITE.own(call)
    fields = call.fields
    kind = str(fields.get("media_type") or "")
    if fields.get("auto_publish_text"):
        raise invalid("The sandbox does not publish at once: there would be nothing to ask")
    text = str(fields.get("text") or "")
    if threads_length(text) > LONGEST:
        raise invalid(f"(#100) Param text must be at most {LONGEST} characters long.")
    media = _media(call, mine, kind)
    post = {"text": text, "media": media, **_extras(call, kind)}
    child = str(fields.get("is_carousel_item") or "") == "true"
    if not child and not text and not media and not post["link"] and not post["poll"]:
        raise invalid("(#100) The parameter text is required for TEXT posts")
    value: dict[str, Any] = {"post": post, "is_carousel_item": child}
    record = SITE.keep(call, mine, value, slow=kind == "VIDEO")
    return Reply(json={"id": record.key})


def links(post: Mapping[str, Any]) -> list[tuple[Relation, str]]:
    """Return what a post points at."""
    pairs: tuple[tuple[Relation, str], ...] = (("reply", "reply_to"), ("quote", "quotes"), ("repost", "reposts"))
    return [(relation, str(post[name])) for relation, name in pairs if post.get(name)]


def _media(call: Call, mine: Resident, kind: str) -> list[dict[str, Any]]:
    match kind:
        case "TEXT":
            return []
        case "IMAGE" | "VIDEO":
            return [_medium(call, mine, kind)]
        case "CAROUSEL":
            return _children(call, mine)
        case _:
            raise invalid("(#100) Param media_type must be one of {TEXT, IMAGE, VIDEO, CAROUSEL}")


def _medium(call: Call, mine: Resident, kind: str) -> dict[str, Any]:
    url = str(call.fields.get(f"{kind.lower()}_url") or "")
    copied = SITE.copied(call, mine, url)
    if copied is not None and kind == "IMAGE":
        _check(copied[1])
    alt = str(call.fields.get("alt_text") or "")
    return {"kind": kind, "url": url, "alt": alt, "name": copied[0] if copied else ""}


def _check(facts: MediaFacts) -> None:
    if facts.mime not in IMAGE_TYPES or facts.problem:
        raise invalid("The image format is not supported", code=36001, subcode=2207005)
    if facts.bytes > IMAGE_BYTES:
        raise invalid("The image size is too large", code=36000, subcode=2207004)


def _children(call: Call, mine: Resident) -> list[dict[str, Any]]:
    numbers = [one for one in str(call.fields.get("children") or "").split(",") if one]
    if not 2 <= len(numbers) <= MOST:
        raise invalid(f"(#100) A carousel takes 2 to {MOST} items", subcode=2207028)
    found = [SITE.container(call, mine, number) for number in numbers]
    children = [one for one in found if one is not None and one.value["is_carousel_item"]]
    if len(children) != len(numbers):
        raise invalid("Media ID is not available", code=24, subcode=2207006)
    return [child.value["post"]["media"][0] for child in children]


def _extras(call: Call, kind: str) -> dict[str, Any]:
    """Return what a post says beside its words and media, or refuse it."""
    fields = call.fields
    control = str(fields.get("reply_control") or "everyone")
    if control not in CONTROLS:
        raise invalid("(#100) Param reply_control is not valid")
    link, poll = str(fields.get("link_attachment") or ""), _poll(fields.get("poll_attachment"))
    if (link or poll) and kind != "TEXT":
        raise invalid("(#100) Links and polls are for text-only posts")
    if link and poll:
        raise invalid("(#100) A link and a poll exclude each other")
    return {
        "link": link,
        "poll": poll,
        "control": control,
        "topic": str(fields.get("topic_tag") or ""),
        "reply_to": _existing(call, "reply_to_id"),
        "quotes": _existing(call, "quote_post_id"),
    }


def _poll(given: Any) -> dict[str, str]:
    if not given:
        return {}
    try:
        held = json.loads(str(given))
    except ValueError:
        raise invalid("(#100) Param poll_attachment must be a JSON object") from None
    options = [held.get(f"option_{letter}") for letter in "abcd"]
    known = [one for one in options if one]
    if len(known) < 2 or any(not isinstance(one, str) or len(one) > POLL_OPTION for one in known):
        raise invalid(f"(#100) A poll has 2 to 4 options of at most {POLL_OPTION} characters")
    poll: dict[str, str] = held
    return poll


def _existing(call: Call, name: str) -> str:
    number = str(call.fields.get(name) or "")
    if number and call.store.find(SITE.platform, SITE.collection, number) is None:
        raise invalid("The requested resource does not exist", code=24, subcode=4279009)
    return number
