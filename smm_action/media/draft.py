"""What a reader has learned of a file so far, and the one way it says that the file is broken."""

from __future__ import annotations

from dataclasses import dataclass

MAX_PIXELS = 2 * 89_478_485
"""Width times height beyond which an image is a decompression bomb: Pillow's own refusal, twice its
``MAX_IMAGE_PIXELS`` (https://pillow.readthedocs.io/en/stable/reference/Image.html, read 2026-11-24)."""


class Broken(ValueError):  # noqa: N818 what a file is, not an error of ours
    """The bytes are not what their first bytes promise; the message says how, as a clause."""


@dataclass(slots=True, kw_only=True)
class Draft:
    """Filled in by a reader as it walks, so that a broken file still shows what was read before the break."""

    width: int = 0
    """Pixels as stored, before orientation."""
    height: int = 0
    orientation: int = 1
    animated: bool = False
    located: bool = False
    seconds: float | None = None

    def turned(self) -> tuple[int, int]:
        """Return width and height as seen: orientations 5 to 8 lie on their side."""
        return (self.height, self.width) if self.orientation >= 5 else (self.width, self.height)

    def check_size(self) -> None:
        """Refuse an image without pixels, and one with too many.

        Raises:
            Broken: either.
        """
        if self.width < 1 or self.height < 1:
            raise Broken("its header states no pixels")
        if self.width * self.height > MAX_PIXELS:
            raise Broken(f"{self.width} × {self.height} pixels would fill the memory of whoever opens it")


def take(data: bytes, start: int, length: int) -> bytes:
    """Return exactly ``length`` bytes from ``start``.

    Raises:
        Broken: the file ends before.
    """
    if start < 0 or length < 0 or start + length > len(data):
        raise Broken("it is truncated")
    return data[start : start + length]


def number(data: bytes, start: int, length: int, *, little: bool = False) -> int:
    """Return the unsigned integer of ``length`` bytes at ``start``.

    Raises:
        Broken: the file ends before.
    """
    return int.from_bytes(take(data, start, length), "little" if little else "big")
