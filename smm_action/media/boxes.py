"""The ISO base media file format: boxes inside boxes (ISO/IEC 14496-12 §4.2), for video and for HEIF alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from smm_action.media.draft import Broken, number, take

MAX_BOXES = 10_000
"""Boxes walked on one level; a film has a few dozen."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box: four letters, and where its content lies."""

    kind: bytes
    start: int
    end: int


def boxes(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """Yield the boxes between two offsets, without their headers.

    Raises:
        Broken: one is longer than what holds it.
    """
    stop = len(data) if end is None else end
    for _ in range(MAX_BOXES):
        if start >= stop:
            return
        length, head = number(data, start, 4), 8
        if length == 1:
            length, head = number(data, start + 8, 8), 16
        elif length == 0:
            length = stop - start
        if length < head or start + length > stop:
            raise Broken("it is truncated" if length >= head else "a box of it has no length")
        yield Box(take(data, start + 4, 4), start + head, start + length)
        start += length
    raise Broken("it has more boxes than any film")


def children(data: bytes, parent: Box, kind: bytes, *, skip: int = 0) -> Iterator[Box]:
    """Yield the boxes called ``kind`` inside ``parent``, after ``skip`` bytes of its own fields."""
    return (box for box in boxes(data, parent.start + skip, parent.end) if box.kind == kind)
