"""The media of a post: the entries of ``media:`` and the images of its body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smm_action.model.document import Block, Document, Emphasis, Image, Inline, Link, ListBlock, Quote
from smm_action.model.post import MediaRef


def body_images(body: Document) -> tuple[MediaRef, ...]:
    """Return the images of a body in order."""
    return tuple(
        MediaRef(file=image.src, alt=image.alt or None, inline=True)
        for part in body.parts
        for block in part.blocks
        for image in _images(block)
    )


def _images(block: Block) -> list[Image]:
    match block:
        case Quote():
            return [image for child in block.children for image in _images(child)]
        case ListBlock():
            return [image for item in block.items for child in item for image in _images(child)]
        case _:
            return _inline_images(getattr(block, "children", ()))


def _inline_images(children: tuple[Inline, ...]) -> list[Image]:
    found: list[Image] = []
    for child in children:
        if isinstance(child, Image):
            found.append(child)
        elif isinstance(child, Link | Emphasis):
            found += _inline_images(child.children)
    return found


def medium(item: Mapping[str, Any]) -> MediaRef:
    """Return one entry of ``media:``; what the schema refuses of it is left out."""
    alt, crop, focus = item.get("alt"), item.get("crop"), item.get("focus")
    point = isinstance(focus, list) and len(focus) == 2 and all(isinstance(number, int | float) for number in focus)
    return MediaRef(
        file=item["file"],
        alt=alt if isinstance(alt, str) else None,
        decorative=item.get("decorative") is True,
        crop={key: value for key, value in crop.items() if isinstance(value, str)} if isinstance(crop, dict) else {},
        focus=(float(focus[0]), float(focus[1])) if point and isinstance(focus, list) else None,
    )
