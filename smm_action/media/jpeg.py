"""JPEG: walk its segments. ITU-T T.81 annex B; EXIF in APP1, ICC in APP2, Adobe's colour transform in APP14."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from smm_action.media.draft import Broken, Draft, number, take
from smm_action.media.tiff import EXIF, orientation_exif, read_exif
from smm_action.media.xmp import hides_a_place, names_a_place

SOI, EOI, SOS, COM = 0xD8, 0xD9, 0xDA, 0xFE
APP0, APP1, APP2, APP13, APP14 = 0xE0, 0xE1, 0xE2, 0xED, 0xEE
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_IN_SCAN = frozenset({0x00, *range(0xD0, 0xD8)})
_PARAMETERLESS = frozenset({0x01, *range(0xD0, 0xD9)})


@dataclass(frozen=True, slots=True)
class Segment:
    """A marker and where its bytes lie: ``start`` at the 0xFF, ``end`` after its payload."""

    marker: int
    start: int
    end: int
    payload: bytes


def read(data: bytes, draft: Draft) -> None:
    """Fill ``draft`` from the header, and look for the end and at what comes after it."""
    turned = False
    end = 2
    for segment in header(data):
        end = segment.end
        if segment.marker in FRAMES:
            draft.height, draft.width = number(segment.payload, 1, 2), number(segment.payload, 3, 2)
        elif segment.marker == APP1 and segment.payload.startswith(EXIF):
            exif = read_exif(segment.payload)
            draft.located = draft.located or exif.located
            draft.orientation, turned = (draft.orientation if turned else exif.orientation), True
        elif segment.marker in {APP1, APP2, APP13, COM}:
            draft.located = draft.located or names_a_place(segment.payload)
    draft.check_size()
    stop = data.find(b"\xff\xd9", end)
    if stop < 0:
        raise Broken("it is truncated: the end marker is missing")
    draft.located = draft.located or hides_a_place(data[stop + 2 :])


def strip(data: bytes, orientation: int) -> bytes:
    """Return the image with its ICC profile, colour transform and orientation, and without other metadata."""
    kept = [b"\xff\xd8"]
    fresh = _orientation_segment(orientation)
    for segment in header(data):
        if segment.marker != APP0 and fresh:
            kept.append(fresh)
            fresh = b""
        if _belongs_to_the_picture(segment):
            kept.append(data[segment.start : segment.end])
        last = segment.end
    kept.append(data[last : _end_of_image(data, last)])
    return b"".join(kept)


def header(data: bytes) -> Iterator[Segment]:
    """Yield the segments up to and including the first start of scan.

    Raises:
        Broken: there is none.
    """
    position = 2
    while True:
        segment = _segment(data, position)
        position = segment.end
        yield segment
        if segment.marker == SOS:
            return
        if segment.marker == EOI:
            raise Broken("it holds no picture")


def _segment(data: bytes, position: int) -> Segment:
    start = data.find(b"\xff", position)
    if start < 0:
        raise Broken("it is truncated inside its header")
    at = start + 1
    while number(data, at, 1) == 0xFF:
        at += 1
    marker = data[at]
    if marker in _PARAMETERLESS or marker == EOI:
        return Segment(marker, at - 1, at + 1, b"")
    length = number(data, at + 1, 2)
    if length < 2:
        raise Broken("a segment of its header has no length")
    return Segment(marker, at - 1, at + 1 + length, take(data, at + 3, length - 2))


def _belongs_to_the_picture(segment: Segment) -> bool:
    match segment.marker:
        case 0xE0:
            return segment.payload.startswith(b"JFIF\x00")
        case 0xE2:
            return segment.payload.startswith(b"ICC_PROFILE\x00")
        case 0xEE:
            return segment.payload.startswith(b"Adobe")
        case marker:
            return not (0xE0 <= marker <= 0xEF or marker == COM)


def _orientation_segment(orientation: int) -> bytes:
    if orientation == 1:
        return b""
    payload = EXIF + orientation_exif(orientation)
    return b"\xff\xe1" + (len(payload) + 2).to_bytes(2) + payload


def _end_of_image(data: bytes, position: int) -> int:
    """Return where the picture's own bytes end, walking every further scan and table."""
    while True:
        start = data.find(b"\xff", position)
        if start < 0 or start + 1 >= len(data):
            raise Broken("it is truncated: the end marker is missing")
        marker = data[start + 1]
        if marker == EOI:
            return start + 2
        position = start + 1 if marker == 0xFF else start + 2
        if marker not in _IN_SCAN and marker != 0xFF:
            position = _segment(data, start).end
