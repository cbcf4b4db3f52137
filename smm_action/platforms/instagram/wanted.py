"""What a post becomes on Instagram: a picture, a reel, a carousel or a story."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from smm_action.model.delivery import Rejected
from smm_action.model.payload import Medium, Payload
from smm_action.platformkit.doors import Item, Wanted

MOST = 10
"""Media of a carousel (https://developers.facebook.com/docs/instagram-platform/content-publishing, read 2026-11-24)."""
_EVERYWHERE = ("location_id",)
_REEL = ("thumb_offset", "cover_url", "audio_name")
"""Options that Instagram takes under the same name."""


def refused(payload: Payload) -> Rejected | None:
    """Return why Instagram would refuse the payload whatever token sends it; the number of media is the card's."""
    if not 1 <= len(payload.media) <= MOST:
        return None
    want = wanted(payload, page_login=True)
    return want if isinstance(want, Rejected) else None


def wanted(payload: Payload, *, page_login: bool) -> Wanted | Rejected:
    """Return what the post becomes. ``page_login``: through graph.facebook.com, which alone takes partnerships.

    https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media and, for the
    AI label, https://developers.facebook.com/docs/instagram-platform/changelog (22 June 2026), read 2026-11-24.
    """
    media, text = payload.media, payload.parts[0].text
    if not 1 <= len(media) <= MOST:
        return Rejected(
            reason=f"Nothing went out: Instagram takes 1 to {MOST} pictures and films, not {len(media)}.",
            code="media",
        )
    if payload.options.get("story"):
        return _story(payload, media)
    disclosed = _disclosed(payload, page_login=page_login)
    if isinstance(disclosed, Rejected):
        return disclosed
    fields = {"caption": text} if text else {}
    fields |= {name: str(payload.options[name]) for name in _EVERYWHERE if payload.options.get(name)}
    fields |= _listed("collaborators", payload.options.get("collaborators"))
    fields |= disclosed
    if len(media) == 1 and _is_film(media[0]):
        fields |= _reel(payload.options)
    tags = _tags(payload.options, len(media))
    items = tuple(_item(medium, tags.get(number, [])) for number, medium in enumerate(media, 1))
    return Wanted(fields=fields, items=items)


def _item(medium: Medium, tags: list[Any]) -> Item:
    """Reels and children that are films have no alt text."""
    if _is_film(medium):
        said = _listed("user_tags", [{"username": tag["username"]} for tag in tags])
        return Item(url_field="video_url", alone={"media_type": "REELS", **said}, among={"media_type": "VIDEO", **said})
    said = _listed("user_tags", tags) | ({"alt_text": medium.alt} if medium.alt else {})
    return Item(url_field="image_url", alone=said, among=said)


def _story(payload: Payload, media: tuple[Medium, ...]) -> Wanted | Rejected:
    if payload.parts[0].text:
        return _no("shows no text", "Put the words into the picture, and leave this account's text empty")
    if len(media) > 1:
        return _no("has one picture or film", "Make one post for each")
    item = Item(
        url_field="video_url" if _is_film(media[0]) else "image_url",
        alone={"media_type": "STORIES", **_listed("user_tags", _tags(payload.options, 1).get(1))},
    )
    return Wanted(fields={"is_ai_generated": "true"} if payload.disclosure == "ai" else {}, items=(item,))


def _reel(options: Mapping[str, Any]) -> dict[str, str]:
    fields = {name: str(options[name]) for name in _REEL if options.get(name) is not None}
    if "share_to_feed" in options:
        fields["share_to_feed"] = "true" if options["share_to_feed"] else "false"
    return fields


def _disclosed(payload: Payload, *, page_login: bool) -> dict[str, str] | Rejected:
    match payload.disclosure:
        case "ai":
            return {"is_ai_generated": "true"}
        case "paid" if page_login:
            return {"is_paid_partnership": "true"} | _listed(
                "branded_content_sponsor_ids", payload.options.get("sponsor_ids")
            )
        case "paid":
            return Rejected(
                reason="Nothing went out: Instagram takes the paid partnership label with the token of a Facebook Page"
                " alone. Set that token, or write the label into the caption and remove `disclosure:`.",
                code="partnership",
            )
        case _:
            return {}


def _tags(options: Mapping[str, Any], count: int) -> dict[int, list[Any]]:
    """Return the accounts tagged in each medium, by its number from 1."""
    tags: dict[int, list[Any]] = {}
    for tag in options.get("user_tags") or ():
        said = {name: tag[name] for name in ("username", "x", "y") if name in tag}
        tags.setdefault(min(int(tag.get("medium", 1)), count), []).append(said)
    return tags


def _listed(name: str, values: Any) -> dict[str, str]:
    return {name: json.dumps(list(values), ensure_ascii=False)} if values else {}


def _is_film(medium: Medium) -> bool:
    return medium.kind == "video"


def _no(what: str, remedy: str) -> Rejected:
    return Rejected(reason=f"Nothing went out: a story on Instagram {what}. {remedy}.", code="story")
