"""MP4 and QuickTime: the picture's size from the track header. WebM is recognised and not measured."""

from __future__ import annotations

from collections.abc import Mapping

from smm_action.media.boxes import Box, boxes, children
from smm_action.media.draft import Broken, Draft, number
from smm_action.media.xmp import hides_a_place

_ORIENTATIONS: Mapping[tuple[int, ...], int] = {(0, 1, -1, 0): 6, (-1, 0, 0, -1): 3, (0, -1, 1, 0): 8}
"""A track's matrix (a, b, c, d) as the EXIF orientation that turns the same way."""


def read(data: bytes, draft: Draft) -> None:
    """Fill ``draft`` from the first video track of the ``moov`` box, wherever in the file it lies."""
    top = list(boxes(data))
    movie = next((box for box in top if box.kind == b"moov"), None)
    if movie is None or not any(box.kind == b"mdat" for box in top):
        raise Broken("it holds no film: its index or its pictures are missing")
    draft.seconds = _seconds(data, movie)
    for track in children(data, movie, b"trak"):
        if _is_video(data, track):
            _read_track(data, track, draft)
            break
    draft.located = any(hides_a_place(data[box.start : box.end]) for box in top if box.kind != b"mdat")


def read_webm(data: bytes, draft: Draft) -> None:
    """Look only whether there is anything after the header; size stays unknown."""
    if len(data) < 64 or b"\x18\x53\x80\x67" not in data[:4096]:
        raise Broken("it is truncated")
    draft.located = hides_a_place(data[:65_536])


def _seconds(data: bytes, movie: Box) -> float | None:
    """Return how long the film runs by its movie header (ISO/IEC 14496-12 §8.2.2); None when that says nothing."""
    for head in children(data, movie, b"mvhd"):
        long = number(data, head.start, 1) == 1
        scale = number(data, head.start + (20 if long else 12), 4)
        length = number(data, head.start + (24 if long else 16), 8 if long else 4)
        unknown = length == (1 << (64 if long else 32)) - 1
        return length / scale if scale and not unknown else None
    return None


def _is_video(data: bytes, track: Box) -> bool:
    for media in children(data, track, b"mdia"):
        for handler in children(data, media, b"hdlr"):
            return data[handler.start + 8 : handler.start + 12] == b"vide"
    return False


def _read_track(data: bytes, track: Box, draft: Draft) -> None:
    for head in children(data, track, b"tkhd"):
        fields = head.start + (36 if number(data, head.start, 1) == 1 else 24)
        matrix = tuple(_fixed(data, fields + 16 + 4 * cell) for cell in (0, 1, 3, 4))
        draft.orientation = _ORIENTATIONS.get(matrix, 1)
        draft.width, draft.height = number(data, fields + 52, 2), number(data, fields + 56, 2)


def _fixed(data: bytes, start: int) -> int:
    """Return the whole part of a signed 16.16 number."""
    value = number(data, start, 4)
    return (value - (1 << 32) if value >= 1 << 31 else value) >> 16
