"""The body of a galaxy-social post: its images, its mentions of LinkedIn pages, its forced thread breaks.

Their program reads Markdown too, so a body stays as it was written, but for what has another meaning here.
Behaviour transcribed from their ``lib/galaxy_social.py`` and plug-ins as described in their repository's
documentation and checked against 613 of their own renderings (docs/how-to/import.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_HTML_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(alt|src)\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_IMAGE = re.compile(r"!\[(.*?)\]\((.*?)\)")
_PAGE = re.compile(r"@\[([^\]]+)\]\((urn:li:[a-zA-Z]+:\d+)\)")
_RULE = re.compile(r"(?m)(?<=\n\n)( {0,3})([-*_])(?=(?:[ \t]*\2){2,}[ \t]*$)")
_UNDERLINED = re.compile(r"(?m)^(?![ \t]*(?:[-*+>#]|\d+[.)])[ \t])(\S.*)\n {0,3}(=+|-{2,})[ \t]*$")
_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")
_EMPHASIS = re.compile(r"(\*\*|__|\*|(?<!\w)_|_(?!\w))(?=\S)(.+?)(?<=\S)\1")
_HEADING_LINE = re.compile(r"(?m)\n(?:=+|-{2,})[ \t]*$")
_ESCAPE = re.compile(r"\\([!-%'-/:-@\[-`{-~])")
r"""All but ``\&``, which they show as it is written."""
FORCED_BREAK = "\n\n\n"


@dataclass(frozen=True, slots=True)
class Body:
    """A body without its images, and they in order as (URL, alt text)."""

    text: str
    images: tuple[tuple[str, str], ...]


def read_body(source: str) -> Body:
    """Return the text, stripped, and the images that were anywhere in it."""
    markdown = _HTML_IMAGE.sub(_as_markdown, source.replace("\r\n", "\n"))
    images = tuple((url.strip(), alt.strip()) for alt, url in _IMAGE.findall(markdown))
    return Body(_IMAGE.sub("", markdown).strip(), images)


def to_markdown(text: str, page: Callable[[str, str], str]) -> str:
    """Return ``text`` as a body of ours.

    ``page`` takes name and URN of a LinkedIn page and returns the key of its entry in ``people.yml``. A rule
    (``---`` between blank lines) is escaped and an underlined heading gets its ``#``, because here a line of
    hyphens begins another message.
    """
    headed = _UNDERLINED.sub(lambda found: f"{'#' if found[2][0] == '=' else '##'} {found[1]}", text)
    kept = _RULE.sub(r"\1\\\2", "\n\n" + headed.replace("@{", "@\\{"))[2:]
    return _PAGE.sub(lambda found: f"@{{{page(found[1], found[2])}}}", kept)


def at_forced_breaks(text: str) -> str:
    """Return ``text`` with their forced breaks (two empty lines) as the thematic breaks that they are here."""
    blocks = (block.strip("\n") for block in text.split(FORCED_BREAK))
    return "\n\n---\n\n".join(block for block in blocks if block.strip())


def their_length(text: str, mentions: tuple[str, ...], tags: tuple[str, ...]) -> int:
    """Return how many characters their program counted before it decided to make a thread."""
    plain = _HEADING_LINE.sub("", _LINK.sub(r"\1: \2", text))
    plain = _ESCAPE.sub(r"\1", _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", plain)))
    appended = [" ".join(f"@{name}" for name in mentions), " ".join(f"#{tag}" for tag in tags)]
    return len(plain) + 1 + sum(len(line) + 1 for line in appended if line)


def _as_markdown(tag: re.Match[str]) -> str:
    values = {name.lower(): double or single for name, double, single in _ATTRIBUTE.findall(tag[0])}
    return f"![{values.get('alt', '')}]({values.get('src', '')})" if values.get("src") else ""
