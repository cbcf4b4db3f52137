"""What rules may look at."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from smm_action.model.delivery import DeliveryId
from smm_action.model.entry import Ledger, Record
from smm_action.model.finding import Finding
from smm_action.model.ids import AccountName, BrandName, PostId
from smm_action.model.media import MediaFacts
from smm_action.model.post import Post
from smm_action.model.project import Account, Brand, Project
from smm_action.platformkit.base import Platform
from smm_action.platformkit.render import Rendering, render

PostKey = tuple[BrandName, PostId]


@dataclass(frozen=True, kw_only=True)
class LintContext:
    """One run's inputs, and what is worked out from them once."""

    project: Project
    now: datetime
    """Aware, UTC."""
    facts: Callable[[str], MediaFacts | None]
    """Path relative to the content root → what the bytes say; None when there is no such file."""
    platform: Callable[[str], Platform | None]
    """Name → platform; None when it is not built."""
    ledger: Ledger = field(default_factory=Ledger)
    links: frozenset[str] = frozenset()
    """Symbolic links below the content root."""
    changed: frozenset[str] | None = None
    """Paths that a change touches, relative to the content root; None when everything is linted."""
    _renderings: dict[AccountName, Rendering | None] = field(default_factory=dict, repr=False, compare=False)
    _rendered: list[Post] = field(default_factory=list, repr=False, compare=False)

    def brand(self, post: Post) -> Brand:
        """Return the brand ``post`` belongs to."""
        return self.project.brands[post.brand]

    def accounts(self, post: Post) -> tuple[Account, ...]:
        """Return the accounts of ``post``, in order."""
        held = self.project.brands[post.brand].accounts
        return tuple(held[name] for name in post.accounts)

    def rendering(self, post: Post, account: Account) -> Rendering | None:
        """Return what ``account`` would get; None when its platform is not built.

        Kept until another post is asked for: ten thousand posts must not stay in memory rendered.
        """
        if not self._rendered or self._rendered[-1] is not post:
            self._renderings.clear()
            self._rendered[:] = [post]
        if account.name not in self._renderings:
            platform = self.platform(account.platform)
            self._renderings[account.name] = (
                None if platform is None else render(post, account, self.brand(post), platform, self.facts)
            )
        return self._renderings[account.name]

    def is_touched(self, post: Post) -> bool:
        """Whether the change at hand touches the file of ``post``."""
        return self.changed is not None and post.path in self.changed

    @functools.cached_property
    def loaded(self) -> Mapping[str, tuple[Finding, ...]]:
        """What loading found, by rule."""
        found: dict[str, list[Finding]] = {}
        for finding in self.project.findings:
            found.setdefault(finding.rule, []).append(finding)
        return {rule: tuple(findings) for rule, findings in found.items()}

    @functools.cached_property
    def posts(self) -> Mapping[PostKey, Post]:
        """The posts by brand and id; of two with one id the first."""
        found: dict[PostKey, Post] = {}
        for post in self.project.posts:
            found.setdefault((post.brand, post.id), post)
        return found

    @functools.cached_property
    def by_path(self) -> Mapping[str, Post]:
        """The posts by the path of their file."""
        return {post.path: post for post in self.project.posts}

    @functools.cached_property
    def records(self) -> Mapping[PostKey, tuple[Record, ...]]:
        """The ledger's records by brand and post id."""
        found: dict[PostKey, list[Record]] = {}
        for record in self.ledger.records.values():
            found.setdefault((record.delivery.brand, record.delivery.post), []).append(record)
        return {key: tuple(records) for key, records in found.items()}

    @functools.cached_property
    def published(self) -> Mapping[AccountName, Mapping[str, DeliveryId]]:
        """What is out, by account and content digest."""
        found: dict[AccountName, dict[str, DeliveryId]] = {}
        for delivery, record in self.ledger.records.items():
            if record.is_out and record.content_digest is not None:
                found.setdefault(delivery.account, {})[record.content_digest] = delivery
        return found
