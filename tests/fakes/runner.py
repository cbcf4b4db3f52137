"""A runner that does the publishing half of a tick, on the product's own code, and can be killed at any step."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from smm_action.core.http import Http
from smm_action.ledger.store import read_ledger
from smm_action.model.card import Card
from smm_action.model.delivery import DeliveryId, Receipt, State
from smm_action.model.digest import content_digest
from smm_action.model.entry import Ledger, Owner
from smm_action.model.ids import AccountName, BrandName, Digest, PlatformName, PostId
from smm_action.model.payload import Part, Payload, Sealed
from smm_action.platformkit.base import Session
from smm_action.publish.access import Access, Opened
from smm_action.publish.amend import amend
from smm_action.publish.claims import Recheck
from smm_action.publish.journal import History, Journal, read_journals
from smm_action.publish.publisher import Desk, Result, publish
from smm_action.publish.reconcile import Evidence, Reconciled, reconcile
from tests.entering import enter
from tests.fakes.branch import FakeBranch, FakeRemote
from tests.fakes.platform import FakePlatform, FakeServer, SearchablePlatform
from tests.fakes.trap import Killed, Trap

START = datetime(2026, 12, 1, 8, tzinfo=UTC)
__all__ = ["START", "FakeJournal", "Killed", "Runner", "World", "delivery", "sealed"]


def delivery(post: str, account: str = "acme") -> DeliveryId:
    return DeliveryId(BrandName("acme"), PostId(post), AccountName(account))


def sealed(post: str, account: str = "acme", *, parts: int = 1, platform: str = "fake", **fields: object) -> Sealed:
    """A delivery of ``parts`` parts, ready to send."""
    texts = tuple(
        Part(text=f"{post} {n}", length=len(post) + 2, limit=500, unit="characters") for n in range(max(parts, 0))
    )
    payload = Payload(
        post=PostId(post),
        brand=BrandName("acme"),
        account=AccountName(account),
        platform=PlatformName(platform),
        revision=1,
        parts=texts,
        **fields,  # type: ignore[arg-type]
    )
    return Sealed(
        payload=payload,
        key=delivery(post, account).key(),
        content_digest=content_digest(payload),
        schedule_digest=Digest("5" * 64),
        due="2026-12-01T08:00:00Z",
    )


class FakeJournal(Journal):
    """A journal on a real disk; every write of it is a step, before and after. ``full`` is a disk that is full."""

    def __init__(self, path: Path, owner: Owner, trap: Trap) -> None:
        self.trap = trap
        self.full = False
        trap.step("journal opened")
        super().__init__(path, owner)

    def sending(self, delivery: DeliveryId, part: int) -> None:
        self._may("announce")
        super().sending(delivery, part)
        self.trap.step("announced")

    def receipt(self, delivery: DeliveryId, receipt: Receipt) -> None:
        self._may("keep")
        super().receipt(delivery, receipt)
        self.trap.step("kept")

    def _may(self, name: str) -> None:
        self.trap.step(name)
        if self.full:
            raise OSError("No space left on device")


@dataclass
class World:
    """One remote, one server, one clock; runners come and go."""

    directory: Path
    platform_type: type[FakePlatform] = SearchablePlatform
    remote: FakeRemote = field(default_factory=FakeRemote)
    server: FakeServer = field(default_factory=FakeServer)
    now: datetime = START
    runners: int = 0
    slept: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def clock(self) -> datetime:
        """The instant now; it never stands still."""
        with self._lock:
            self.now += timedelta(milliseconds=1)
            return self.now

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.slept.append(seconds)
            self.now += timedelta(seconds=seconds)

    def runner(self, trap: Trap | None = None, **fields: object) -> Runner:
        self.runners += 1
        return Runner(world=self, name=f"r{self.runners}", trap=trap or Trap(), **fields)  # type: ignore[arg-type]

    def ledger(self) -> Ledger:
        return read_ledger(FakeBranch(self.remote), self.remote.head)

    def state(self, post: str, account: str = "acme") -> State | None:
        record = self.ledger().get(delivery(post, account))
        return record.state if record is not None else None

    def history(self) -> History:
        return read_journals(self.directory.glob("*.jsonl"))


@dataclass
class Runner:
    """One process. ``dead`` are the names of runners known to be over; ``reads_journals``: it runs on their machine."""

    world: World
    name: str
    trap: Trap
    closed: dict[str, Opened | Exception] = field(default_factory=dict)
    """Account → what signing in comes to, instead of a session."""
    reads_journals: bool = False
    stop: threading.Event = field(default_factory=threading.Event)
    run_time: timedelta = timedelta(minutes=13)

    def __post_init__(self) -> None:
        self.owner = Owner(run=self.name, nonce=f"nonce-{self.name}")
        self.branch = FakeBranch(self.world.remote, trap=self.trap, name=self.name)
        self.platform = self.world.platform_type(self.world.server, self.trap)
        self.journal: FakeJournal | None = None

    @property
    def cards(self) -> dict[str, Card]:
        return {"fake": self.platform.card}

    def open(self, account: AccountName) -> Opened:
        answer = self.closed.get(account)
        if isinstance(answer, Exception):
            raise answer
        if answer is not None:
            return answer
        http = Http("https://fake.example")
        session = enter(self.platform, http, account, "https://fake.example", account, {})
        assert isinstance(session, Session)
        return Access(platform=self.platform, session=session)

    def desk(self, **fields: object) -> Desk:
        self.journal = FakeJournal(self.world.directory / f"{self.name}.jsonl", self.owner, self.trap)
        settings: dict[str, object] = {
            "branch": self.branch,
            "owner": self.owner,
            "open": self.open,
            "blobs": {}.__getitem__,
            "journal": self.journal,
            "clock": self.world.clock,
            "sleep": self.world.sleep,
            "deadline": self.world.now + self.run_time,
            "stop": self.stop,
            "recheck": Recheck(self.branch, self.owner),
            "main_sha": "f" * 40,
        }
        return Desk(**{**settings, **fields})  # type: ignore[arg-type]

    def ledger(self) -> Ledger:
        return read_ledger(self.branch, self.branch.fetch())

    def reconcile(self, dead: Iterable[str] = ()) -> Reconciled:
        """Settle what the dead left, and push it."""
        gone = set(dead)
        evidence = Evidence(
            now=self.world.clock(),
            is_dead=lambda owner: owner.run in gone,
            open=self.open,
            cards=self.cards,
            pause=self.world.sleep,
            history=self.world.history() if self.reads_journals else History(),
        )
        found = reconcile(self.ledger(), evidence)
        if found.amendments:
            self.branch.commit(amend(found.amendments), "Reconcile")
        return found

    def publish(self, batch: Sequence[Sealed], **fields: object) -> Result:
        return publish(batch, self.ledger(), self.desk(**fields))

    def tick(self, batch: Sequence[Sealed], dead: Iterable[str] = ()) -> Result:
        """Reconcile, then publish what may be."""
        self.reconcile(dead)
        return self.publish(batch)


def survives(act: Callable[[], object]) -> bool:
    """Whether a runner lived to the end of ``act``; when it did not, all its threads are gone on return."""
    try:
        act()
    except Killed:
        for thread in threading.enumerate():
            if thread.name.startswith("account-"):
                thread.join(timeout=10)
        return False
    return True
