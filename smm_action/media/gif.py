"""GIF: walk its blocks. https://www.w3.org/Graphics/GIF/spec-gif89a.txt (read 2026-11-24)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from smm_action.media.draft import MAX_PIXELS, Broken, Draft, number
from smm_action.media.xmp import names_a_place

IMAGE, EXTENSION, TRAILER = 0x2C, 0x21, 0x3B
COMMENT, APPLICATION = 0xFE, 0xFF


@dataclass(frozen=True, slots=True)
class Block:
    """An image or extension and where its bytes lie; ``label`` is the extension's, 0 for an image."""

    label: int
    start: int
    end: int


def read(data: bytes, draft: Draft) -> None:
    """Fill ``draft``; more than one image makes it animated."""
    draft.width, draft.height = number(data, 6, 2, little=True), number(data, 8, 2, little=True)
    draft.check_size()
    frames = 0
    for block in blocks(data):
        frames += block.label == 0
        if _is_metadata(data, block):
            draft.located = draft.located or names_a_place(data[block.start : block.end])
        draft.animated = frames > 1
    if not frames:
        raise Broken("it holds no picture")


def strip(data: bytes, orientation: int) -> bytes:
    """Return the image without comments, XMP and what follows its end; a GIF has no orientation to keep."""
    del orientation
    found = list(blocks(data))
    kept = [data[: found[0].start]]
    kept += [data[block.start : block.end] for block in found if not _is_metadata(data, block)]
    return b"".join((*kept, bytes([TRAILER])))


def blocks(data: bytes) -> Iterator[Block]:
    """Yield images and extensions up to the trailer.

    Raises:
        Broken: it is truncated, or a block is none of these.
    """
    flags = number(data, 10, 1)
    position = 13 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
    while True:
        kind = number(data, position, 1)
        if kind == TRAILER:
            return
        block = _block(data, position, kind)
        yield block
        position = block.end


def _block(data: bytes, position: int, kind: int) -> Block:
    if kind == EXTENSION:
        return Block(number(data, position + 1, 1), position, _sub_blocks_end(data, position + 2))
    if kind == IMAGE:
        left, top, width, height = (number(data, position + at, 2, little=True) for at in (1, 3, 5, 7))
        if (left + width) * (top + height) > MAX_PIXELS:  # decoders grow the canvas to hold it
            raise Broken("one of its frames would fill the memory of whoever opens it")
        flags = number(data, position + 9, 1)
        table = 3 << ((flags & 7) + 1) if flags & 0x80 else 0
        return Block(0, position, _sub_blocks_end(data, position + 10 + table + 1))
    raise Broken("a block of it is none that a GIF may hold")


def _sub_blocks_end(data: bytes, position: int) -> int:
    size = len(data)
    while position < size and data[position]:
        position += data[position] + 1
    if position >= size:
        raise Broken("it is truncated")
    return position + 1


def _is_metadata(data: bytes, block: Block) -> bool:
    if block.label == COMMENT:
        return True
    return block.label == APPLICATION and data[block.start + 3 : block.start + 14] == b"XMP DataXMP"
