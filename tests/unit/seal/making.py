"""A project, its files and what is due, for the tests of sealing: real values, real rendering, few words."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar

from smm_action.media.metadata import strip_location
from smm_action.media.probe import probe
from smm_action.model.card import Card, Feature, Limit, MediaRules
from smm_action.model.codec import encode
from smm_action.model.delivery import DeliveryId, Receipt, State
from smm_action.model.document import Document, DocumentPart, Paragraph, Text
from smm_action.model.entry import Entry, Ledger, Owner, Record
from smm_action.model.ids import AccountName, BrandName, PlatformName, PostId
from smm_action.model.media import MediaFacts
from smm_action.model.payload import Sealed
from smm_action.model.plan import PlannedDelivery
from smm_action.model.post import MediaRef, Post, When
from smm_action.model.project import Account, Brand, Project
from smm_action.platformkit.base import Platform
from smm_action.seal.bench import Bench
from smm_action.seal.sealer import seal
from smm_action.seal.sealing import Sealing

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
FEATURES: frozenset[Feature] = frozenset({"publish", "images", "gif", "video", "alt_text", "link_card", "threads"})


class Wall(Platform):
    """A platform of 50 characters that takes two pictures and shows link cards."""

    card: ClassVar[Card] = Card(
        name=PlatformName("wall"),
        label="Wall",
        documentation="https://wall.example/docs",
        text=Limit(value=50, unit="characters", source="https://wall.example/docs", read="2026-11-24"),
        features=FEATURES,
        media=MediaRules(
            max_images=2, max_videos=1, image_types=("image/png", "image/jpeg"), video_types=("video/mp4",)
        ),
    )


PLATFORM = Wall()


def text(*parts: str) -> Document:
    return Document(
        parts=tuple(DocumentPart(blocks=(Paragraph((Text(part),)),), line=n) for n, part in enumerate(parts))
    )


def post(name: str = "hello", *parts: str, pictures: tuple[str, ...] = (), **fields: Any) -> Post:
    settings: dict[str, Any] = {
        "id": PostId(name),
        "brand": BrandName("acme"),
        "path": f"posts/{name}.md",
        "body": text(*(parts or ("Hello, world",))),
        "accounts": (AccountName("acme-wall"),),
        "time": When(authored="2026-12-01T12:00Z", instant=NOON),
        "media": tuple(MediaRef(file=f"media/{picture}", alt="A picture") for picture in pictures),
    }
    return Post(**{**settings, **fields})


def delivery(name: str = "hello", account: str = "acme-wall", revision: int = 1) -> DeliveryId:
    return DeliveryId(BrandName("acme"), PostId(name), AccountName(account), revision)


def due(*posts: Post | DeliveryId) -> tuple[PlannedDelivery, ...]:
    """Return every post on every of its accounts as due, in order."""
    found: list[DeliveryId] = []
    for item in posts:
        if isinstance(item, DeliveryId):
            found.append(item)
        else:
            found += [DeliveryId(item.brand, item.id, account, item.revision) for account in item.accounts]
    return tuple(
        PlannedDelivery(
            delivery=item, platform=PlatformName("wall"), path=f"posts/{item.post}.md", time=NOON, state=State.SCHEDULED
        )
        for item in found
    )


@dataclass
class Desk:
    """A content root in memory. ``past`` are files of other commits, by commit and path."""

    posts: tuple[Post, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)
    past: dict[tuple[str, str], bytes] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    platforms: Mapping[str, Platform] = field(default_factory=lambda: {"wall": PLATFORM})
    fetched: Any = None
    reads: list[tuple[str, str | None]] = field(default_factory=list)

    def bench(self) -> Bench:
        accounts = {
            AccountName(name): Account(
                name=AccountName(name), brand=BrandName("acme"), platform=PlatformName("wall"), handle=name, server="https://wall.example"
            )
            for name in ("acme-wall", "other-wall")
        }  # fmt: skip
        brand = Brand(name=BrandName("acme"), path="", accounts=accounts)
        return Bench(
            project=Project(root="content", brands={brand.name: brand}, posts=self.posts),
            platform=self.platforms.get,
            facts=self.facts,
            read=self.read,
            probe=probe,
            strip=strip_location,
            fetch_card=self.fetched,
            ledger=self.ledger,
        )

    def facts(self, path: str) -> MediaFacts | None:
        return probe(self.files[path]) if path in self.files else None

    def read(self, path: str, commit: str | None) -> bytes:
        self.reads.append((path, commit))
        held = self.files.get(path) if commit is None else self.past.get((commit, path))
        if held is None:
            raise FileNotFoundError(path)
        return held

    def seal(self, *planned: Post | DeliveryId) -> Sealing:
        """Seal what is given, else every post."""
        return seal(due(*(planned or self.posts)), self.bench())


def sealed(
    *parts: str, pictures: tuple[str, ...] = (), files: Mapping[str, bytes] | None = None, **fields: Any
) -> Sealed:
    """Return one sealed delivery."""
    name = fields.pop("name", "hello")
    made = Desk(posts=(post(name, *parts, pictures=pictures, **fields),), files=dict(files or {})).seal()
    return made.sealed[0]


def claimed(item: Sealed, commit: str = "0" * 40) -> Entry:
    return Entry(
        kind="claimed",
        delivery=DeliveryId(item.payload.brand, item.payload.post, item.payload.account, item.payload.revision),
        at="2026-12-01T11:00:00Z",
        owner=Owner(run="1", nonce="n"),
        key=item.key,
        content_digest=item.content_digest,
        main_sha=commit,
        payload=encode(item),
    )


def record(state: State, item: Sealed, *, out: bool = False, claim: Entry | None = None, **fields: Any) -> Record:
    """Return how the delivery of ``item`` stands; ``out``: its first part has a receipt."""
    held = DeliveryId(item.payload.brand, item.payload.post, item.payload.account, item.payload.revision)
    receipt = Receipt(part=0, id="1", url="https://wall.example/1", at="2026-12-01T11:00:00Z")
    settings: dict[str, Any] = {
        "claim": claim,
        "content_digest": item.content_digest,
        "receipts": (receipt,) if out else (),
    }
    return Record(delivery=held, state=state, **{**settings, **fields})


def ledger(*records: Record) -> Ledger:
    return Ledger(records={held.delivery: held for held in records})


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
