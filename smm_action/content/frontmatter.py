"""Split a post into front matter and body, and read the front matter through python-frontmatter.

We find both ``---`` lines ourselves: a block that is never closed is a finding, never a body.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Any

import frontmatter
from frontmatter.default_handlers import BaseHandler

from smm_action.content import yaml_core
from smm_action.content.yaml_core import Reading
from smm_action.content.yaml_marks import Duplicate, Mark, YamlFault

MAX_FILE = 1_000_000
"""Bytes of an authored file: some 150,000 words, ten times what any platform takes, and still read within seconds."""
MAX_BLOCK = 100_000
"""Code points of a post's front matter: reading YAML costs ten times as much as reading a body."""
_DASHES = re.compile(r"^---\s*$", re.MULTILINE)


class FrontMatterFault(Exception):  # noqa: N818 an authored fault, turned into a finding
    """The file has no front matter that can be read."""

    def __init__(self, message: str, mark: Mark) -> None:
        """Keep the sentence and the place in the file."""
        super().__init__(message)
        self.message = message
        self.mark = mark


@dataclass(frozen=True, slots=True)
class Parsed:
    """A post's two halves."""

    text: str
    """The decoded file, without BOM, every line end a line feed."""
    data: dict[str, Any]
    duplicates: tuple[Duplicate, ...]
    """Marks count within the YAML block; the block starts on line 2 of the file."""
    root: Any
    """The composed YAML, see ``yaml_core.Reading``."""
    block: str
    """The YAML between the two lines of dashes."""
    body: str
    body_line: int
    """The file's line on which the body starts, counted from 1."""


class StrictHandler(BaseHandler):
    """python-frontmatter's handler over our strict reader, for one block that was cut out already."""

    def __init__(self, block: str) -> None:
        """Keep the YAML block."""
        super().__init__(fm_boundary=_DASHES, start_delimiter="---", end_delimiter="---")
        self.block = block
        self.reading = Reading(None, (), None)

    def detect(self, text: str) -> bool:
        """Whether there is front matter: there is, it was cut out."""
        del text
        return True

    def split(self, text: str) -> tuple[str, str]:
        """Return the block; the body is ours to keep, byte for byte."""
        return self.block, text

    def load(self, fm: str, **_: object) -> Any:
        """Return what the block says; nothing at all is an empty mapping."""
        self.reading = yaml_core.read_composed(fm)
        document = self.reading.data
        if document is not None and not isinstance(document, dict):
            raise YamlFault("The front matter must be keys and values, like `id: winter-launch`.", Mark(1, 1))
        return document or {}


def decode(data: bytes) -> str:
    """Return a file as text: UTF-8, BOM removed, every line end a line feed.

    Raises:
        FrontMatterFault: a byte that is no UTF-8 or is NUL, with its place; or more than ``MAX_FILE`` bytes.
    """
    if len(data) > MAX_FILE:
        raise FrontMatterFault(f"This file has {len(data):,} bytes; {MAX_FILE:,} at most are read.", Mark(1, 1))
    raw = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _end_of(raw[: error.start].decode("utf-8", errors="replace"))
        raise FrontMatterFault("This byte is not UTF-8; save the file as UTF-8.", place) from None
    if "\0" in text:
        raise FrontMatterFault("A NUL character may not stand here; remove it.", _end_of(text[: text.index("\0")]))
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _end_of(text: str) -> Mark:
    before = text.replace("\r\n", "\n").replace("\r", "\n")
    return Mark(before.count("\n") + 1, len(before) - before.rfind("\n"))


def split(text: str) -> tuple[str, str, int]:
    """Return the YAML block, the body, and the line on which the body starts.

    Raises:
        FrontMatterFault: the file does not open with ``---``, or the block is never closed.
    """
    if not text.startswith("---"):
        raise FrontMatterFault(
            "A post starts with a line `---`, then its front matter, then another `---`.", Mark(1, 1)
        )
    first_end = text.find("\n")
    if first_end < 0 or text[3:first_end].strip():
        raise FrontMatterFault("The first line must be `---` alone.", Mark(1, 1))
    at = first_end + 1
    line = 2
    while at <= len(text):
        end = text.find("\n", at)
        stop = len(text) if end < 0 else end
        if text.startswith("---", at) and not text[at + 3 : stop].strip():
            return text[first_end + 1 : at], text[stop + 1 :], line + 1
        if end < 0:
            break
        at = end + 1
        line += 1
    raise FrontMatterFault("The front matter is never closed: a line `---` is missing after it.", Mark(1, 1))


def parse(data: bytes) -> Parsed:
    """Return the two halves of a post.

    Raises:
        FrontMatterFault: see ``decode`` and ``split``; or the block is no YAML mapping, or longer than ``MAX_BLOCK``.
    """
    text = decode(data)
    block, body, line = split(text)
    if len(block) > MAX_BLOCK:
        message = f"The front matter has {len(block):,} characters; {MAX_BLOCK:,} at most are read."
        raise FrontMatterFault(message, Mark(1, 1))
    handler = StrictHandler(block)
    try:
        loaded, _ = frontmatter.parse("", handler=handler)
    except YamlFault as fault:
        raise FrontMatterFault(fault.message, Mark(fault.mark.line + 1, fault.mark.column)) from None
    return Parsed(text, loaded, handler.reading.duplicates, handler.reading.root, block, body, line)
