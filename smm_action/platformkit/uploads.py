"""The bytes of a part's media, as they were sealed."""

from __future__ import annotations

from smm_action.model.delivery import Rejected
from smm_action.model.payload import Medium, Sealed
from smm_action.platformkit.base import Blobs

EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/heic": "heic",
    "image/heif": "heif",
    "image/avif": "avif",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "video/quicktime": "mov",
}
"""MIME type → the usual ending of a file's name."""


def extension(mime: str) -> str:
    """Return the file name ending for ``mime``, ``bin`` for one we do not know."""
    return EXTENSIONS.get(mime, "bin")


def sealed_bytes(sealed: Sealed, medium: Medium, blobs: Blobs, limit: int | None) -> bytes | Rejected:
    """Return what to send for ``medium``; Rejected when the seal does not hold it or it is over ``limit`` bytes."""
    try:
        data = blobs(sealed.blobs.get(medium.sha256, medium.sha256))
    except KeyError:
        return Rejected(reason=f"{medium.path} is not among the sealed files", code="media-not-sealed")
    if limit is not None and len(data) > limit:
        return Rejected(reason=f"{medium.path} has {len(data)} bytes, the limit is {limit}", code="media-too-large")
    return data


def public_name(medium: Medium) -> str:
    """Return the file name to tell a server: the digest, because the author's name may be nobody's business."""
    return f"{medium.sha256[:16]}.{extension(medium.mime)}"
