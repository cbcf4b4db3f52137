"""HEIC and AVIF: size, turning and metadata of the primary item (ISO/IEC 23008-12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from smm_action.media.boxes import Box, boxes, children
from smm_action.media.draft import Broken, Draft, number, take
from smm_action.media.tiff import read_exif
from smm_action.media.xmp import names_a_place

_TURNS = {None: (1, 8, 3, 6), 0: (4, 5, 2, 7), 1: (2, 7, 4, 5)}
"""EXIF orientation by ``imir`` (None, axis 0, axis 1) and by ``irot``, quarter turns against the clock."""
MAX_ITEMS = 4096


def read(data: bytes, draft: Draft) -> None:
    """Fill ``draft`` from the primary item's properties, and look into its EXIF and XMP items."""
    top = list(boxes(data))
    meta = next((box for box in top if box.kind == b"meta"), None)
    if meta is None:
        raise Broken("it holds no picture")
    draft.animated = any(box.kind == b"moov" for box in top)
    _read_properties(data, {prop.kind: prop.start for prop in _primary_properties(data, meta)}, draft)
    draft.located = any(_is_located(kind, payload) for kind, payload in _metadata_items(data, meta))
    draft.check_size()


def _read_properties(data: bytes, starts: Mapping[bytes, int], draft: Draft) -> None:
    if b"ispe" in starts:
        size = starts[b"ispe"] + 4
        draft.width, draft.height = number(data, size, 4), number(data, size + 4, 4)
    if b"clap" in starts:
        draft.width, draft.height = (_fraction(data, starts[b"clap"] + at) for at in (0, 8))
    turns = number(data, starts[b"irot"], 1) & 3 if b"irot" in starts else 0
    mirror = number(data, starts[b"imir"], 1) & 1 if b"imir" in starts else None
    draft.orientation = _TURNS[mirror][turns]


def _fraction(data: bytes, start: int) -> int:
    return number(data, start, 4) // max(number(data, start + 4, 4), 1)


def _only(data: bytes, parent: Box, kind: bytes, *, skip: int = 0) -> Box:
    found = next(children(data, parent, kind, skip=skip), None)
    if found is None:
        raise Broken(f"its {kind.decode()} box is missing")
    return found


def _primary_properties(data: bytes, meta: Box) -> Iterator[Box]:
    primary = _only(data, meta, b"pitm", skip=4)
    wide = number(data, primary.start, 1) > 0
    item = number(data, primary.start + 4, 4 if wide else 2)
    properties = _only(data, meta, b"iprp", skip=4)
    container = _only(data, properties, b"ipco")
    held = list(boxes(data, container.start, container.end))
    for association in children(data, properties, b"ipma"):
        for index in _associated(data, association, item):
            if 0 < index <= len(held):
                yield held[index - 1]


def _associated(data: bytes, box: Box, item: int) -> Iterator[int]:
    """Yield the property numbers (from 1) that an ``ipma`` box gives ``item``."""
    wide_ids, wide_indexes = number(data, box.start, 1) > 0, number(data, box.start + 3, 1) & 1
    position = box.start + 8
    for _ in range(min(number(data, box.start + 4, 4), MAX_ITEMS)):
        owner = number(data, position, 4 if wide_ids else 2)
        position += 4 if wide_ids else 2
        count = number(data, position, 1)
        position += 1
        for _ in range(count):
            index = number(data, position, 2 if wide_indexes else 1)
            position += 2 if wide_indexes else 1
            if owner == item:
                yield index & (0x7FFF if wide_indexes else 0x7F)


def _metadata_items(data: bytes, meta: Box) -> Iterator[tuple[bytes, bytes]]:
    """Yield kind and bytes of the items that are EXIF or (``mime``) XMP."""
    wanted = dict(_item_kinds(data, meta))
    if not wanted:
        return
    for location in children(data, meta, b"iloc", skip=4):
        for item, start, length in _extents(data, location):
            if item in wanted:
                yield wanted[item], data[start : start + length]


def _item_kinds(data: bytes, meta: Box) -> Iterator[tuple[int, bytes]]:
    for info in children(data, meta, b"iinf", skip=4):
        skip = 6 if number(data, info.start, 1) == 0 else 8
        for entry in children(data, info, b"infe", skip=skip):
            version = number(data, entry.start, 1)
            width = 4 if version == 3 else 2
            kind = take(data, entry.start + 4 + width + 2, 4)
            if version >= 2 and kind in {b"Exif", b"mime"}:
                yield number(data, entry.start + 4, width), kind


def _extents(data: bytes, box: Box) -> Iterator[tuple[int, int, int]]:
    """Yield item, offset and length of the extents that lie in the file itself."""
    version = number(data, box.start, 1)
    sizes = number(data, box.start + 4, 2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version else 0
    id_size = 4 if version == 2 else 2
    count = number(data, box.start + 6, id_size)
    position = box.start + 6 + id_size
    for _ in range(min(count, MAX_ITEMS)):
        item = number(data, position, id_size)
        position += id_size + (2 if version else 0) + 2
        base = number(data, position, base_size)
        position += base_size
        extents = number(data, position, 2)
        position += 2
        for _ in range(min(extents, MAX_ITEMS)):
            start = number(data, position + index_size, offset_size)
            length = number(data, position + index_size + offset_size, length_size)
            position += index_size + offset_size + length_size
            yield item, base + start, length


def _is_located(kind: bytes, payload: bytes) -> bool:
    if kind == b"Exif":
        skip = number(payload, 0, 4) if len(payload) >= 4 else 0
        return read_exif(payload[4 + skip :]).located or read_exif(payload[4:]).located
    return names_a_place(payload)
