"""Uploads, and whatever else of a part needs the network before its record can be written."""

from __future__ import annotations

from typing import Any

from smm_action.core.http import Lost, NotSent
from smm_action.model.delivery import Rejected
from smm_action.model.payload import Facet, LinkCard, Sealed
from smm_action.platformkit.base import Blobs, Prepared, Session
from smm_action.platformkit.errors import Refusal, unreached
from smm_action.platformkit.uploads import sealed_bytes
from smm_action.platforms.bluesky.calls import read, read_object, refusal
from smm_action.platforms.bluesky.card import CARD

MAX_THUMB_BYTES = 1_000_000
"""app.bsky.embed.external#external.thumb, atproto d6296a1 of 2026-08-20."""
UNRESOLVED = ""
"""The DID of a handle nobody has."""


def prepare_part(session: Session, sealed: Sealed, part: int, blobs: Blobs) -> Prepared | Refusal:
    """Upload the part's images and the card's thumbnail, and look up who is mentioned."""
    if sealed.payload.visibility != "public":
        return Rejected(reason=f"Bluesky has no visibility but public, not {sealed.payload.visibility}", code="public")
    if not sealed.payload.parts:
        return Prepared()
    images = _images(session, sealed, part, blobs)
    if not isinstance(images, list):
        return images
    mentioned = _mentioned(session, sealed.payload.parts[part].facets)
    if not isinstance(mentioned, dict):
        return mentioned
    data: dict[str, Any] = {"images": images, "dids": mentioned}
    card = sealed.payload.card
    if card is not None and card.image is not None and part == 0:
        thumb = _thumbnail(session, card, blobs)
        if not isinstance(thumb, dict):
            return thumb
        data["thumb"] = thumb
    return Prepared(data=data)


def _images(session: Session, sealed: Sealed, part: int, blobs: Blobs) -> list[dict[str, Any]] | Refusal:
    made: list[dict[str, Any]] = []
    for medium in sealed.payload.parts[part].media:
        data = sealed_bytes(sealed, medium, blobs, CARD.media.max_image_bytes)
        if isinstance(data, Rejected):
            return data
        blob = _upload(session, data, medium.mime)
        if not isinstance(blob, dict):
            return blob
        made.append(blob)
    return made


def _thumbnail(session: Session, card: LinkCard, blobs: Blobs) -> dict[str, Any] | Refusal:
    try:
        data = blobs(card.image or "")
    except KeyError:
        return Rejected(reason="the link card's image is not among the sealed files", code="media-not-sealed")
    if len(data) > MAX_THUMB_BYTES:
        return Rejected(
            reason=f"the link card's image has {len(data)} bytes, the limit is {MAX_THUMB_BYTES}",
            code="media-too-large",
        )
    return _upload(session, data, card.image_mime or "image/jpeg")


def _upload(session: Session, data: bytes, mime: str) -> dict[str, Any] | Refusal:
    """Return the blob reference; the server names a blob by its bytes, so a repeat changes nothing."""
    try:
        answer = read(session, "POST", "com.atproto.repo.uploadBlob", headers={"content-type": mime}, content=data)
    except (NotSent, Lost) as error:
        return unreached(error)
    body = answer.json()
    blob = body.get("blob") if isinstance(body, dict) else None
    if answer.status != 200 or not isinstance(blob, dict):
        return refusal(session, answer)
    # Only what a record needs, so that a server can not put more into what was reviewed.
    return {name: blob.get(name) for name in ("$type", "ref", "mimeType", "size")}


def _mentioned(session: Session, facets: tuple[Facet, ...]) -> dict[str, str] | Refusal:
    """Return the DID of every handle that is mentioned, ``UNRESOLVED`` for one that nobody has."""
    handles = sorted({facet.value.lower() for facet in facets if facet.kind == "mention"})
    found: dict[str, str] = {}
    for handle in handles:
        answer = read_object(session, "com.atproto.identity.resolveHandle", params={"handle": handle})
        match answer:
            case dict():
                did = answer.get("did")
                found[handle] = did if isinstance(did, str) and did.startswith("did:") else UNRESOLVED
            case Rejected():
                found[handle] = UNRESOLVED
            case _:
                return answer
    return found
