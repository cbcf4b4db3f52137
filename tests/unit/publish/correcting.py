"""A platform that can do everything to a post, and the ledger of posts that are out on it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import ClassVar

from smm_action.core.http import Lost, NotSent
from smm_action.model.card import Card, Idempotency
from smm_action.model.delivery import Receipt, Rejected, Retry, Sent, State, Unauthorized
from smm_action.model.digest import content_digest
from smm_action.model.payload import Correction, Sealed
from smm_action.platformkit.base import Prepared, Session
from smm_action.publish.retract import Eraser, TakenBack, Wanted, take_back
from tests.fakes.platform import FakePlatform, FakeServer, PagesPlatform, SearchablePlatform, card
from tests.fakes.runner import Runner, World, delivery

Answer = Retry | Rejected | Unauthorized
FEATURES = frozenset({"publish", "threads", "edit", "reply", "delete"})


@dataclass
class Server(FakeServer):
    """``edits`` and ``deletions`` are what is answered next: ``lose`` obeys and loses the answer."""

    edits: list[object] = field(default_factory=list)
    deletions: list[object] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    """Every id that was asked to be deleted, in order."""


class WholePlatform(SearchablePlatform):
    """Edits, deletes and can be searched."""

    card: ClassVar[Card] = replace(card(Idempotency(policy="search")), features=FEATURES)
    server: Server

    def edit(
        self, session: Session, sealed: Sealed, part: int, prepared: Prepared, receipt: Receipt
    ) -> Sent | Retry | Rejected | Unauthorized:
        assert prepared.data["part"] == part
        self.trap.step("edit")
        answer = self._next(self.server.edits)
        if isinstance(answer, Answer):
            return answer
        text = sealed.payload.parts[part].text
        with self.server.lock:
            self.server.stored = [
                replace(post, text=text) if post.id == receipt.id and post.account == session.account else post
                for post in self.server.stored
            ]
        self.trap.step("edited")
        self._lose(answer)
        return Sent(receipt=receipt)

    def delete(self, session: Session, receipt: Receipt) -> Receipt | Retry | Rejected | Unauthorized:
        self.trap.step("delete")
        answer = self._next(self.server.deletions)
        if isinstance(answer, Answer):
            return answer
        with self.server.lock:
            self.server.deleted.append(receipt.id)
            self.server.stored = [post for post in self.server.stored if post.id != receipt.id]
        self.trap.step("deleted")
        self._lose(answer)
        return receipt

    @staticmethod
    def _next(answers: list[object]) -> object:
        answer = answers.pop(0) if answers else None
        if answer == "refuse":
            raise NotSent("fake.example could not be reached (ConnectError)")
        return answer

    @staticmethod
    def _lose(answer: object) -> None:
        if answer == "lose":
            raise Lost("fake.example gave no whole answer (ReadTimeout)")
        if answer == "crash":
            raise RuntimeError("Bearer secret-token was in this message")


class WholePages(PagesPlatform):
    """Pages that can be edited and removed."""

    card: ClassVar[Card] = replace(card(Idempotency(policy="atomic")), features=FEATURES)

    def edit(
        self, session: Session, sealed: Sealed, part: int, prepared: Prepared, receipt: Receipt
    ) -> Sent | Retry | Rejected | Unauthorized:
        del session, sealed, part, prepared
        self.trap.step("edit")
        return Sent(receipt=receipt)


def revised(item: Sealed, correct: Correction | None, *, parts: int | None = None, revision: int = 2) -> Sealed:
    """Return a later revision of ``item`` with another text."""
    fresh = tuple(replace(part, text=f"{part.text}, corrected") for part in item.payload.parts)
    fresh = fresh if parts is None else (fresh * parts)[:parts]
    payload = replace(item.payload, revision=revision, parts=fresh)
    key = replace(delivery(payload.post, payload.account), revision=revision).key()
    return replace(item, payload=payload, key=key, content_digest=content_digest(payload), correct=correct)


def state(world: World, item: Sealed) -> State | None:
    """Return how the delivery stands, whatever its revision."""
    payload = item.payload
    record = world.ledger().get(replace(delivery(payload.post, payload.account), revision=payload.revision))
    return record.state if record is not None else None


def eraser(runner: Runner) -> Eraser:
    return Eraser(
        branch=runner.branch,
        open=runner.open,
        card=lambda _account: runner.platform.card,
        clock=runner.world.clock,
    )


def taken_back(runner: Runner, *items: Sealed, by: str | None = "ada", code: str | None = None) -> TakenBack:
    """Take back what is out of ``items``."""
    ledger = runner.ledger()
    places = [replace(delivery(i.payload.post, i.payload.account), revision=i.payload.revision) for i in items]
    records = [record for place in places if (record := ledger.get(place)) is not None]
    return take_back([Wanted(record=held, reason="wrong", code=code, by=by) for held in records], eraser(runner))


__all__ = ["FakePlatform", "Server", "WholePages", "WholePlatform", "eraser", "revised", "state", "taken_back"]
