"""PNG and APNG: walk the chunks. https://www.w3.org/TR/png-3/ (read 2026-11-24)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from smm_action.media.draft import Broken, Draft, number, take
from smm_action.media.tiff import EXIF, orientation_exif, read_exif
from smm_action.media.xmp import names_a_place

SIGNATURE = b"\x89PNG\r\n\x1a\n"
TEXT = frozenset({b"tEXt", b"zTXt", b"iTXt"})
METADATA = TEXT | {b"eXIf", b"zxIf", b"tIME", b"caBX"}
"""Chunks that change no pixel: texts, EXIF (also its first draft), the time, and C2PA's box."""
MAX_TEXT = 1 << 20
"""Bytes of a compressed text that are unpacked: a bomb stays small."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk and where its bytes lie."""

    kind: bytes
    start: int
    end: int
    body: memoryview


def read(data: bytes, draft: Draft) -> None:
    """Fill ``draft`` from all chunks; every checksum is compared."""
    pixels = False
    for chunk in chunks(data):
        if zlib.crc32(data[chunk.start + 4 : chunk.end - 4]) != number(data, chunk.end - 4, 4):
            raise Broken("a checksum does not fit: its bytes were changed on the way")
        match chunk.kind:
            case b"IHDR":
                draft.width, draft.height = number(data, 16, 4), number(data, 20, 4)
                draft.check_size()
            case b"acTL" if not pixels:
                draft.animated = number(bytes(chunk.body), 0, 4) > 1
            case b"IDAT":
                pixels = True
            case _:
                _note_metadata(chunk, draft)
    draft.check_size()
    if not pixels:
        raise Broken("it holds no picture")


def strip(data: bytes, orientation: int) -> bytes:
    """Return the image without texts, EXIF and what follows its end; an orientation other than 1 is kept."""
    kept = [SIGNATURE]
    for chunk in chunks(data):
        if chunk.kind not in METADATA:
            kept.append(data[chunk.start : chunk.end])
        if chunk.kind == b"IHDR" and orientation != 1:
            kept.append(_chunk(b"eXIf", orientation_exif(orientation)))
    return b"".join(kept)


def chunks(data: bytes) -> Iterator[Chunk]:
    """Yield the chunks up to and including IEND.

    Raises:
        Broken: it is truncated, or does not begin with IHDR.
    """
    view = memoryview(data)
    position = len(SIGNATURE)
    if take(data, position + 4, 4) != b"IHDR" or number(data, position, 4) != 13:
        raise Broken("its header is missing")
    while True:
        length = number(data, position, 4)
        kind = take(data, position + 4, 4)
        end = position + 12 + length
        if end > len(data):
            raise Broken("it is truncated")
        yield Chunk(kind, position, end, view[position + 8 : end - 4])
        if kind == b"IEND":
            return
        position = end


def _note_metadata(chunk: Chunk, draft: Draft) -> None:
    if chunk.kind in {b"eXIf", b"zxIf"}:
        exif = read_exif(bytes(chunk.body))
        draft.orientation, draft.located = exif.orientation, draft.located or exif.located
    elif chunk.kind in TEXT:
        text = _text(chunk)
        draft.located = draft.located or names_a_place(text) or _raw_profile(text)


def _text(chunk: Chunk) -> bytes:
    """Return a text chunk's text, unpacked as far as ``MAX_TEXT``."""
    keyword, _, rest = bytes(chunk.body).partition(b"\x00")
    match chunk.kind:
        case b"zTXt":
            return keyword + b"\x00" + _unpack(rest[1:])
        case b"iTXt":
            packed, rest = rest[:1] == b"\x01", rest[2:]
            value = rest.split(b"\x00", 2)[-1]
            return keyword + b"\x00" + (_unpack(value) if packed else value)
        case _:
            return keyword + b"\x00" + rest


def _unpack(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, MAX_TEXT)
    except zlib.error:
        return packed


def _raw_profile(text: bytes) -> bool:
    """Whether an ImageMagick ``Raw profile type exif`` (hexadecimal after two header lines) holds coordinates."""
    keyword, _, profile = text.partition(b"\x00")
    if not keyword.lower().startswith(b"raw profile type"):
        return False
    digits = b"".join(profile.split()[2:])
    try:
        block = bytes.fromhex(digits.decode("ascii")[: 2 * MAX_TEXT])
    except ValueError:
        return True  # not readable here, perhaps elsewhere
    return names_a_place(block) or read_exif(block[max(block.find(EXIF), 0) :]).located


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)
