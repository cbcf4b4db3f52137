"""WebP: walk the RIFF chunks. https://developers.google.com/speed/webp/docs/riff_container (read 2026-11-24)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from smm_action.media.draft import Broken, Draft, number, take
from smm_action.media.tiff import orientation_exif, read_exif
from smm_action.media.xmp import names_a_place

HAS_EXIF, HAS_XMP, HAS_ANIMATION = 0x08, 0x04, 0x02
METADATA = frozenset({b"EXIF", b"XMP "})


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk of the file's top level; ``body`` without its padding byte."""

    kind: bytes
    body: bytes


def read(data: bytes, draft: Draft) -> None:
    """Fill ``draft`` from the canvas or the only frame, and from the metadata chunks."""
    pixels = False
    for chunk in chunks(data):
        match chunk.kind:
            case b"VP8X":
                draft.animated = bool(number(chunk.body, 0, 1) & HAS_ANIMATION)
                draft.width = number(chunk.body, 4, 3, little=True) + 1
                draft.height = number(chunk.body, 7, 3, little=True) + 1
            case b"VP8 " | b"VP8L":
                pixels = True
                draft.width, draft.height = (draft.width, draft.height) if draft.width else _frame_size(chunk)
            case b"ANMF":
                pixels = True
            case b"EXIF":
                exif = read_exif(chunk.body)
                draft.orientation, draft.located = exif.orientation, draft.located or exif.located
            case b"XMP ":
                draft.located = draft.located or names_a_place(chunk.body)
    draft.check_size()
    if not pixels:
        raise Broken("it holds no picture")


def strip(data: bytes, orientation: int) -> bytes:
    """Return the image without EXIF and XMP, its flags saying so; an orientation other than 1 is kept."""
    kept = [chunk for chunk in chunks(data) if chunk.kind not in METADATA]
    extended = kept[0].kind == b"VP8X"
    if extended:
        oriented = orientation != 1
        flags = kept[0].body[0] & ~(HAS_EXIF | HAS_XMP) | (HAS_EXIF if oriented else 0)
        kept[0] = Chunk(b"VP8X", bytes([flags]) + kept[0].body[1:])
        kept += [Chunk(b"EXIF", orientation_exif(orientation))] if oriented else []
    body = b"WEBP" + b"".join(_bytes(chunk) for chunk in kept)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def chunks(data: bytes) -> Iterator[Chunk]:
    """Yield the top level's chunks.

    Raises:
        Broken: the file is shorter than it says.
    """
    end = 8 + number(data, 4, 4, little=True)
    if end > len(data):
        raise Broken("it is truncated")
    position = 12
    if position >= end:
        raise Broken("it holds no picture")
    while position < end:
        length = number(data, position + 4, 4, little=True)
        yield Chunk(take(data, position, 4), take(data, position + 8, length))
        position += 8 + length + (length & 1)


def _frame_size(chunk: Chunk) -> tuple[int, int]:
    if chunk.kind == b"VP8 ":
        if take(chunk.body, 3, 3) != b"\x9d\x01\x2a":
            raise Broken("its only frame has no start code")
        return number(chunk.body, 6, 2, little=True) & 0x3FFF, number(chunk.body, 8, 2, little=True) & 0x3FFF
    if take(chunk.body, 0, 1) != b"\x2f":
        raise Broken("its only frame has no signature")
    bits = number(chunk.body, 1, 4, little=True)
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


def _bytes(chunk: Chunk) -> bytes:
    return chunk.kind + len(chunk.body).to_bytes(4, "little") + chunk.body + b"\x00" * (len(chunk.body) & 1)
