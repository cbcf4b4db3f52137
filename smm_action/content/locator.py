"""Where the keys of a file stand, and how their values are written; composed at the first question."""

from __future__ import annotations

from smm_action.content import yaml_core
from smm_action.content.yaml_core import Path as KeyPath
from smm_action.content.yaml_marks import Mark, Span
from smm_action.model.finding import Location


class Locator:
    """Answers for one block of YAML. Ask only for findings: a clean file is never composed a second time."""

    def __init__(self, path: str, block: str, offset: int) -> None:
        """Keep the block; ``offset`` is the number of lines of the file at ``path`` before it."""
        self._path = path
        self._block = block
        self._offset = offset
        self._spans: dict[KeyPath, Span] | None = None

    def __call__(self, key: KeyPath) -> Location:
        """Return the place of ``key``, else of its nearest parent that is there, and at last the file's first line."""
        spans = self._composed()
        for length in range(len(key), 0, -1):
            span = spans.get(key[:length])
            if span is not None:
                return self.place(span.key, span.key_end)
        return Location(path=self._path, line=1, column=1)

    def line(self, mark: Mark) -> int:
        """Return the file's line of a mark of the block."""
        return mark.line + self._offset

    def place(self, start: Mark, end: Mark) -> Location:
        """Return two marks of the block as a place in the file."""
        return Location(
            path=self._path,
            line=self.line(start),
            column=start.column,
            end_line=self.line(end),
            end_column=end.column,
        )

    def written(self, key: KeyPath) -> str | None:
        """Return the value of ``key`` as it is written, when that is on one line; else None."""
        span = self._composed().get(key)
        if span is None or span.value.line != span.value_end.line:
            return None
        line = self._block.split("\n")[span.value.line - 1]
        return line[span.value.column - 1 : span.value_end.column - 1] or None

    def _composed(self) -> dict[KeyPath, Span]:
        if self._spans is None:
            self._spans = yaml_core.positions(self._block)
        return self._spans
