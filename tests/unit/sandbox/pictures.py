"""Small pictures."""

from __future__ import annotations

import io

from PIL import Image


def jpeg(width: int = 40, height: int = 40) -> bytes:
    return _saved("JPEG", width, height)


def png(width: int = 40, height: int = 40) -> bytes:
    return _saved("PNG", width, height)


def _saved(kind: str, width: int, height: int) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(held, kind)
    return held.getvalue()
