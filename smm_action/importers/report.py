"""What became of every file of the source, and what of its contents could not be carried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Fate = Literal["imported", "merged", "folded", "read", "left"]
_FATES: Mapping[Fate, str] = {
    "imported": "a post of its own",
    "merged": "an account's version of a post",
    "folded": "a repeated attempt at a post",
    "read": "configuration or status that was read",
    "left": "not a post",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLine:
    """One file of the source."""

    source: str
    """POSIX path below the source."""
    fate: Fate
    into: str = ""
    """The post it went into, below the content root."""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something of a file that is not, or not literally, in what was written."""

    source: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The account an importer gives of itself."""

    format: str
    files: tuple[FileLine, ...]
    notes: tuple[Note, ...] = ()
    states: Mapping[str, int] = field(default_factory=dict)
    """How many deliveries (post × account) were published, failed, draft or scheduled."""

    def document(self) -> dict[str, Any]:
        """Return the report as JSON types."""
        fates = Counter(line.fate for line in self.files)
        return {
            "format": self.format,
            "summary": {
                "files": len(self.files),
                **{fate: fates[fate] for fate in _FATES},
                "posts": len({line.into for line in self.files if line.into}),
                "deliveries": dict(sorted(self.states.items())),
            },
            "files": [_without_empty(line.source, line.fate, line.into, line.why) for line in self.files],
            "notes": [{"source": note.source, "what": note.what} for note in self.notes],
        }

    def markdown(self) -> str:
        """Return the report as a page for people."""
        document = self.document()
        summary = document["summary"]
        lines = [
            f"# Import from {self.format}",
            "",
            f"{summary['files']} files became {summary['posts']} posts. Nothing of them is due.",
            "",
            "| files | |",
            "|---:|---|",
            *(f"| {summary[fate]} | {meaning} |" for fate, meaning in _FATES.items()),
            "",
            "| deliveries | |",
            "|---:|---|",
            *(f"| {count} | {state} |" for state, count in summary["deliveries"].items()),
            "",
            "## What is different from the source",
            "",
            *(_bullets(self.notes) or ["Nothing."]),
            "",
            "## Every file",
            "",
            *(_file_line(line) for line in self.files),
            "",
        ]
        return "\n".join(lines)


def _without_empty(source: str, fate: Fate, into: str, why: str) -> dict[str, str]:
    return {key: value for key, value in {"source": source, "fate": fate, "into": into, "why": why}.items() if value}


def _bullets(notes: tuple[Note, ...]) -> list[str]:
    return [f"- {_code(note.source)}: {_text(note.what)}" for note in notes]


def _file_line(line: FileLine) -> str:
    target = f" → {_code(line.into)}" if line.into else ""
    why = f" ({_text(line.why)})" if line.why else ""
    return f"- {_code(line.source)}: {line.fate}{target}{why}"


def _code(text: str) -> str:
    """Return ``text`` as a code span; a name with backticks or line ends stays inside it."""
    return f"`` {' '.join(text.split())} ``" if "`" in text else f"`{' '.join(text.split())}`"


def _text(text: str) -> str:
    return " ".join(text.replace("<", "&lt;").split())
