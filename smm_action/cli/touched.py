"""Which lines a change touches: a reviewer sees annotations of those alone beside the diff."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from smm_action.cli.repository import Repository
from smm_action.model.finding import Finding, Location

_FILE = re.compile(r"^\+\+\+ (?:b/(?P<path>[^\t]*))?")
_HUNK = re.compile(r"^@@ -\S+ \+(?P<start>\d+)(?:,(?P<count>\d+))? @@")


@dataclass(frozen=True, slots=True)
class Touched:
    """Lines by path, relative to the content root."""

    lines: Mapping[str, Sequence[range]] = field(default_factory=dict)
    files: frozenset[str] = frozenset()
    """Touched files; those without lines are new, and touched as a whole."""

    def holds(self, place: Location) -> bool:
        """Whether the first line of ``place`` is touched."""
        held = self.lines.get(place.path)
        if held is None:
            return place.path in self.files
        return any((place.line or 1) in lines for lines in held)

    def first(self, findings: Sequence[Finding]) -> list[Finding]:
        """Return the findings, those on touched lines first, then those in touched files, else in their order."""
        return sorted(findings, key=lambda one: (not self.holds(one.location), one.location.path not in self.files))


def touched_since(repository: Repository, revision: str, files: frozenset[str]) -> Touched:
    """Return what differs between ``revision`` and the work tree, of ``files`` (see ``Repository.changed_since``)."""
    below = repository.prefix or "."
    options = ("--unified=0", "--no-color", "--no-ext-diff", "--no-renames", "--src-prefix=a/", "--dst-prefix=b/")
    text = repository.git.run("-c", "core.quotePath=false", "diff", *options, revision, "--", below)
    start = len(repository.prefix) + 1 if repository.prefix else 0
    lines: dict[str, list[range]] = {}
    path: str | None = None
    for line in text.decode(errors="surrogateescape").split("\n"):
        if found := _FILE.match(line):
            path = found["path"][start:] if found["path"] else None  # none: gone, or a name that Git puts in quotes
        elif path is not None and (hunk := _HUNK.match(line)):
            first, count = int(hunk["start"]), int(hunk["count"] or 1)
            lines.setdefault(path, []).append(range(first, first + count))
    return Touched(lines=lines, files=files)
