"""Small pictures made with Pillow, and the bytes that tests put into them."""

from __future__ import annotations

import io

from PIL import Image

PLACE_XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description exif:GPSLatitude="52,31.2N"/></x:xmpmeta>'


def located_exif(orientation: int = 1) -> bytes:
    """Return an EXIF block (with its ``Exif`` mark) with coordinates."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 0.0)})
    return exif.tobytes()


def picture(kind: str, size: tuple[int, int] = (31, 17), **options: object) -> bytes:
    """Return a gradient as ``JPEG``, ``PNG``, ``GIF``, ``WEBP``, ``BMP``, ``TIFF`` or ``AVIF``."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    held = io.BytesIO()
    image.save(held, kind, **options)
    return held.getvalue()


def animation(kind: str) -> bytes:
    """Return three frames as ``PNG``, ``GIF`` or ``WEBP``."""
    frames = [Image.new("RGB", (20, 10), colour) for colour in ("red", "green", "blue")]
    held = io.BytesIO()
    frames[0].save(held, kind, save_all=True, append_images=frames[1:], duration=80, loop=0)
    return held.getvalue()


def pixels(data: bytes) -> list[bytes]:
    """Return every frame decoded; of a multi-picture JPEG the first one, which is what platforms show."""
    with Image.open(io.BytesIO(data)) as image:
        count = 1 if image.format == "MPO" else getattr(image, "n_frames", 1)
        decoded = []
        for frame in range(count):
            image.seek(frame)
            decoded.append(image.convert("RGBA").tobytes() + str(image.info.get("duration")).encode())
        return decoded


def profile(data: bytes) -> bytes | None:
    """Return the colour profile."""
    with Image.open(io.BytesIO(data)) as image:
        return image.info.get("icc_profile")
