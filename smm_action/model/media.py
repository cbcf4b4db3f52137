"""What the bytes of a media file say about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from smm_action.model.ids import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFacts:
    """Read from magic bytes and headers; nothing is believed of the file's name."""

    sha256: Digest
    kind: Literal["image", "gif", "video", "audio", "other"]
    """``gif`` is an animated image of any format."""
    mime: str
    bytes: int
    width: int = 0
    """Pixels, after EXIF orientation."""
    height: int = 0
    orientation: int = 1
    """EXIF orientation, 1 to 8."""
    animated: bool = False
    has_location: bool = False
    """The metadata holds coordinates, which are not sent."""
    seconds: float | None = None
    """How long a film runs; None when its header does not say, or nobody reads it (WebM)."""
    problem: str | None = None
    """Why the file can not be trusted: truncated, bomb, empty …; None when it is sound."""
