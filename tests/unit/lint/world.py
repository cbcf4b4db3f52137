"""A content root in memory, linted: what the tests of the linter and the examples of the rules' pages share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import ClassVar

from smm_action.content.project import load
from smm_action.content.source import Memory
from smm_action.lint.context import LintContext
from smm_action.lint.engine import lint
from smm_action.lint.files import file_findings
from smm_action.model.card import Card
from smm_action.model.delivery import DeliveryId, Receipt, State
from smm_action.model.digest import content_digest
from smm_action.model.entry import Ledger, Record
from smm_action.model.finding import Finding
from smm_action.model.ids import AccountName, BrandName, Digest, PostId
from smm_action.model.media import MediaFacts
from smm_action.platformkit.base import Platform
from smm_action.platforms import load as load_platform
from smm_action.platforms import names
from smm_action.platforms.x import X

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CONFIG = """\
brand: acme
accounts:
  acme-mastodon: {platform: mastodon, server: "https://mastodon.example"}
  acme-bluesky: {platform: bluesky, handle: acme.example}
  acme-x: {platform: x, handle: acme}
  acme-instagram: {platform: instagram, handle: acme}
  acme-linkedin: {platform: linkedin, handle: acme}
media_host: {kind: branch, base_url: "https://raw.githubusercontent.com/acme/social/smm-media/"}
"""
OTHER = "0" * 64
"""The digest of a content that no example has."""


class PublishingX(X):
    """X as if publishing to it were built: the examples are about what a text becomes there."""

    card: ClassVar[Card] = replace(X.card, features=X.card.features | {"publish"})


PLATFORMS: Mapping[str, Platform] = {name: PublishingX() if name == "x" else load_platform(name) for name in names()}


@dataclass(frozen=True, kw_only=True)
class Out:
    """What the ledger holds of one delivery; ``same`` means that the content is what the post says now."""

    post: str
    account: str = "acme-mastodon"
    state: State = State.PUBLISHED
    same: bool = True
    revision: int = 1
    digest: str | None = None


@dataclass(frozen=True, kw_only=True)
class World:
    """Files and everything else that findings depend on."""

    files: Mapping[str, str | bytes]
    media: Mapping[str, MediaFacts] = field(default_factory=dict)
    links: frozenset[str] = frozenset()
    ledger: tuple[Out, ...] = ()
    changed: frozenset[str] | None = None
    now: datetime = NOW
    platforms: Mapping[str, Platform] = field(default_factory=lambda: PLATFORMS)

    def context(self) -> LintContext:
        """Load the files and return what rules may look at."""
        files = {"smm.yml": CONFIG, **self.files, **dict.fromkeys(self.media, b"")}
        held = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
        source = Memory(held, self.links)
        project = load(source, "content")
        beside = file_findings(project, source.read, self.platforms.get)
        plain = LintContext(
            project=replace(project, findings=(*project.findings, *beside)),
            now=self.now,
            facts=self.media.get,
            platform=self.platforms.get,
            links=self.links,
            changed=self.changed,
        )
        records = dict(self._record(out, plain) for out in self.ledger)
        return replace(plain, ledger=Ledger(records=records), _renderings={}, _rendered=[])

    def lint(self, **options: frozenset[str]) -> tuple[Finding, ...]:
        """Return the findings."""
        return lint(self.context(), **options)

    def _record(self, out: Out, context: LintContext) -> tuple[DeliveryId, Record]:
        delivery = DeliveryId(BrandName("acme"), PostId(out.post), AccountName(out.account), out.revision)
        digest = out.digest or OTHER
        post = context.posts.get((delivery.brand, delivery.post))
        account = context.project.account(out.account)
        if out.same and out.digest is None and post is not None and account is not None:
            rendering = context.rendering(post, account)
            assert rendering is not None
            digest = content_digest(rendering.payload)
        receipt = Receipt(part=0, id="1", url="https://mastodon.example/@acme/1", at="2026-11-01T09:00:00Z")
        return delivery, Record(delivery=delivery, state=out.state, receipts=(receipt,), content_digest=digest)


def facts(mime: str, *, width: int = 64, height: int = 64, size: int = 1000, problem: str | None = None) -> MediaFacts:
    """Return what probing a file of that kind would say."""
    kind = mime.partition("/")[0]
    assert kind in {"image", "video", "audio"}
    return MediaFacts(
        sha256=Digest(hashlib.sha256(f"{mime} {width} {height} {size}".encode()).hexdigest()),
        kind=kind,
        mime=mime,
        bytes=size,
        width=width,
        height=height,
        problem=problem,
    )


def post(body: str = "The parcels are packed.", *, accounts: str = "acme-mastodon", **keys: str) -> str:
    """Return a post's file; ``keys`` are written as they are."""
    front = "".join(f"{name}: {value}\n" for name, value in keys.items())
    return f"---\nplatforms: [{accounts}]\n{front}---\n{body}\n"


def places(findings: Iterable[Finding]) -> list[str]:
    """Return ``path:line:column rule`` of each finding."""
    return [f"{f.location.path}:{f.location.line}:{f.location.column} {f.rule}" for f in findings]
