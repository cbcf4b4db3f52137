"""Changes of the state branch as functions of the head they extend, so that a refused push can be overlaid again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

Read = Callable[[str], bytes | None]
"""Path below the state path → its bytes on the head being extended, None when there is no such file."""


class Edit(Protocol):
    """One change. Applied again, on the newer head, each time a push is refused."""

    def apply(self, read: Read) -> Mapping[str, bytes | None]:
        """Return the files to write, and None for those to remove, given what the head holds.

        Must not depend on anything else that moves.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Append:
    """Add whole lines at the end of a file; a line that is already there (same bytes) is not added twice."""

    path: str
    lines: tuple[bytes, ...]
    """Without line ends."""

    def apply(self, read: Read) -> Mapping[str, bytes]:
        """Return the file with the missing lines added; a torn last line is ended first, never joined."""
        before = read(self.path) or b""
        if before and not before.endswith(b"\n"):
            before += b"\n"
        held = set(before.split(b"\n"))
        fresh = [line for line in self.lines if line not in held]
        return {self.path: before + b"".join(line + b"\n" for line in fresh)} if fresh else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Replace a file by a function of what it was."""

    path: str
    content: Callable[[Read], bytes]

    def apply(self, read: Read) -> Mapping[str, bytes]:
        """Return the new bytes, or nothing when they are what the head holds."""
        fresh = self.content(read)
        return {} if read(self.path) == fresh else {self.path: fresh}
