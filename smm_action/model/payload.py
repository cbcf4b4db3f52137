"""Exactly what would be sent for one post to one account: pure data, media by digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

from smm_action.model.ids import AccountName, BrandName, Digest, PlatformName, PostId
from smm_action.model.post import EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A span of a part's text with a meaning. ``start`` and ``end`` are UTF-8 byte offsets."""

    kind: Literal["link", "mention", "tag"]
    start: int
    end: int
    value: str
    """The URL, the handle without ``@``, or the tag without ``#``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """A medium of a part. The content digest counts ``sha256`` and ``rule``, never encoded bytes."""

    path: str
    """POSIX path relative to the content root."""
    sha256: Digest
    """Of the original file."""
    rule: str
    """What is done to it before sending: ``strip-location/1``, or ``none``."""
    kind: Literal["image", "gif", "video", "audio", "other"]
    mime: str
    width: int
    """Pixels, after EXIF orientation. 0 when unknown."""
    height: int
    bytes: int
    """Size of the original file."""
    alt: str = ""
    focus: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCard:
    """A link card. ``title`` and the rest are filled in when sealing; a preview shows the URL alone."""

    url: str
    title: str = ""
    description: str = ""
    image: Digest | None = None
    """sha256 of the thumbnail among the sealed blobs."""
    image_mime: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PollPayload:
    """A poll as sent."""

    options: tuple[str, ...]
    duration: timedelta
    multiple: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One message of a payload."""

    text: str
    length: int
    """In ``unit``, as the platform counts."""
    limit: int
    unit: str
    """``weighted characters`` (X), ``graphemes`` (Bluesky), ``characters`` (Mastodon, code points) …"""
    media: tuple[Medium, ...] = ()
    facets: tuple[Facet, ...] = ()
    role: Literal["post", "comment"] = "post"
    """``comment``: the first comment, which comes last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """One post rendered for one account. A repost alone has no parts."""

    post: PostId
    brand: BrandName
    account: AccountName
    platform: PlatformName
    revision: int
    parts: tuple[Part, ...]
    card: LinkCard | None = None
    reply_to: str | None = None
    """URL of a post, or ``post:<id>``."""
    quote: str | None = None
    repost: str | None = None
    poll: PollPayload | None = None
    language: str | None = None
    visibility: str = "public"
    content_warning: str | None = None
    title: str | None = None
    """For platforms with titles (microblog): the first heading."""
    disclosure: Literal["paid", "gifted", "ai"] | None = None
    """What the platform's own flag says; None where it has none for it."""
    options: Mapping[str, Any] = field(default_factory=lambda: EMPTY)

    @property
    def media(self) -> tuple[Medium, ...]:
        """The media of the post itself, its first part."""
        return self.parts[0].media if self.parts else ()


Correction = Literal["edit", "reply", "replace"]
"""What a later revision does: changes what is out, answers it, or takes its place once it is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A delivery ready to send: the publisher decodes nothing and asks nobody."""

    payload: Payload
    key: str
    """Idempotency key of the delivery; a part's key is sha256 of ``key`` and its index."""
    content_digest: Digest
    schedule_digest: Digest
    due: str
    """RFC 3339 UTC instant the delivery was scheduled for (``asap``: the tick's)."""
    handle: str = ""
    """The account's handle when it was sealed."""
    server: str | None = None
    correct: Correction | None = None
    """What this revision does to the one that is out; None is a publication of its own."""
    by_hand: bool = False
    """A person posts it; what is delivered is a kit."""
    repeats: bool = False
    """Its author means to say what another post says: it has no twin (``model.twin``)."""
    blobs: Mapping[str, Digest] = field(default_factory=lambda: EMPTY)
    """Original digest of a medium → digest of the bytes to send, among the sealed blobs."""
