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
from smm_action.content.yaml_core import Duplicate, Mark, YamlFault

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
        self.duplicates: tuple[Duplicate, ...] = ()

    def detect(self, text: str) -> bool:
        """Whether there is front matter: there is, it was cut out."""
        del text
        return True

    def split(self, text: str) -> tuple[str, str]:
        """Return the block; the body is ours to keep, byte for byte."""
        return self.block, text

    def load(self, fm: str, **_: object) -> Any:
        """Return what the block says; nothing at all is an empty mapping."""
        document, self.duplicates = yaml_core.read(fm)
        if document is not None and not isinstance(document, dict):
            raise YamlFault("The front matter must be keys and values, like `id: winter-launch`.", Mark(1, 1))
        return document or {}


def decode(data: bytes) -> str:
    """Return a file as text: UTF-8, BOM removed, every line end a line feed.

    Raises:
        FrontMatterFault: a byte that is no UTF-8, with its place.
    """
    raw = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", errors="replace").replace("\r\n", "\n")
        mark = Mark(before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
        raise FrontMatterFault("This byte is not UTF-8; save the file as UTF-8.", mark) from None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


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
        FrontMatterFault: see ``decode`` and ``split``; or the block is no YAML mapping.
    """
    text = decode(data)
    block, body, line = split(text)
    handler = StrictHandler(block)
    try:
        loaded, _ = frontmatter.parse("", handler=handler)
    except YamlFault as fault:
        raise FrontMatterFault(fault.message, Mark(fault.mark.line + 1, fault.mark.column)) from None
    return Parsed(text, loaded, handler.duplicates, block, body, line)
