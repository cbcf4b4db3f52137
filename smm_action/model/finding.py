"""What the linter (and the loader) says about authored files."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from smm_action.model.ids import AccountName


class Severity(StrEnum):
    """How bad a finding is: GitHub's three annotation levels."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place in an authored file. Lines and columns count from 1, columns in code points."""

    path: str
    """POSIX path relative to the content root."""
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A safe edit: replace the code points ``start..end`` of the decoded file (without BOM) by ``replacement``."""

    path: str
    start: int
    end: int
    replacement: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault of an authored file, found by one rule."""

    rule: str
    severity: Severity
    message: str
    """What is wrong, why, and what to do: a sentence or two."""
    location: Location
    account: AccountName | None = None
    """The account whose rendering shows the fault, when it is not a fault of the file as such."""
    fix: Fix | None = None
