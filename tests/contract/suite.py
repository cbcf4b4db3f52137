"""What every platform that publishes over the network must do. A platform's test class inherits this."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx
import pytest

from smm_action.core.http import Http
from smm_action.model.delivery import Receipt, Rejected, Retry, Sent, Unauthorized, Unknown
from smm_action.model.payload import Payload, Sealed
from smm_action.platformkit.base import (
    Absent,
    CannotTell,
    Found,
    Prepared,
    Session,
    SupportsDelete,
    SupportsEdit,
    SupportsFind,
    SupportsMetrics,
    SupportsPlaces,
    SupportsPublish,
    Target,
)
from tests.contract.fake_server import LOST, UNREACHED, FakeServer, answered
from tests.contract.payloads import blobs, medium, menagerie, part, payload, seal
from tests.entering import enter


class World:
    """A platform, its fake server, and one account on it."""

    name: str
    origin: str
    handle: str
    credentials: Mapping[str, str]
    secrets: tuple[str, ...]
    server: Any

    def __init__(self, platform: Any, server: FakeServer) -> None:
        self.platform, self.server = platform, server

    def http(self) -> Http:
        return Http(self.origin, transport=self.server, sleep=lambda seconds: None)

    def open(self, **credentials: str) -> Any:
        return enter(
            self.platform, self.http(), f"acme-{self.name}", self.origin, self.handle, credentials or self.credentials
        )

    def session(self) -> Session:
        session = self.open()
        assert isinstance(session, Session), session
        return session

    @abstractmethod
    def posts(self) -> list[dict[str, Any]]:
        """Return what anyone can see, oldest first, each as {text, alts, reply}."""

    def seal(self, *texts: str, **fields: Any) -> Sealed:
        return seal(payload(*(part(text) for text in texts or ("Hello",)), platform=self.name, **fields))

    def send(
        self,
        session: Session,
        sealed: Sealed,
        number: int = 0,
        earlier: tuple[Receipt, ...] = (),
        target: Target | None = None,
    ) -> Any:
        prepared = self.platform.prepare(session, sealed, number, blobs)
        if isinstance(prepared, Prepared) and isinstance(self.platform, SupportsPlaces):
            prepared = self.platform.place(session, sealed, number, prepared, earlier, target or Target())
        if not isinstance(prepared, Prepared):
            return prepared
        return self.platform.send(session, sealed, number, prepared, earlier, target or Target())

    def send_all(self, session: Session, sealed: Sealed, target: Target | None = None) -> tuple[Receipt, ...]:
        receipts: tuple[Receipt, ...] = ()
        for number in range(max(1, len(sealed.payload.parts))):
            sent = self.send(session, sealed, number, receipts, target)
            assert isinstance(sent, Sent), sent
            receipts = (*receipts, sent.receipt)
        return receipts


class PlatformContract:
    """The suite. Subclasses define the fixture ``world``, and inherit ``ThreadsContract`` and the others as they apply."""

    def test_the_class_supports_what_the_card_claims(self, world: World) -> None:
        features = world.platform.card.features
        assert ("publish" in features) == isinstance(world.platform, SupportsPublish)
        assert ("find" in features) == isinstance(world.platform, SupportsFind)
        assert ("edit" in features) == isinstance(world.platform, SupportsEdit)
        assert ("delete" in features) == isinstance(world.platform, SupportsDelete)
        assert ("metrics" in features) == isinstance(world.platform, SupportsMetrics)
        assert ("threads" in features) == isinstance(self, ThreadsContract)

    def test_a_good_credential_opens_a_session_that_names_the_account(self, world: World) -> None:
        assert world.session().identity

    def test_a_wrong_credential_is_unauthorized(self, world: World) -> None:
        wrong = dict.fromkeys(world.credentials, "wrong-secret")
        assert isinstance(world.open(**wrong), Unauthorized)

    def test_a_post_is_sent_once_and_its_receipt_says_where_it_is(self, world: World) -> None:
        sent = world.send(world.session(), world.seal("Hello, world"))
        assert isinstance(sent, Sent)
        assert not sent.adopted
        assert sent.receipt.id
        assert sent.receipt.url.startswith("https://")
        assert sent.receipt.at.startswith("2026-12-01T08:00:30")
        assert [post["text"] for post in world.posts()] == ["Hello, world"]

    @pytest.mark.parametrize("name", menagerie("any"))
    def test_every_kind_of_post_goes_out_as_it_was_sealed(self, world: World, name: str) -> None:
        held = menagerie(world.name).get(name) or menagerie("any")[name]
        if "threads" not in world.platform.card.features:
            held = replace(held, parts=held.parts[:1])  # lint refuses the others
        world.send_all(world.session(), seal(held))
        assert [post["text"] for post in world.posts()] == [one.text for one in held.parts]
        assert [post["alts"] for post in world.posts()] == [[m.alt for m in one.media] for one in held.parts]

    def test_a_lost_answer_is_unknown_and_the_post_is_found_afterwards(self, world: World) -> None:
        session, sealed = world.session(), world.seal("Hello")
        world.server.faults.append(LOST)
        assert isinstance(world.send(session, sealed), Unknown)
        found = world.platform.find(session, sealed, 0, ())
        assert isinstance(found, Found)
        assert found.receipt.url.startswith("https://")
        assert len(world.posts()) == 1

    @pytest.mark.parametrize("status", [500, 502, 504])
    def test_a_fault_of_the_server_after_a_create_is_unknown(self, world: World, status: int) -> None:
        world.server.faults.append(answered(status, "<h1>Oops</h1>", obeyed=True))
        assert isinstance(world.send(world.session(), world.seal()), Unknown)

    def test_503_with_retry_after_is_unknown_too_where_the_card_does_not_promise_otherwise(self, world: World) -> None:
        world.server.faults.append(answered(503, "<h1>Busy</h1>", obeyed=True, headers={"retry-after": "5"}))
        assert isinstance(world.send(world.session(), world.seal()), Unknown)

    @pytest.mark.parametrize("body", ["<h1>hello</h1>", [], {}, {"id": 5}, {"uri": ""}])
    def test_an_answer_that_makes_no_sense_is_unknown(self, world: World, body: Any) -> None:
        world.server.faults.append(answered(200, body, obeyed=True))
        assert isinstance(world.send(world.session(), world.seal()), Unknown)

    def test_a_server_that_is_not_reached_got_nothing(self, world: World) -> None:
        world.server.faults.append(UNREACHED)
        assert isinstance(world.send(world.session(), world.seal()), Retry)
        assert not world.posts()

    def test_a_rate_limit_says_when_to_come_back(self, world: World) -> None:
        world.server.faults.append(answered(429, {"error": "RateLimitExceeded"}, headers={"retry-after": "287"}))
        outcome = world.send(world.session(), world.seal())
        assert isinstance(outcome, Retry)
        assert outcome.after == 287
        assert not world.posts()

    @pytest.mark.parametrize("status", [401, 403])
    def test_a_refused_credential_is_unauthorized(self, world: World, status: int) -> None:
        world.server.faults.append(answered(status, {"error": "no"}))
        assert isinstance(world.send(world.session(), world.seal()), Unauthorized)

    @pytest.mark.parametrize("status", [301, 302, 307, 400, 409, 410, 413, 422])
    def test_any_other_refusal_is_final(self, world: World, status: int) -> None:
        world.server.faults.append(answered(status, {"error": "no"}, headers={"location": "https://evil.example/"}))
        outcome = world.send(world.session(), world.seal())
        assert isinstance(outcome, Rejected)
        assert outcome.reason

    def test_a_redirect_is_not_followed_with_the_secret(self, world: World) -> None:
        session = world.session()
        before = len(world.server.requests)
        world.server.faults.append(answered(307, headers={"location": "https://evil.example/steal"}))
        world.send(session, world.seal())
        assert all(request.url.host != "evil.example" for request in world.server.requests[before:])

    def test_the_create_is_made_once_whatever_happens(self, world: World) -> None:
        for fault in (LOST, UNREACHED, answered(500, "no"), answered(503, "no"), answered(429, {"error": "x"})):
            session = world.session()
            world.server.requests.clear()
            world.server.faults.append(fault)
            world.send(session, world.seal())
            assert sum(world.server.is_create(request) for request in world.server.requests) == 1

    def test_what_was_never_sent_is_absent(self, world: World) -> None:
        session = world.session()
        world.send_all(session, world.seal("Something else", post="other"))
        assert world.platform.find(session, world.seal("Hello"), 0, ()) == Absent()

    def test_a_search_that_fails_cannot_tell(self, world: World) -> None:
        session, sealed = world.session(), world.seal("Hello")

        def broken(request: httpx.Request) -> httpx.Response:
            return httpx.Response(500, html="<h1>down</h1>")

        world.server.obey = broken
        assert isinstance(world.platform.find(session, sealed, 0, ()), CannotTell)

    def test_the_same_delivery_twice_is_one_post(self, world: World) -> None:
        session, sealed = world.session(), world.seal("Hello")
        (first,) = world.send_all(session, sealed)
        again = world.platform.find(world.session(), sealed, 0, ())
        assert isinstance(again, Found)
        assert again.receipt.id == first.id
        assert again.receipt.url == first.url
        assert len(world.posts()) == 1

    def test_media_carry_their_bytes_their_type_and_their_alt_text(self, world: World) -> None:
        held = payload(part("Look", medium(0, "First"), medium(1, "Second")), platform=world.name)
        world.send_all(world.session(), seal(held))
        assert world.posts()[0]["alts"] == ["First", "Second"]
        self.check_uploads(world, [blobs(m.sha256) for m in held.parts[0].media])

    def check_uploads(self, world: World, sent: list[bytes]) -> None:
        raise NotImplementedError

    def test_a_medium_that_was_not_sealed_is_rejected_before_anything_is_sent(self, world: World) -> None:
        held = payload(part("Look", medium(sha256="0" * 64)), platform=world.name)
        outcome = world.send(world.session(), seal(held))
        assert isinstance(outcome, Rejected)
        assert outcome.code == "media-not-sealed"
        assert not world.posts()

    def test_another_picture_is_another_post(self, world: World) -> None:
        session = world.session()
        world.send_all(session, seal(payload(part("New photo", medium(0, "A cat")), platform=world.name, post="one")))
        sealed = seal(payload(part("New photo", medium(1, "A dog")), platform=world.name, post="two"))
        assert world.platform.find(session, sealed, 0, ()) == Absent()

    def test_a_post_can_be_taken_back_and_taking_it_back_again_is_fine(self, world: World) -> None:
        session = world.session()
        (receipt,) = world.send_all(session, world.seal())
        assert world.platform.delete(session, receipt) == receipt
        assert not world.posts()
        assert world.platform.delete(session, receipt) == receipt

    def test_counters_come_back_by_receipt_and_a_post_that_is_gone_has_none(self, world: World) -> None:
        session = world.session()
        (receipt,) = world.send_all(session, world.seal())
        counted = world.platform.metrics(session, [receipt, Receipt(part=0, id=self.gone(receipt), url="", at="")])
        assert counted == {receipt.id: self.counters()}

    def gone(self, receipt: Receipt) -> str:
        raise NotImplementedError

    def counters(self) -> dict[str, int]:
        raise NotImplementedError

    def test_no_secret_is_in_any_repr_outcome_or_error(self, world: World) -> None:
        seen = [repr(world.open(**{name: f"wrong {value}" for name, value in world.credentials.items()}))]
        echo = {"error": "Echo", "message": " ".join(world.secrets)}
        for status in (200, 400, 401, 403, 422, 429, 500):
            session = world.session()
            seen.append(repr(session))
            for body in (echo, {"error": echo["message"]}, echo["message"]):
                world.server.faults.append(answered(status, body))
                seen.append(repr(world.send(session, world.seal())))
            world.server.faults.append(LOST)
            seen.append(repr(world.send(session, world.seal(post=f"p{status}"))))
        for secret in world.secrets:
            assert not any(secret in text for text in seen)

    def test_no_secret_is_in_any_address(self, world: World) -> None:
        session = world.session()
        world.send_all(session, world.seal())
        world.platform.find(session, world.seal(), 0, ())
        for request in world.server.requests:
            assert not any(secret in str(request.url) for secret in world.secrets)

    def test_limits_are_counted_in_the_platforms_own_unit(self, world: World) -> None:
        limit = world.platform.card.text.value
        assert world.platform.count("a" * (limit - 1)) == limit - 1
        assert world.platform.count("a" * limit) == limit
        assert world.platform.count("a" * (limit + 1)) == limit + 1

    def test_an_empty_repost_is_rejected(self, world: World) -> None:
        held: Payload = payload(platform=world.name)
        assert isinstance(world.send(world.session(), seal(held)), Rejected)


class KeysContract:
    """Every create carries a key, the same one at each attempt."""

    def test_two_attempts_use_the_same_key(self, world: World) -> None:
        session, sealed = world.session(), world.seal("Hello")
        for _ in range(2):
            world.server.faults.append(UNREACHED)
            world.send(session, sealed)
        first, second = (request for request in world.server.requests if world.server.is_create(request))
        assert self.key_of(first) == self.key_of(second) != ""

    def key_of(self, request: httpx.Request) -> str:
        raise NotImplementedError


class ThreadsContract:
    """A post of several parts is a chain of replies."""

    def test_a_thread_is_a_chain(self, world: World) -> None:
        receipts = world.send_all(world.session(), world.seal("One", "Two", "Three"))
        assert [post["reply"] for post in world.posts()] == [None, receipts[0].id, receipts[1].id]

    def test_a_broken_thread_resumes_at_the_missing_part(self, world: World) -> None:
        session, sealed = world.session(), world.seal("One", "Two", "Three")
        first = world.send(session, sealed).receipt
        world.server.faults.append(LOST)
        assert isinstance(world.send(session, sealed, 1, (first,)), Unknown)
        later = world.session()
        found = world.platform.find(later, sealed, 1, (first,))
        assert isinstance(found, Found)
        assert world.platform.find(later, sealed, 2, (first, found.receipt)) == Absent()
        sent = world.send(later, sealed, 2, (first, found.receipt))
        assert isinstance(sent, Sent)
        assert [post["text"] for post in world.posts()] == ["One", "Two", "Three"]
        assert world.posts()[2]["reply"] == found.receipt.id

    def test_a_part_without_a_receipt_before_it_is_not_sent(self, world: World) -> None:
        assert isinstance(world.send(world.session(), world.seal("One", "Two"), 1), Rejected)
        assert not world.posts()


class ThreadKeysContract(KeysContract, ThreadsContract):
    """Both, and a key for each part."""

    def test_the_parts_of_a_thread_have_different_keys(self, world: World) -> None:
        world.send_all(world.session(), world.seal("One", "Two"))
        first, second = (request for request in world.server.requests if world.server.is_create(request))
        assert self.key_of(first) != self.key_of(second)
