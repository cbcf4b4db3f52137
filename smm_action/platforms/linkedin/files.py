"""The files of a part, and how LinkedIn calls their kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from smm_action.model.payload import Medium, Payload

Kind = Literal["images", "videos", "documents"]
PDF = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file to upload."""

    kind: Kind
    medium: Medium


def files_of(payload: Payload, part: int) -> tuple[File, ...]:
    """Return what part ``part`` uploads: its media, or the picture of its link card."""
    if not payload.parts or payload.parts[part].role == "comment":
        return ()
    media = payload.parts[part].media
    if media:
        return tuple(File(kind=_kind(medium), medium=medium) for medium in media)
    card = payload.card
    if part > 0 or card is None or card.image is None:
        return ()
    thumbnail = Medium(
        path="the picture of the link",
        sha256=card.image,
        rule="none",
        kind="image",
        mime=card.image_mime,
        width=0,
        height=0,
        bytes=0,
    )
    return (File(kind="images", medium=thumbnail),)


def _kind(medium: Medium) -> Kind:
    if medium.kind == "video":
        return "videos"
    return "documents" if medium.mime == PDF else "images"
