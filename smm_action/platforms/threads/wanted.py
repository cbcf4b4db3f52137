"""What a part becomes on Threads: a container of text, of one medium, or a carousel."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from smm_action.model.delivery import Rejected
from smm_action.model.payload import Medium, Part, Payload
from smm_action.model.post import EMPTY
from smm_action.platformkit.doors import Item, Wanted

_OPTIONS = ("reply_control", "topic_tag", "location_id")
"""Options that Threads takes under the same name, for the first part."""
_LINKS = 5
"""Different addresses of a post, since 22 December 2025
(https://developers.facebook.com/docs/threads/create-posts/text-attachments, read 2026-11-24)."""
_LETTERS = ("option_a", "option_b", "option_c", "option_d")


def refused(payload: Payload) -> Rejected | None:
    """Return why Threads would refuse the payload."""
    wants = (wanted(payload, part, EMPTY) for part in range(len(payload.parts)))
    return next((want for want in wants if isinstance(want, Rejected)), None)


def wanted(payload: Payload, part: int, place: Mapping[str, str]) -> Wanted | Rejected:
    """Return what part ``part`` becomes; ``place`` is what it answers and quotes, by Threads' own ids.

    https://developers.facebook.com/docs/threads/reference/publishing, read 2026-11-24.
    """
    sent = payload.parts[part]
    links = {facet.value for facet in sent.facets if facet.kind == "link"}
    if part == 0 and payload.card is not None:
        links.add(payload.card.url)
    if len(links) > _LINKS:
        return _no(f"more than {_LINKS} addresses", "some of them")
    fields: dict[str, str] = {"text": sent.text} if sent.text else {}
    if part == 0:
        extra = _first(payload, sent)
        if isinstance(extra, Rejected):
            return extra
        fields |= extra
    fields |= place
    return Wanted(fields=fields, items=tuple(map(_item, sent.media)), text={"media_type": "TEXT"})


def _first(payload: Payload, sent: Part) -> dict[str, str] | Rejected:
    options = payload.options
    fields = {name: str(options[name]) for name in _OPTIONS if options.get(name)}
    countries = options.get("countries")
    if countries:
        fields["allowlisted_country_codes"] = ",".join(countries)
    if options.get("ghost"):
        fields["is_ghost_post"] = "true"
    if sent.media:
        if options.get("spoiler"):
            fields["is_spoiler_media"] = "true"
        return fields if payload.poll is None else _no("a poll and media", "the media, or the poll")
    if payload.poll is not None:
        if payload.card is not None:
            return _no("a poll and a link card", "`link:`, or write the address into the text")
        options_by_letter = dict(zip(_LETTERS, payload.poll.options, strict=False))
        fields["poll_attachment"] = json.dumps(options_by_letter, ensure_ascii=False)
    if payload.card is not None:
        fields["link_attachment"] = payload.card.url
    return fields


def _item(medium: Medium) -> Item:
    kind = "VIDEO" if medium.kind == "video" else "IMAGE"
    said: dict[str, Any] = {"media_type": kind} | ({"alt_text": medium.alt} if medium.alt else {})
    return Item(url_field=f"{kind.lower()}_url", alone=said, among=said)


def _no(both: str, remedy: str) -> Rejected:
    return Rejected(reason=f"Nothing went out: a post on Threads can not have {both}. Take out {remedy}.", code="mixed")
