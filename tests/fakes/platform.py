"""A platform whose server lives in memory, keeps what it accepted, and can lose its answers."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar

from smm_action.core.http import Lost, NotSent
from smm_action.model.card import Card, Idempotency, Limit
from smm_action.model.delivery import Outcome, Receipt, Retry, Sent, Unauthorized, part_key
from smm_action.model.ids import PlatformName
from smm_action.model.payload import Sealed
from smm_action.platformkit.base import (
    Absent,
    Blobs,
    CannotTell,
    Found,
    Platform,
    Prepared,
    Published,
    Search,
    Session,
    Target,
)
from tests.fakes.trap import Trap

AT = "2026-12-01T08:00:00Z"


@dataclass(frozen=True)
class Stored:
    account: str
    key: str
    text: str
    id: str
    reply_to: str | None = None


@dataclass
class FakeServer:
    """The other side. ``faults`` are taken one a create call; an empty list means it works.

    ``refuse``: the connection is not made. ``lose-before``: the request is lost. ``lose-after``: it is obeyed and the
    answer is lost. ``crash-after``: it is obeyed and the client trips over the answer. An ``Outcome`` is answered as
    it is, and nothing is stored. ``lag``: so many searches see nothing yet. ``knows_keys``: a repeat under a known key
    makes nothing new.
    """

    stored: list[Stored] = field(default_factory=list)
    faults: list[object] = field(default_factory=list)
    lag: int = 0
    blind: bool = False
    knows_keys: bool = False
    creates: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def create(self, account: str, key: str, text: str, reply_to: str | None) -> Stored | Outcome:
        with self.lock:
            self.creates += 1
            fault = self.faults.pop(0) if self.faults else None
            match fault:
                case None | "lose-after" | "crash-after":
                    pass
                case "refuse":
                    raise NotSent("fake.example could not be reached (ConnectError)")
                case "lose-before":
                    raise Lost("fake.example gave no whole answer (ReadTimeout)")
                case _:
                    return fault  # type: ignore[return-value]
            known = [post for post in self.stored if post.key == key and post.account == account]
            if known and self.knows_keys:
                post = known[0]
            else:
                post = Stored(account, key, text, f"p{len(self.stored)}", reply_to)
                self.stored.append(post)
            if fault == "lose-after":
                raise Lost("fake.example gave no whole answer (ReadTimeout)")
            if fault == "crash-after":
                raise RuntimeError("Bearer secret-token was in this message")
            return post

    def copies(self) -> dict[tuple[str, str], int]:
        """Return how often each part of each delivery is there."""
        found: dict[tuple[str, str], int] = {}
        for post in self.stored:
            found[post.account, post.key] = found.get((post.account, post.key), 0) + 1
        return found


def card(policy: Idempotency, *, name: str = "fake") -> Card:
    return Card(
        name=PlatformName(name),
        label=name.capitalize(),
        documentation="https://fake.example/docs",
        text=Limit(value=500, unit="characters", source="https://fake.example/docs", read="2026-11-24"),
        features=frozenset({"publish", "threads"}),
        idempotency=policy,
    )


class FakePlatform(Platform):
    """Publishes; cannot be searched: a person is asked."""

    card: ClassVar[Card] = card(Idempotency(policy="ask"))

    def __init__(self, server: FakeServer, trap: Trap | None = None) -> None:
        self.server = server
        self.trap = trap or Trap()
        self.prepared: list[Outcome | Exception] = []
        self.sessions: dict[str, int] = {}
        """Account → the thread that signed in."""

    def open(self, session: Session, credentials: Mapping[str, str]) -> Session | Unauthorized | Retry:
        del credentials
        self.sessions[session.account] = threading.get_ident()
        return session

    def prepare(self, session: Session, sealed: Sealed, part: int, blobs: Blobs) -> Prepared | Outcome:
        assert self.sessions[session.account] == threading.get_ident(), "a session left its thread"
        self.trap.step("prepare")
        for digest in sealed.blobs.values():
            blobs(digest)
        if self.prepared:
            answer = self.prepared.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer
        return Prepared(data={"part": part})

    def send(
        self,
        session: Session,
        sealed: Sealed,
        part: int,
        prepared: Prepared,
        earlier: Sequence[Receipt],
        target: Target,
    ) -> Outcome:
        assert prepared.data["part"] == part
        self.trap.step("send")
        parts = sealed.payload.parts
        text = parts[part].text if parts else ""
        reply_to = earlier[-1].id if earlier else target.reply_to
        answer = self.server.create(session.account, part_key(sealed.key, part), text, reply_to)
        self.trap.step("answer")
        return Sent(receipt=receipt(answer, part)) if isinstance(answer, Stored) else answer


class SearchablePlatform(FakePlatform):
    """Can be searched by key."""

    card: ClassVar[Card] = card(Idempotency(policy="search"))

    def find(self, session: Session, sealed: Sealed, part: int, earlier: Sequence[Receipt]) -> Search:
        del earlier
        self.trap.step("find")
        with self.server.lock:
            if self.server.blind:
                return CannotTell(reason="the search is down")
            if self.server.lag > 0:
                self.server.lag -= 1
                return Absent()
            key = part_key(sealed.key, part)
            found = [post for post in self.server.stored if post.key == key and post.account == session.account]
        return Found(receipt=receipt(found[0], part)) if found else Absent()


class KeyedPlatform(FakePlatform):
    """Knows a key for ever, so the same call may be made again."""

    card: ClassVar[Card] = card(Idempotency(policy="same-key"))


class ForgetfulPlatform(FakePlatform):
    """Knows a key for an hour."""

    card: ClassVar[Card] = card(Idempotency(policy="same-key", key_ttl=timedelta(hours=1)))


class PagesPlatform(FakePlatform):
    """Writes pages to the state branch: what is not recorded is not out."""

    card: ClassVar[Card] = card(Idempotency(policy="atomic"))
    broken: ClassVar[bool] = False

    def send(
        self,
        session: Session,
        sealed: Sealed,
        part: int,
        prepared: Prepared,
        earlier: Sequence[Receipt],
        target: Target,
    ) -> Outcome:
        del prepared, earlier, target
        self.trap.step("send")
        url = f"https://pages.example/{session.account}/{sealed.payload.post}"
        return Sent(receipt=Receipt(part=part, id=sealed.payload.post, url=url, at=AT))

    def pages(self, account: str, items: Sequence[Published], read: object, blobs: Blobs) -> Mapping[str, bytes]:
        del read, blobs
        if self.broken:
            raise RuntimeError("a page can not be made")
        return {
            f"site/{account}/{item.sealed.payload.post}.html": item.sealed.payload.parts[0].text.encode()
            for item in items
        }

    def delete(self, session: Session, receipt: Receipt) -> Receipt:
        del session
        self.trap.step("delete")
        return receipt

    def removed(self, account: str, receipts: Sequence[Receipt], read: object) -> Mapping[str, bytes | None]:
        del read
        return {f"site/{account}/{receipt.id}.html": None for receipt in receipts}


def receipt(post: Stored, part: int) -> Receipt:
    return Receipt(part=part, id=post.id, url=f"https://fake.example/{post.account}/{post.id}", at=AT)
