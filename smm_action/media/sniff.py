"""What a file is, by its first bytes. Names and extensions are never believed."""

from __future__ import annotations

import re

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"fLaC", "audio/flac"),
    (b"OggS", "audio/ogg"),
    (b"%PDF-", "application/pdf"),
)
_BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"hevc": "image/heic",
    b"hevx": "image/heic",
    b"heim": "image/heic",
    b"heis": "image/heic",
    b"mif1": "image/heif",
    b"msf1": "image/heif",
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
}
"""Major brands of ``ftyp`` (https://mp4ra.org/registered-types/brands, read 2026-11-24); any other is MP4."""
_SVG = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?>\s*)*<svg[\s>]",
    re.DOTALL,
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
UNKNOWN = "application/octet-stream"


def sniff(data: bytes) -> str:
    """Return the MIME type that the first bytes promise, ``application/octet-stream`` when they promise none."""
    if data[:4] == b"RIFF":
        return _RIFF.get(data[8:12], UNKNOWN)
    if data[4:8] == b"ftyp":
        return _brand(data)
    for magic, mime in _MAGIC:
        if data.startswith(magic):
            return mime
    return "image/svg+xml" if _SVG.search(data[:4096]) else UNKNOWN


def _brand(data: bytes) -> str:
    major = _BRANDS.get(data[8:12], "video/mp4")
    if major != "image/heif":
        return major
    compatible = data[16 : min(int.from_bytes(data[:4]), 256)]
    named = (_BRANDS.get(compatible[at : at + 4], "") for at in range(0, len(compatible), 4))
    return next((mime for mime in named if mime in {"image/avif", "image/heic"}), "image/heif")
