"""Take location metadata out of images without touching a pixel: bytes are dropped, nothing is encoded again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from smm_action.core.errors import SmmError
from smm_action.media import gif, jpeg, png, webp
from smm_action.media.draft import Broken
from smm_action.model.media import MediaFacts

RULE = "strip-location/1"
"""Name of what is done here; it is counted in the content digest, so a change of behaviour takes a new name."""

Strip = Callable[[bytes, int], bytes]
_STRIPS: Mapping[str, Strip] = MappingProxyType(
    {"image/jpeg": jpeg.strip, "image/png": png.strip, "image/gif": gif.strip, "image/webp": webp.strip}
)


def strip_location(data: bytes, facts: MediaFacts) -> bytes:
    """Return ``data`` without the metadata that may say where (or by whom) it was taken.

    JPEG, PNG, GIF and WebP lose EXIF, XMP, IPTC, texts, comments and whatever follows the image's end (a
    location has too many hiding places to be picked out), and keep pixels, colour profile, orientation and
    animation. Anything else comes back unchanged, as long as no location was found in it.

    Raises:
        SmmError: the file is broken, or it holds a location in a format that can not be stripped here.
    """
    if facts.problem is not None:
        raise SmmError("A media file can not be sent.", f"The file is not sound: {facts.problem}.", "Replace it.")
    strip = _STRIPS.get(facts.mime)
    if strip is not None:
        try:
            return strip(data, facts.orientation)
        except Broken as fault:
            raise SmmError("A media file can not be sent.", f"The file is not sound: {fault}.", "Replace it.") from None
    if facts.has_location:
        raise SmmError(
            f"A media file ({facts.mime}) says where it was taken.",
            "Its location can not be taken out of this format without encoding it again.",
            "Export it without location (`exiftool -gps:all= -xmp:all= FILE`), or as JPEG, PNG or WebP.",
        )
    return data
