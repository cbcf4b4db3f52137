"""A loaded content root: brands, accounts, people, campaigns and posts, with what was wrong on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any, Literal

from smm_action.model.finding import Finding
from smm_action.model.freeze import Freeze
from smm_action.model.ids import AccountName, BrandName, PlatformName
from smm_action.model.post import EMPTY, Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One identity on a platform, declared in ``smm.yml``."""

    name: AccountName
    brand: BrandName
    platform: PlatformName
    handle: str = ""
    server: str | None = None
    """Origin, ``https://…`` without a trailing slash; None means the platform's default."""
    base_url: str | None = None
    """Where a ``microblog`` account's pages will be served from, with a trailing slash."""
    timezone: str | None = None
    language: str | None = None
    visibility: str | None = None
    limits: Mapping[str, int] = field(default_factory=lambda: EMPTY)
    """Overrides of the card's limits for this server, e.g. ``{characters: 5000}``."""
    options: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    """Platform options for every post of this account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """A daily window, wall clock in the brand's zone; it may span midnight."""

    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a brand demands of its posts; a further brand may only tighten it."""

    alt_text: Literal["required", "recommended"] = "required"
    min_gap: timedelta | None = None
    quiet_hours: QuietHours | None = None
    max_late: timedelta = timedelta(hours=6)
    approval: Literal["none", "required"] = "none"
    budget: Mapping[PlatformName, float] = field(default_factory=lambda: EMPTY)
    """Platform → US dollars that its posts may cost in a calendar month (UTC)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utm:
    """Templates of the UTM parameters; ``{platform}``, ``{account}``, ``{campaign}``, ``{post}`` are filled in."""

    source: str | None = None
    medium: str | None = None
    campaign: str | None = None
    content: str | None = None
    term: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateLocation:
    """Where the machine's records live."""

    branch: str = "smm-state"
    path: str = "."
    remote: str = "origin"


@dataclass(frozen=True, slots=True, kw_only=True)
class HostLocation:
    """Where media get a public address, for platforms that fetch them."""

    kind: Literal["branch", "s3"]
    base_url: str
    """What a file's name is put after, with a slash at its end."""
    branch: str = "smm-media"
    """Of the repository's remote; ``branch`` alone."""
    path: str = ""
    """Folder on the branch, or the beginning of every key in the bucket."""
    endpoint: str = ""
    """Origin of the S3-compatible server; ``s3`` alone."""
    bucket: str = ""
    region: str = "us-east-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """How people are told of kits, beside the dashboard."""

    issue: bool = False
    webhook: bool = False
    assignees: tuple[str, ...] = ()
    """Logins on GitHub."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An entry of ``people.yml``: one handle a platform, with or without the leading ``@``."""

    key: str
    name: str
    handles: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A campaign's tangible goal."""

    metric: str
    target: float
    baseline: float = 0.0
    deadline: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """Posts with a purpose: ``campaigns/<name>.yml``."""

    name: str
    brand: BrandName
    path: str
    title: str = ""
    start: date | None = None
    end: date | None = None
    goals: tuple[Goal, ...] = ()
    utm: Utm = field(default_factory=Utm)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """A directory with its own ``smm.yml``, cascaded from the root one."""

    name: BrandName
    path: str
    """POSIX path relative to the content root; ``""`` for the root brand."""
    timezone: str = "UTC"
    language: str | None = None
    accounts: Mapping[AccountName, Account] = field(default_factory=lambda: EMPTY)
    sets: Mapping[str, tuple[AccountName, ...]] = field(default_factory=lambda: EMPTY)
    policy: Policy = field(default_factory=Policy)
    utm: Utm = field(default_factory=Utm)
    media_host: HostLocation | None = None
    manual: HandOver = field(default_factory=HandOver)
    people: Mapping[str, Person] = field(default_factory=lambda: EMPTY)
    campaigns: Mapping[str, Campaign] = field(default_factory=lambda: EMPTY)
    broken: bool = False
    """Its ``smm.yml`` has an error: none of its posts is published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Everything below one content root, as values."""

    root: str
    """The content root as given on the command line, for display and for ``media``."""
    brands: Mapping[BrandName, Brand] = field(default_factory=lambda: EMPTY)
    posts: tuple[Post, ...] = ()
    """In path order."""
    files: frozenset[str] = frozenset()
    """Every file below the root, POSIX, relative: what media references are checked against."""
    findings: tuple[Finding, ...] = ()
    """What loading itself found: unknown keys, invalid values, duplicate keys …"""
    state: StateLocation = field(default_factory=StateLocation)
    freezes: tuple[Freeze, ...] = ()
    """What ``freeze.yml`` stops."""

    @property
    def timezone(self) -> str:
        """Return the zone of the root brand, in which is said what belongs to no brand; UTC without one."""
        return next((brand.timezone for brand in self.brands.values() if not brand.path), "UTC")

    def account(self, name: str) -> Account | None:
        """Return the account called ``name`` in any brand."""
        for brand in self.brands.values():
            found = brand.accounts.get(AccountName(name))
            if found is not None:
                return found
        return None
