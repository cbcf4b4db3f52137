"""Whether a text block (XMP, a PNG text chunk, a comment) holds coordinates."""

from __future__ import annotations

import re

from smm_action.media.tiff import EXIF, read_exif

_PLACE = re.compile(rb"GPS(?:Dest)?(?:L(?:at|ong)itude|Altitude|AreaInformation|ProcessingMethod)|<georss:|geo:lat")
_QUICKTIME = (b"\xa9xyz", b"location.ISO6709", b"loci\x00\x00\x00\x00")
_MAX_BLOCKS = 64
"""EXIF blocks looked at in data appended to a file; a burst shot has some ten."""


def names_a_place(text: bytes) -> bool:
    """Whether XMP, in UTF-8 or UTF-16, has a property that holds coordinates."""
    return _PLACE.search(text) is not None or (b"G\x00P\x00S\x00" in text or b"\x00G\x00P\x00S" in text)


def hides_a_place(appended: bytes) -> bool:
    """Whether bytes after an image's end (a second image, the film of a motion photo) hold coordinates."""
    if names_a_place(appended) or any(mark in appended for mark in _QUICKTIME):
        return True
    start = -1
    for _ in range(_MAX_BLOCKS):
        start = appended.find(EXIF, start + 1)
        if start < 0:
            return False
        if read_exif(appended[start : start + 65_533]).located:
            return True
    return True  # nobody appends that many in good faith
