"""Learn what a media file is from its bytes: headers only, bounded memory, no exception whatever they are.

No decoder sees the bytes here. Pillow opens an animated WebP by reserving its whole canvas and reads a PNG's
late EXIF by decoding it, so sizes and metadata are read by walkers of our own that allocate nothing that a
header asks for; the tests hold them against Pillow's answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

from smm_action.media import film, gif, heif, jpeg, png, tiff, webp
from smm_action.media.draft import Broken, Draft, number
from smm_action.media.sniff import UNKNOWN, sniff
from smm_action.model.ids import Digest
from smm_action.model.media import MediaFacts

Reader = Callable[[bytes, Draft], None]
Kind = Literal["image", "gif", "video", "audio", "other"]


def probe(data: bytes) -> MediaFacts:
    """Return kind, size, orientation, animation and soundness of ``data``; never raises.

    ``problem`` is a clause about the file: ``it is empty``, ``it is truncated`` …
    """
    mime = sniff(data)
    draft = Draft()
    problem = _read(data, mime, draft)
    width, height = draft.turned()
    return MediaFacts(
        sha256=Digest(hashlib.sha256(data).hexdigest()),
        kind=_kind(mime, animated=draft.animated),
        mime=mime,
        bytes=len(data),
        width=width,
        height=height,
        orientation=draft.orientation,
        animated=draft.animated,
        has_location=draft.located,
        seconds=draft.seconds,
        problem=problem,
    )


def _read(data: bytes, mime: str, draft: Draft) -> str | None:
    if not data:
        return "it is empty"
    if mime == UNKNOWN:
        return "its first bytes are those of no picture, film or sound that is known here"
    try:
        _READERS.get(mime, _read_nothing)(data, draft)
    except Broken as fault:
        return str(fault)
    return None


def _kind(mime: str, *, animated: bool) -> Kind:
    if mime == "image/svg+xml":
        return "other"
    match mime.partition("/")[0]:
        case "image":
            return "gif" if animated else "image"
        case "video":
            return "video"
        case "audio":
            return "audio"
        case _:
            return "other"


def _read_bmp(data: bytes, draft: Draft) -> None:
    draft.width = number(data, 18, 4, little=True)
    rows = number(data, 22, 4, little=True)
    draft.height = min(rows, (1 << 32) - rows)  # negative when the first row is the top one
    draft.check_size()


def _read_tiff(data: bytes, draft: Draft) -> None:
    tiff.read_tiff(data, draft)
    draft.check_size()


def _read_nothing(data: bytes, draft: Draft) -> None:
    """Kinds whose size and metadata are not looked at: sound, SVG, PDF."""
    del data, draft


_READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "image/jpeg": jpeg.read,
        "image/png": png.read,
        "image/gif": gif.read,
        "image/webp": webp.read,
        "image/avif": heif.read,
        "image/heic": heif.read,
        "image/heif": heif.read,
        "image/tiff": _read_tiff,
        "image/bmp": _read_bmp,
        "video/mp4": film.read,
        "video/quicktime": film.read,
        "audio/mp4": film.read,
        "video/webm": film.read_webm,
    }
)
