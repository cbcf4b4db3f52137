"""Projects, records and cards for the tests of planning: real values, few words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from smm_action.core.clock import format_instant
from smm_action.model.card import Card, Limit, Quota
from smm_action.model.delivery import DeliveryId, Receipt, State
from smm_action.model.digest import schedule_digest
from smm_action.model.document import Document, DocumentPart
from smm_action.model.entry import Entry, Ledger, Owner, Record
from smm_action.model.ids import AccountName, BrandName, PlatformName, PostId
from smm_action.model.plan import Plan
from smm_action.model.post import Post, When
from smm_action.model.project import Account, Brand, Policy, Project
from smm_action.plan.planner import plan

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def at(instant: datetime) -> When:
    return When(authored=format_instant(instant), instant=instant)


ASAP = When(authored="asap", asap=True)


def post(name: str = "one", time: When | None = None, accounts: tuple[str, ...] = ("acme",), **fields: Any) -> Post:
    settings: dict[str, Any] = {
        "id": PostId(name),
        "brand": BrandName("acme"),
        "path": f"posts/{name}.md",
        "body": Document(parts=(DocumentPart(blocks=()),)),
        "accounts": tuple(AccountName(account) for account in accounts),
        "time": time or at(NOW),
    }
    return Post(**{**settings, **fields})


def project(*posts: Post, policy: Policy | None = None, broken: bool = False, **platforms: str) -> Project:
    accounts = {
        AccountName(name): Account(
            name=AccountName(name), brand=BrandName("acme"), platform=PlatformName(platforms.get(name, "fake"))
        )
        for name in ("acme", "other", "third")
    }
    brand = Brand(name=BrandName("acme"), path="", accounts=accounts, policy=policy or Policy(), broken=broken)
    return Project(root="content", brands={brand.name: brand}, posts=posts)


def card(quota: Quota | None = None) -> Card:
    source = "https://fake.example/docs"
    return Card(
        name=PlatformName("fake"),
        label="Fake",
        documentation=source,
        text=Limit(value=500, unit="characters", source=source, read="2026-11-24"),
        quota=quota,
    )


CARDS: Mapping[str, Card] = {"fake": card()}


def delivery(name: str = "one", account: str = "acme", revision: int = 1) -> DeliveryId:
    return DeliveryId(BrandName("acme"), PostId(name), AccountName(account), revision)


def record(state: State, name: str = "one", account: str = "acme", revision: int = 1, **fields: Any) -> Record:
    settings: dict[str, Any] = {"updated": format_instant(NOW - HOUR)}
    return Record(delivery=delivery(name, account, revision), state=state, **{**settings, **fields})


def out(name: str = "one", account: str = "acme", when: datetime = NOW - HOUR, parts: int = 1, **fields: Any) -> Record:
    receipts = tuple(
        Receipt(part=n, id=f"{name}{n}", url=f"https://fake.example/{name}{n}", at=format_instant(when))
        for n in range(parts)
    )
    return record(State.PUBLISHED, name, account, receipts=receipts, sent_at=format_instant(when), **fields)


def claim(until: datetime, payload: Mapping[str, Any] | None = None) -> Entry:
    return Entry(
        kind="claimed",
        delivery=delivery(),
        at=format_instant(NOW - MINUTE),
        owner=Owner(run="1", nonce="n"),
        lease_until=format_instant(until),
        payload=payload,
    )


def ledger(*records: Record) -> Ledger:
    return Ledger(records={held.delivery: held for held in records})


def planned(*posts: Post, records: tuple[Record, ...] = (), now: datetime = NOW, **fields: Any) -> Plan:
    settings: dict[str, Any] = {"cards": CARDS}
    merged = fields.pop("merged", {})
    cards = fields.pop("cards", settings["cards"])
    return plan(project(*posts, **fields), ledger(*records), now, cards, merged=merged)


def names(items: Any) -> list[str]:
    return [f"{item.delivery.post}/{item.delivery.account}" for item in items]


def digest(held: Post) -> str:
    return schedule_digest(held, held.time)
