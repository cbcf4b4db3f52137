"""What every format of findings says alike: paths from the top, links to pages, counts, text that is harmless."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterable

from smm_action.model.finding import Finding, Severity

PAGES = "https://github.com/smm-action/smm-action/blob/main/docs/reference/rules.md"
_ORDINARY_FORMAT = frozenset("\u200c\u200d")
"""Joiners are format characters too, and emoji and Persian fall apart without them."""


def joined(prefix: str, path: str) -> str:
    """Return ``path`` (below the content root) below ``prefix``, the content root as the reader names it."""
    stem = prefix.strip().rstrip("/")
    return path if stem in {"", "."} and not prefix.startswith("/") else f"{stem}/{path}"


def page(rule: str) -> str:
    """Return the address of the page of ``rule``."""
    return f"{PAGES}#{rule}"


def tally(findings: Iterable[Finding]) -> dict[Severity, int]:
    """Return how many findings there are of each severity."""
    counted = Counter(finding.severity for finding in findings)
    return {severity: counted[severity] for severity in Severity}


def counted(number: int, noun: str) -> str:
    """Return ``1 error``, ``2 errors``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def summary(findings: Iterable[Finding], posts: int) -> str:
    """Return the last line: how many findings of each severity in how many posts."""
    held = [counted(number, severity.value) for severity, number in tally(findings).items() if number]
    return f"{', '.join(held) if held else 'No findings'} in {counted(posts, 'post')}."


def as_json(document: object) -> str:
    """Return ``document`` as JSON in which GitHub's runner sees no command of its own: it obeys ``##[`` in any line."""
    return json.dumps(document, ensure_ascii=False, indent=2).replace("##[", "#\\u0023[")


def harmless(text: str) -> str:
    """Return ``text`` on one line, as long as it was, without what steers a terminal, a runner or the reading order."""
    text = text.replace("##[", "#\N{REPLACEMENT CHARACTER}[")
    return text if text.isascii() and text.isprintable() else "".join(map(_harmless, text))


def _harmless(character: str) -> str:
    category = unicodedata.category(character)
    if character == "\t":
        return " "
    steers = category in {"Cc", "Cf", "Cs", "Zl", "Zp"} and character not in _ORDINARY_FORMAT
    return "\N{REPLACEMENT CHARACTER}" if steers else character
