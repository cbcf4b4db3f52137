"""Text that is not read as it was written, though it is good YAML.

``title: Parcel #1 of 3`` is read as ``Parcel``: a comment cuts it off. A comment with a space after its ``#`` is taken
for one (``09:00   # Berlin``); one without is a hashtag or a number that its author did not mean to lose. A value that
is lost whole (``tags: #launch``) is the schema's to find.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from smm_action.content import yaml_core
from smm_action.content.faults import invalid, named, short
from smm_action.content.locator import Locator
from smm_action.content.yaml_marks import Mark
from smm_action.model.finding import Finding

_CUT = re.compile(r"(?<=\S)[ \t]+(?=#[^\s#])")
_NO_TEXT = re.compile(r"[\0\ud800-\udfff]")
_ESCAPES = ("\\0", "\\x", "\\u", "\\U")
"""Only so can a block that was decoded hold what ``_NO_TEXT`` finds."""


def text_faults(block: str, root: Any, locate: Locator) -> Iterator[Finding]:
    """Yield a finding for each text that is cut off or is none; ``root`` is the composed node of ``block``."""
    cuts = _cuts(block) if "#" in block else {}
    escaped = "\\" in block and any(escape in block for escape in _ESCAPES)
    if not cuts and not escaped:
        return
    for path, span, node in yaml_core.nodes(root):
        if span.value_end in cuts and yaml_core.is_plain_text(node):
            start, lost = cuts[span.value_end]
            yield invalid(
                f"`{named(path)}` ends before `{short(lost)}`, because # after a space starts a comment. "
                "Put the whole text in quotes. If it is meant as a comment, write a space after the #.",
                locate.place(start, Mark(start.line, start.column + len(lost))),
                "ambiguous-scalar",
            )
        elif escaped and isinstance(node.value, str) and _NO_TEXT.search(node.value):
            yield invalid(f"`{named(path)}` holds a character that is no text: U+0000; remove it.", locate(path))


def _cuts(block: str) -> dict[Mark, tuple[Mark, str]]:
    """Return what may be such comments: the end of the value before each, then its own start and text."""
    return {
        Mark(number, match.start() + 1): (Mark(number, match.end() + 1), line[match.end() :].rstrip())
        for number, line in enumerate(block.split("\n"), 1)
        for match in _CUT.finditer(line)
    }
