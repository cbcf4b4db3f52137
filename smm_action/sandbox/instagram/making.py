"""Containers of Instagram: what is refused, and what a post is made of."""

from __future__ import annotations

import re
from typing import Any

from smm_action.model.media import MediaFacts
from smm_action.sandbox.call import Call, Reply
from smm_action.sandbox.graph.answers import invalid
from smm_action.sandbox.instagram.site import SITE
from smm_action.sandbox.store import Resident

LONGEST, TAGS, NAMES, ALT = 2200, 30, 20, 1000
MOST = 10
IMAGE_BYTES = 8 * 1024 * 1024
TALLEST, WIDEST = 0.8, 1.91
ROUNDING = 0.01


def make(call: Call) -> Reply:
    """Make a container of one medium, or of several."""
    mine = SITE.own(call)
    fields = call.fields
    kind = str(fields.get("media_type") or "IMAGE")
    caption = str(fields.get("caption") or "")
    _check_caption(caption)
    media = _children(call, mine) if kind == "CAROUSEL" else [_medium(call, mine, kind)]
    post = {
        "text": caption,
        "media": media,
        "story": kind == "STORIES",
        "ai": fields.get("is_ai_generated") == "true",
        "paid": fields.get("is_paid_partnership") == "true",
    }
    value: dict[str, Any] = {"post": post, "is_carousel_item": fields.get("is_carousel_item") == "true"}
    record = SITE.keep(call, mine, value, slow=any(one["kind"] == "VIDEO" for one in media))
    return Reply(json={"id": record.key})


def _check_caption(caption: str) -> None:
    many = len(re.findall(r"#\w", caption)) > TAGS or len(re.findall(r"@\w", caption)) > NAMES
    if len(caption) > LONGEST or many:
        raise invalid("The caption was too long", code=36004, subcode=2207010)


def _medium(call: Call, mine: Resident, kind: str) -> dict[str, Any]:
    fields = call.fields
    film = "video_url" in fields
    if kind not in {"IMAGE", "VIDEO", "REELS", "STORIES"} or (kind != "STORIES" and film == (kind == "IMAGE")):
        raise invalid("Unknown media type", subcode=2207023)
    if kind == "VIDEO" and fields.get("is_carousel_item") != "true":
        raise invalid("Unknown media type: films alone are REELS", subcode=2207023)
    url = str(fields.get("video_url") or fields.get("image_url") or "")
    if not url:
        raise invalid("(#100) The parameter image_url is required")
    copied = SITE.copied(call, mine, url)
    if copied is not None and not film:
        _check_picture(copied[1], story=kind == "STORIES")
    alt = str(fields.get("alt_text") or "")
    if len(alt) > ALT or (alt and film):
        raise invalid("(#100) Param alt_text is for pictures, and 1000 characters long at most")
    return {"kind": "VIDEO" if film else "IMAGE", "url": url, "alt": alt, "name": copied[0] if copied else ""}


def _check_picture(facts: MediaFacts, *, story: bool) -> None:
    if facts.mime != "image/jpeg" or facts.problem:
        raise invalid("The image format is not supported", code=36001, subcode=2207005)
    if facts.bytes > IMAGE_BYTES:
        raise invalid("The image size is too large", code=36000, subcode=2207004)
    ratio = facts.width / facts.height
    if not story and not TALLEST - ROUNDING <= ratio <= WIDEST + ROUNDING:
        raise invalid("The aspect ratio is not supported", code=36003, subcode=2207009)


def _children(call: Call, mine: Resident) -> list[dict[str, Any]]:
    numbers = [one for one in str(call.fields.get("children") or "").split(",") if one]
    if not 2 <= len(numbers) <= MOST:
        raise invalid("A carousel takes 2 to 10 items", subcode=2207028)
    found = [SITE.container(call, mine, number) for number in numbers]
    children = [one for one in found if one is not None and one.value["is_carousel_item"]]
    if len(children) != len(numbers):
        raise invalid("Media ID is not available", code=24, subcode=2207006)
    return [child.value["post"]["media"][0] for child in children]
