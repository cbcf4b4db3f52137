"""A platform's card: its capabilities as data, every number with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from smm_action.model.ids import PlatformName
from smm_action.model.post import EMPTY

Feature = Literal[
    "publish",
    "threads",
    "images",
    "gif",
    "video",
    "alt_text",
    "focus",
    "polls",
    "reply",
    "quote",
    "repost",
    "link_card",
    "language",
    "visibility",
    "content_warning",
    "edit",
    "delete",
    "find",
    "metrics",
    "followers",
    "doctor",
    "first_comment",
    "documents",
    "replies",
    "schedule",
]
Tier = Literal["bronze", "silver"]
Proof = Literal["real server", "official contract", "transcription"]
Disclosed = Literal["paid", "gifted", "ai"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """What somebody can look up: every number of a card stands in a table that says where it was read, and when."""

    source: str
    """URL of the page or specification that says so."""
    read: str
    """Date it was read, ISO 8601."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(Sourced):
    """One number of the card."""

    value: int
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRules:
    """What may be attached to one part."""

    max_images: int = 0
    max_videos: int = 0
    mixing: bool = False
    """Images and videos together."""
    image_types: tuple[str, ...] = ()
    """MIME types, decided by magic bytes."""
    video_types: tuple[str, ...] = ()
    max_image_bytes: int | None = None
    max_video_bytes: int | None = None
    max_image_pixels: int | None = None
    """Width times height."""
    alt_text_limit: int | None = None
    """In code points unless the card says otherwise."""
    first_part_only: bool = False
    required: bool = False
    """A post without any is refused (Instagram)."""
    by_url: bool = False
    """The platform fetches them from a public address (``media_host``) instead of taking bytes."""
    document_types: tuple[str, ...] = ()
    max_document_bytes: int | None = None
    max_gif_bytes: int | None = None
    min_ratio: float | None = None
    """Width divided by height, of images."""
    max_ratio: float | None = None
    max_video_seconds: int | None = None
    min_video_seconds: int | None = None
    source: str = ""
    """URL of the page that says the numbers of this table."""
    read: str = ""
    """Date it was read, ISO 8601."""
    elsewhere: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    """Field of this table → URL of another page that says its number, read on the same date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """One secret an account needs: ``SMM_<ACCOUNT>_<field>``."""

    field: str
    """Upper case: ``TOKEN``, ``APP_PASSWORD``."""
    what: str
    """What it is and where a person gets it, a sentence."""
    scopes: tuple[str, ...] = ()
    way: str = ""
    """Credentials of one way (``oauth1``) are an alternative to those of another; without one it is always needed."""
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota(Sourced):
    """How many creates in a window, per account."""

    count: int
    per: timedelta
    gap: timedelta = timedelta()
    """At least this long between one post (or thread) and the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags(Sourced):
    """How many hashtags a post may have."""

    advised: int | None = None
    """More than this is a warning."""
    refused: int | None = None
    """More than this is refused by the platform."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Polls(Sourced):
    """What a poll may be."""

    options: tuple[int, int]
    """The fewest and the most."""
    characters: int
    """Of one option, at most."""
    duration: tuple[timedelta, timedelta]
    """The shortest and the longest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Idempotency:
    """How doubt about a lost answer is settled on this platform."""

    policy: Literal["same-key", "search", "atomic", "ask"]
    """``same-key``: repeat the same call under the same key; ``search``: look through the account's own posts;
    ``atomic``: sending and recording are one commit; ``ask``: a person decides."""
    key_ttl: timedelta | None = None
    """How long the platform remembers a key; None with ``same-key`` means for ever."""
    why: str = ""
    source: str = ""
    """URL of the page that says ``key_ttl``."""
    read: str = ""
    """Date it was read, ISO 8601."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices(Sourced):
    """What calls cost, in US dollars."""

    post: float = 0.0
    post_with_link: float = 0.0
    read_back: float = 0.0
    """One post, read back to be counted; charged once a day (UTC)."""
    owned_read: float = 0.0
    """One post of one's own timeline, read when a lost answer is looked for."""
    account: float = 0.0
    """The account itself, read to sign in and to count its followers; charged once a day (UTC)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(Sourced):
    """The version of the API that requests name."""

    name: str
    """``v26.0``, ``202611``."""
    sunset: str | None = None
    """Date after which the platform refuses it, ISO 8601; None when it says none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refresh(Sourced):
    """Tokens that end, and how they are renewed."""

    fields: tuple[str, ...]
    """Credentials that a renewal replaces."""
    way: str = ""
    """The credentials' way that this is about."""
    lifetime: timedelta
    before: timedelta
    """Renew when less than this is left."""
    needs: tuple[str, ...] = ()
    """Optional credentials without which there is no renewal."""
    rotating: bool = False
    """A renewal makes the old token useless, so it must not be lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Auth:
    """How a person obtains the credentials (``smm auth``)."""

    kind: Literal["code", "device", "pin", "paste"]
    """``code``: OAuth 2 with a redirect to this machine; ``pin``: OAuth 1 with a PIN; ``paste``: on a page by hand."""
    authorize_url: str = ""
    token_url: str = ""
    scopes: tuple[str, ...] = ()
    pkce: bool = False
    redirect: str = ""
    """Address that has to be registered as the redirect, where it may not be this machine."""
    steps: tuple[str, ...] = ()
    """What a person does, sentence by sentence."""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access(Sourced):
    """What has to be done, waited for and paid before anything can be posted."""

    kind: Literal["open", "key", "review", "paid"]
    note: str
    """How long it takes and what it costs, a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduler(Sourced):
    """How the platform publishes later by itself."""

    note: str
    """A sentence: by which field, how far ahead, and why smm does or does not use it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Everything a person or a stage needs to know of a platform without calling it."""

    name: PlatformName
    label: str
    """As people write it: ``Mastodon``."""
    documentation: str
    text: Limit
    """The limit of one part in the platform's own unit."""
    text_bytes: Limit | None = None
    """A second limit in UTF-8 bytes (Bluesky)."""
    media: MediaRules = field(default_factory=MediaRules)
    features: frozenset[Feature] = frozenset()
    credentials: tuple[Credential, ...] = ()
    idempotency: Idempotency = field(default_factory=lambda: Idempotency(policy="ask"))
    quota: Quota | None = None
    access: Access | None = None
    """None is open to everybody, at once and free of charge."""
    default_server: str | None = None
    version: Version | None = None
    prices: Prices | None = None
    refresh: Refresh | None = None
    auth: Auth | None = None
    disclosures: frozenset[Disclosed] = frozenset()
    """Disclosures that the platform has a flag of its own for."""
    scheduler: Scheduler | None = None
    """None where no app can ask for it."""
    tags: Tags | None = None
    mentions: Limit | None = None
    """More than this in a post is refused."""
    polls: Polls | None = None
    tier: Tier = "bronze"
    exemption: str = ""
    """Why nothing proves it, where nothing can."""
    proof: tuple[Proof, ...] = ()
    rich_text: bool = False
    """Links, mentions and tags are facets: ``[t](u)`` shows ``t`` alone."""
    titles: bool = False
    """Posts have a title apart from their text: the first heading."""
    post_url: str = ""
    """Regular expression that a URL of a post on this platform matches in full (without query and fragment)."""
    languages: Mapping[str, str] = field(default_factory=lambda: EMPTY)
