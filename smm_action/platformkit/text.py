"""Every unit in which some platform counts a text."""

from __future__ import annotations

from smm_action.platformkit.fediverse import mastodon_length
from smm_action.platformkit.graphemes import graphemes
from smm_action.platformkit.weighted import weighted_length

__all__ = ["code_points", "graphemes", "mastodon_length", "utf8_bytes", "utf16_units", "weighted_length"]


def code_points(text: str) -> int:
    """Return the number of Unicode code points."""
    return len(text)


def utf8_bytes(text: str) -> int:
    """Return the number of bytes in UTF-8; a lone surrogate counts as the three bytes it would take."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def utf16_units(text: str) -> int:
    """Return the number of UTF-16 code units, JavaScript's ``length``."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2
