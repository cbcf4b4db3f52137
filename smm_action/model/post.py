"""One authored post, checked against the schema and typed; the machine never writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal

from smm_action.model.document import Document
from smm_action.model.finding import Location
from smm_action.model.ids import AccountName, BrandName, PostId

Visibility = Literal["public", "unlisted", "followers", "direct"]
Disclosure = Literal["paid", "gifted", "ai"]
Correct = Literal["edit", "reply", "replace", "leave"]
"""What a later revision does to the one that is out."""
EMPTY: Mapping[Any, Any] = MappingProxyType({})
"""The empty mapping, shared because mapping defaults must not be mutable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A post's time as written: ``asap``, or a wall clock with its zone, or an instant."""

    authored: str
    """The text of the front matter."""
    asap: bool = False
    instant: datetime | None = None
    """Aware, UTC. None for ``asap``. In a DST gap or overlap the later reading (a finding says so)."""
    timezone: str = "UTC"
    ambiguity: Literal["gap", "overlap"] | None = None
    readings: tuple[datetime, ...] = ()
    """The two instants an ambiguous wall clock may mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRef:
    """A medium as a post names it; the bytes are looked at by ``media.probe``."""

    file: str
    """POSIX path relative to the brand's root, or an https URL in imported posts."""
    alt: str | None = None
    decorative: bool = False
    crop: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    focus: tuple[float, float] | None = None
    """Focal point: x and y from 0 (left, top) to 1 (right, bottom)."""
    inline: bool = False
    """Comes from ``![alt](src)`` in the body, not from ``media:``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """A poll's options and how long it stays open."""

    options: tuple[str, ...]
    duration: timedelta
    multiple: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What one account (or platform) says differently. None means: as the post says."""

    body: Document | None = None
    tags: tuple[str, ...] | None = None
    media: tuple[MediaRef, ...] | None = None
    time: When | None = None
    link: str | None = None
    correct: Correct | None = None
    options: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    """Checked against ``schemas/platforms/<platform>.schema.json``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an importer knows of a delivery that happened before this repository."""

    state: Literal["published", "failed", "draft"]
    url: str | None = None
    time: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One Markdown file below ``posts/``, or what could be read of it (``valid=False`` when the schema refused it)."""

    id: PostId
    brand: BrandName
    path: str
    """POSIX path relative to the content root (of the repository's root brand)."""
    body: Document
    platforms: tuple[str, ...] = ()
    """As written: accounts, sets or platforms."""
    accounts: tuple[AccountName, ...] = ()
    """``platforms`` resolved against the brand, in order, each once; unknown names are findings."""
    time: When | None = None
    media: tuple[MediaRef, ...] = ()
    """``media:`` first, then the images of the body in order."""
    campaign: str | None = None
    tags: tuple[str, ...] = ()
    link: str | None = None
    variants: Mapping[str, Variant] = field(default_factory=lambda: EMPTY)
    """Keyed by account or platform; an account's wins key by key."""
    poll: Poll | None = None
    reply_to: str | None = None
    quote: str | None = None
    repost: str | None = None
    after: str | None = None
    first_comment: str | None = None
    language: str | None = None
    visibility: Visibility | None = None
    """None: as the account says, else public."""
    content_warning: str | None = None
    disclosure: Disclosure | None = None
    thread: Literal["auto"] | None = None
    late: Literal["publish", "hold"] = "publish"
    max_late: timedelta | None = None
    not_after: datetime | None = None
    revision: int = 1
    correct: Correct | None = None
    """For accounts without a word of their own: ask ``correction``."""
    deliver: Literal["api", "platform", "manual"] = "api"
    precision: Literal["exact"] | None = None
    embargo: bool = False
    draft: bool = False
    imported: Mapping[AccountName, Imported] = field(default_factory=lambda: EMPTY)
    ignored_rules: tuple[str, ...] = ()
    """``lint: {ignore: [...]}``."""
    valid: bool = True
    source: str = ""
    """The decoded file without BOM, line ends as ``\\n``."""
    body_line: int = 1
    """Line of the file on which the body starts."""
    locate: Callable[[tuple[str | int, ...]], Location] = field(
        repr=False, compare=False, default=lambda _: Location(path="")
    )
    """Where a front-matter key stands: ``locate(("media", 0, "alt"))``. Composed lazily: ask only for findings."""

    def variant(self, account: AccountName, platform: str) -> Variant:
        """Return the override for ``account``: its own keys first, then its platform's."""
        own = self.variants.get(account)
        shared = self.variants.get(platform)
        if own is None or shared is None:
            return own or shared or Variant()
        return Variant(
            body=own.body if own.body is not None else shared.body,
            tags=own.tags if own.tags is not None else shared.tags,
            media=own.media if own.media is not None else shared.media,
            time=own.time if own.time is not None else shared.time,
            link=own.link if own.link is not None else shared.link,
            correct=own.correct or shared.correct,
            options={**shared.options, **own.options},
        )

    def when(self, account: AccountName, platform: str) -> When | None:
        """Return the time of this post on ``account``; None is a draft."""
        return self.variant(account, platform).time or self.time

    def correction(self, account: AccountName, platform: str) -> Correct | None:
        """Return what a later revision does on ``account`` to the one that is out there; None says nothing of it."""
        return self.variant(account, platform).correct or self.correct
