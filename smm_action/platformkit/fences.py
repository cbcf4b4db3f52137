"""Texts that somebody wrote, shown in Markdown as exactly what they are."""

from __future__ import annotations


def fenced(content: str) -> str:
    """Return ``content`` in a code fence longer than any run of backticks in it, so that nothing in it is markup."""
    fence = "`" * max(3, _longest(content) + 1)
    return f"{fence}text\n{content}\n{fence}"


def inline_code(content: str) -> str:
    """Return one line of ``content`` as inline code."""
    flat = " ".join(content.split())
    ticks = "`" * (_longest(flat) + 1)
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{ticks}{pad}{flat}{pad}{ticks}"


def _longest(content: str) -> int:
    """Return the length of the longest run of backticks."""
    return max((len(run) for run in "".join(c if c == "`" else " " for c in content).split()), default=0)
