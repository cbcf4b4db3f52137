"""Media at a public address, for platforms that fetch them instead of taking bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from smm_action.model.delivery import Rejected, Retry


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosted:
    """A file that anybody who knows the address can fetch."""

    name: str
    """Unguessable; what ``drop`` takes."""
    url: str


class MediaHost(Protocol):
    """Where files are put for a platform to fetch, and taken away once it has copied them."""

    def put(self, data: bytes, mime: str) -> Hosted | Retry | Rejected:
        """Make ``data`` reachable, and return once it was fetched back; the same bytes again are the same address."""
        ...

    def drop(self, hosted: Hosted) -> None:
        """Take it away. What can not be taken away now is left to a later clean-up; nothing is raised."""
        ...


def no_host(label: str) -> Rejected:
    """Return why media can not be sent to the platform called ``label``."""
    return Rejected(
        reason=f"Nothing went out: {label} fetches media from a public address, and smm.yml names no `media_host`."
        " Add one (docs/how-to/media-host.md).",
        code="no-media-host",
    )
