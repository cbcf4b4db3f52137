"""What an importer hands over: files to write, and an account of every file it saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smm_action.importers.report import Report
from smm_action.model.post import EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthoredPost:
    """A post file to be: front matter as plain values in the order they are written, and a body in Markdown."""

    path: str
    """POSIX path below the content root."""
    front: Mapping[str, Any]
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaCopy:
    """A file to copy as it is."""

    source: Path
    target: str
    """POSIX path below the content root."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A whole content root to be."""

    posts: tuple[AuthoredPost, ...]
    config: Mapping[str, Any]
    """``smm.yml``."""
    people: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: EMPTY)
    """``people.yml``."""
    media: tuple[MediaCopy, ...] = ()
    report: Report


def imported_state(state: str, *, url: str | None = None, time: str | None = None, reason: str = "") -> dict[str, str]:
    """Return the value of one account below ``imported:``, without the keys that are not known."""
    known = {"state": state, "url": url, "time": time, "reason": reason}
    return {key: value for key, value in known.items() if value}
