"""Places in a block of YAML, and the fault that stands at one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in the block that was read. Lines and columns count from 1, columns in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Span:
    """Where a key (or an item of a list) and its value stand."""

    key: Mark
    key_end: Mark
    value: Mark
    value_end: Mark


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A key given twice in one mapping."""

    key: str
    first: Mark
    second: Mark
    second_end: Mark


class YamlFault(Exception):  # noqa: N818 an authored fault, turned into a finding
    """The block is no YAML that we accept."""

    def __init__(self, message: str, mark: Mark) -> None:
        """Keep the sentence and the place."""
        super().__init__(message)
        self.message = message
        self.mark = mark


def mark_of(mark: Any) -> Mark:
    """Return PyYAML's mark, which counts from 0, as ours."""
    return Mark(mark.line + 1, mark.column + 1)
