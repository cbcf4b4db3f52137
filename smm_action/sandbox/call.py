"""One request as a handler sees it, and how a handler refuses it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from smm_action.model.post import EMPTY
from smm_action.sandbox.store import Store

CREDENTIAL = "sandbox-"
"""Every credential ``sandbox-<account>`` is accepted, and is that account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a real server's owner decides."""

    characters: int = 500
    """Mastodon's limit of a status. 500 unless an instance says otherwise (recorded 4.6.4, 2026-08-01)."""
    media: int = 4
    alt_text: int = 1500
    """Mastodon's ``description_limit``. 4.6 says 10,000; most servers run older versions, which say 1,500."""
    image_bytes: int = 16 * 1024 * 1024
    video_bytes: int = 99 * 1024 * 1024
    key_ttl: timedelta = timedelta(hours=1)
    """How long Mastodon remembers an Idempotency-Key (docs.joinmastodon.org/methods/statuses, read 2026-11-24)."""
    access_ttl: timedelta = timedelta(hours=2)
    """How long a Bluesky access token lives (PDS 0.5.35)."""
    refresh_ttl: timedelta = timedelta(days=90)
    blob_bytes: int = 5 * 1024 * 1024
    """What a PDS takes as one blob (PDS 0.5.35)."""
    image_blob_bytes: int = 2_000_000
    """What a post may embed as one image (lexicon app.bsky.embed.images)."""
    requests: int = 300
    """Calls of an account in five minutes, as told in the rate-limit headers (recorded 4.6.4)."""
    enforce_rates: bool = False
    """Answer 429 beyond ``requests``; off, because rehearsals put days into seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """What the scenario changes inside a handler."""

    hide: timedelta = timedelta()
    """Records younger than this are not found yet."""
    forget_key: bool = False
    processing: timedelta | None = None
    """How long uploaded media stay in processing; None means as usual."""
    expired: bool = False
    """The token has expired, whatever it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One file of a multipart form."""

    name: str
    mime: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, decoded."""

    store: Store
    settings: Settings
    now: datetime
    origin: str
    """``http://127.0.0.1:PORT``"""
    account: str = ""
    """The account of the token; empty when the caller is nobody."""
    path: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    query: Mapping[str, Sequence[str]] = field(default_factory=lambda: EMPTY)
    headers: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    """Names in lower case."""
    fields: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    """A JSON body, or a form with ``poll[options][]`` unfolded."""
    files: Mapping[str, Upload] = field(default_factory=lambda: EMPTY)
    body: bytes = field(default=b"", repr=False)
    effects: Effects = field(default_factory=Effects)

    def one(self, name: str, default: str = "") -> str:
        """Return the last value of a query parameter."""
        values = self.query.get(name) or (default,)
        return values[-1]

    def many(self, name: str) -> tuple[str, ...]:
        """Return the values of a query parameter, ``name`` and ``name[]`` alike."""
        return (*self.query.get(name, ()), *self.query.get(f"{name}[]", ()))

    def number(self, name: str, default: int, highest: int) -> int:
        """Return a query parameter as a number between 1 and ``highest``; nonsense is ``default``."""
        try:
            return max(1, min(highest, int(self.one(name, str(default)))))
        except ValueError:
            return default

    @property
    def horizon(self) -> datetime | None:
        """The instant after which records are hidden; None when all are seen."""
        return self.now - self.effects.hide if self.effects.hide else None


class Refusal(Exception):  # noqa: N818 a platform's answer, not a fault of ours
    """An answer other than success, in the platform's own words."""

    def __init__(self, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
        """Keep the answer: status, JSON body, further headers."""
        super().__init__(f"{status} {body}")
        self.status, self.body, self.headers = status, body, dict(headers or {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A successful answer: JSON when ``json`` is set, else ``content``."""

    json: Any = None
    content: bytes | None = field(default=None, repr=False)
    mime: str = "application/json; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: EMPTY)
