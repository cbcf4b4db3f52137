"""Read EXIF (which is TIFF): orientation, coordinates and the size of a TIFF image, and nothing else of it."""

from __future__ import annotations

from dataclasses import dataclass

from smm_action.media.draft import Broken, Draft, number, take

EXIF = b"Exif\x00\x00"
WIDTH, HEIGHT, ORIENTATION, GPS_IFD = 0x0100, 0x0101, 0x0112, 0x8825
NO_PLACE = frozenset({0, 7, 29})
"""GPS tags that name no place: version, time and date (EXIF 2.32, table 15). All others do, or qualify one."""
MAX_ENTRIES = 4096
_SIZES = {1: 1, 3: 2, 4: 4}


@dataclass(frozen=True, slots=True)
class Exif:
    """The two things of an EXIF block that matter here."""

    orientation: int = 1
    located: bool = False


def read_exif(block: bytes) -> Exif:
    """Return what an EXIF block says, with or without its ``Exif`` mark; an unreadable one says nothing."""
    tiff = block.removeprefix(EXIF)
    try:
        little = _is_little(tiff)
        tags = _directory(tiff, number(tiff, 4, 4, little=little), little=little)
    except Broken:
        return Exif()
    orientation = tags.get(ORIENTATION, 1)
    return Exif(orientation if 1 <= orientation <= 8 else 1, _is_located(tiff, tags, little=little))


def orientation_exif(orientation: int) -> bytes:
    """Return the smallest EXIF block (without the ``Exif`` mark) that holds ``orientation`` and nothing else."""
    entry = ORIENTATION.to_bytes(2) + b"\x00\x03\x00\x00\x00\x01" + orientation.to_bytes(2) + b"\x00\x00"
    return b"MM\x00*\x00\x00\x00\x08\x00\x01" + entry + b"\x00\x00\x00\x00"


def read_tiff(data: bytes, draft: Draft) -> None:
    """Fill ``draft`` from the first image of a TIFF file."""
    little = _is_little(data)
    tags = _directory(data, number(data, 4, 4, little=little), little=little)
    draft.width, draft.height = tags.get(WIDTH, 0), tags.get(HEIGHT, 0)
    exif = read_exif(data)
    draft.orientation, draft.located = exif.orientation, exif.located or b"GPSLatitude" in data


def _is_little(tiff: bytes) -> bool:
    mark = take(tiff, 0, 4)
    if mark not in {b"II*\x00", b"MM\x00*"}:
        raise Broken("its EXIF block has no byte order")
    return mark == b"II*\x00"


def _is_located(tiff: bytes, tags: dict[int, int], *, little: bool) -> bool:
    if GPS_IFD not in tags:
        return False
    try:
        return bool(_directory(tiff, tags[GPS_IFD], little=little).keys() - NO_PLACE)
    except Broken:
        return True  # it meant to name a place, and another reader may be more forgiving


def _directory(tiff: bytes, start: int, *, little: bool) -> dict[int, int]:
    """Return tag → first value (0 where it is no small integer) of the directory at ``start``."""
    count = number(tiff, start, 2, little=little)
    if not 0 < count <= MAX_ENTRIES:
        raise Broken("its EXIF directory has no sensible length")
    tags: dict[int, int] = {}
    for entry in range(start + 2, start + 2 + 12 * count, 12):
        size = _SIZES.get(number(tiff, entry + 2, 2, little=little), 0)
        tags.setdefault(number(tiff, entry, 2, little=little), number(tiff, entry + 8, size, little=little))
    return tags
