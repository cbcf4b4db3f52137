"""Our own platforms against the sandbox: what they send is taken, and what the sandbox breaks they notice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from smm_action.core.http import Http
from smm_action.model.delivery import Pending, Rejected, Retry, Sent, Unauthorized, Unknown
from smm_action.model.payload import PollPayload
from smm_action.platformkit.base import Absent, CannotTell, Found, Session, Target
from smm_action.platforms import bluesky, mastodon
from smm_action.sandbox.server import Sandbox, running
from tests.entering import enter
from tests.servers.deliveries import Delivery, attempt, card, delivery, picture, send, spans
from tests.shared import shared
from tests.unit.sandbox.conftest import POST, Bluesky, Clock, Mastodon

FIELDS = {"mastodon": "TOKEN", "bluesky": "APP_PASSWORD"}
PLATFORMS: dict[str, Any] = {"mastodon": mastodon.PLATFORM, "bluesky": bluesky.PLATFORM}


class Side:
    """One platform, signed in at the sandbox."""

    def __init__(self, name: str, sandbox: Sandbox) -> None:
        self.name, self.sandbox, self.platform = name, sandbox, PLATFORMS[name]

    def open(self, account: str = "acme") -> Session | Unauthorized | Retry:
        credentials = {FIELDS[self.name]: self.sandbox.credential(account)}
        http = Http(self.sandbox.url, sleep=lambda _: None)
        opened: Session | Unauthorized | Retry = enter(
            self.platform, http, account, self.sandbox.url, f"{account}.example.com", credentials
        )
        return opened

    def delivery(self, *texts: str, **more: Any) -> Delivery:
        return delivery(self.name, *texts, **more)

    def kept(self) -> int:
        return self.sandbox.store.created("mastodon", "status") + self.sandbox.store.created("bluesky", POST)


@pytest.fixture(params=["mastodon", "bluesky"])
def side(request: pytest.FixtureRequest, sandbox: Sandbox, clock: Clock) -> Side:
    clock.now = datetime.now(UTC)  # deliveries made by hand are due now
    return Side(request.param, sandbox)


@pytest.fixture
def session(side: Side) -> Session:
    opened = side.open()
    assert isinstance(opened, Session), opened
    return opened


def test_threads_with_images_and_facets_are_taken(side: Side, session: Session) -> None:
    text = "Grüße an alle https://example.com/a #tag"
    facets = spans(text, {"https://example.com/a": ("link", "https://example.com/a"), "#tag": ("tag", "tag")})
    pictures = [(picture("red"), "red"), (picture("navy"), "navy")]
    made = side.delivery(text, "two", "three", pictures=pictures, facets=facets, language="de")
    receipts = send(side.platform, session, made)
    assert len({receipt.id for receipt in receipts}) == 3
    found = [side.platform.find(session, made.sealed, part, receipts[:part]) for part in range(3)]
    assert [one.receipt.id for one in found] == [receipt.id for receipt in receipts]
    assert not any(call.status >= 400 for call in side.sandbox.store.calls())


def test_cards_replies_and_quotes_are_taken(side: Side, session: Session) -> None:
    (first,) = send(side.platform, session, side.delivery("one"))
    if side.name == "bluesky":
        made = side.delivery("card", card=card("https://example.com", "T", "D"), thumbnail=picture("green"))
        send(side.platform, session, made)
    send(side.platform, session, side.delivery("reply", reply_to=first.url), Target(reply_to=first.url))
    send(side.platform, session, side.delivery("quote", quote=first.url), Target(quote=first.url))
    counted = side.platform.metrics(session, [first])[first.id]
    assert (counted["replies"], counted["quotes"]) == (1, 1)


def test_likes_and_followers_come_back(side: Side, session: Session) -> None:
    (receipt,) = send(side.platform, session, side.delivery("count me"))
    if side.name == "mastodon":
        other = Mastodon(side.sandbox.url, "somebody")
        other("POST", f"/api/v1/statuses/{receipt.id}/favourite")
        other("POST", f"/api/v1/accounts/{session.identity['id']}/follow")
    else:
        fan = Bluesky(side.sandbox.url, "somebody", "somebody.test").login()
        fan.create("app.bsky.feed.like", {"subject": {"uri": receipt.id, "cid": receipt.extra["cid"]}})
        fan.create("app.bsky.graph.follow", {"subject": session.identity["did"]})
    assert side.platform.metrics(session, [receipt])[receipt.id]["likes"] == 1
    assert side.platform.account_counters(session) == {"followers": 1}


def test_a_mention_at_the_end_of_a_sentence_is_found_again(sandbox: Sandbox, clock: Clock) -> None:
    clock.now = datetime.now(UTC)
    one = Side("mastodon", sandbox)
    session = one.open()
    assert isinstance(session, Session)
    made = one.delivery("As announced by @galaxyproject@mstdn.science.\n\nMore soon.")
    (receipt,) = send(one.platform, session, made)
    found = one.platform.find(session, made.sealed, 0, ())
    assert isinstance(found, Found)
    assert found.receipt.id == receipt.id


@pytest.mark.parametrize(
    ("fault", "exists"),
    [
        ("error 500 after", 1),
        ("error 500 before", 0),
        ("drop after", 1),
        ("drop before", 0),
        ("drop during", 1),
        ("answer truncated", 1),
        ("answer malformed", 1),
        ("answer empty", 1),
        ("answer error", 1),
        ("answer error before", 0),
    ],
)
def test_doubt_is_unknown_and_find_settles_it(side: Side, session: Session, fault: str, exists: int) -> None:
    made = side.delivery("doubtful")
    side.sandbox.inject(f"*.publish {fault} times=1")
    assert isinstance(attempt(side.platform, session, made), Unknown)
    assert side.kept() == exists
    search = side.platform.find(session, made.sealed, 0, ())
    assert isinstance(search, Found if exists else Absent)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("limit 30", Retry),
        ("error 401", Unauthorized),
        ("error 422", Rejected),
        ("error 413", Rejected),
        ("error 404", Rejected),
    ],
)
def test_a_clear_no_is_told_apart(side: Side, session: Session, fault: str, outcome: type) -> None:
    side.sandbox.inject(f"*.publish {fault}")
    answer = attempt(side.platform, session, side.delivery("no"))
    assert isinstance(answer, outcome), answer
    assert side.kept() == 0
    if isinstance(answer, Retry):
        assert answer.after == 30


def test_sending_twice_on_bluesky_makes_one_post(sandbox: Sandbox, clock: Clock) -> None:
    one = Side("bluesky", sandbox)
    session = one.open()
    assert isinstance(session, Session)
    made = one.delivery("once")
    clock.move(seconds=1)
    first, second = attempt(one.platform, session, made), attempt(one.platform, session, made)
    clock.move(seconds=1)  # later, the record differs in its time: InvalidSwap, and the first one is adopted
    third = attempt(one.platform, session, made)
    receipts = {outcome.receipt.id for outcome in (first, second, third) if isinstance(outcome, Sent)}
    assert len(receipts) == one.kept() == 1
    assert isinstance(third, Sent)
    assert third.adopted


def test_an_expired_session_is_renewed_once(sandbox: Sandbox, clock: Clock) -> None:
    one = Side("bluesky", sandbox)
    session = one.open()
    assert isinstance(session, Session)
    clock.move(hours=3)
    assert isinstance(attempt(one.platform, session, one.delivery("late")), Sent)
    assert len(sandbox.store.calls("bluesky.refresh")) == 1


def test_a_search_that_lags_behind_is_absent_until_it_is_seen(side: Side, session: Session, clock: Clock) -> None:
    made = side.delivery("slow to show")
    send(side.platform, session, made)
    side.sandbox.inject("*.find hide 60")
    assert side.platform.find(session, made.sealed, 0, ()) == Absent()
    clock.move(seconds=60)
    assert isinstance(side.platform.find(session, made.sealed, 0, ()), Found)


def test_a_search_that_fails_cannot_tell(side: Side, session: Session) -> None:
    side.sandbox.inject("*.find error 500")
    assert isinstance(side.platform.find(session, side.delivery("x").sealed, 0, ()), CannotTell)


def test_stuck_media_are_pending(sandbox: Sandbox, clock: Clock) -> None:
    one = Side("mastodon", sandbox)
    session = one.open()
    assert isinstance(session, Session)
    sandbox.inject("mastodon.media processing 30")
    made = one.delivery("picture", pictures=[(picture("red"), "red")])
    assert isinstance(one.platform.prepare(session, made.sealed, 0, made.blob), Pending)
    clock.move(seconds=30)
    assert isinstance(attempt(one.platform, session, made), Sent)
    assert len(sandbox.store.calls("mastodon.media")) == 1


@pytest.mark.shared
@pytest.mark.parametrize("name", ["mastodon", "bluesky"])
def test_what_our_platforms_send_keeps_the_contracts(name: str) -> None:
    with running(contracts=shared("contracts")) as strict:
        one = Side(name, strict)
        session = one.open()
        assert isinstance(session, Session)
        pictures = [(picture("red"), "red")]
        (first, _) = send(one.platform, session, one.delivery("one", "two", pictures=pictures, language="de"))
        send(one.platform, session, one.delivery("reply", reply_to=first.url), Target(reply_to=first.url))
        send(one.platform, session, one.delivery("quote", quote=first.url), Target(quote=first.url))
        send(one.platform, session, one.delivery("careful", content_warning="nudity"))
        send(one.platform, session, one.delivery(repost=first.url), Target(repost=first.url))
        if name == "mastodon":
            poll = PollPayload(options=("a", "b"), duration=timedelta(days=1))
            send(one.platform, session, one.delivery("poll", poll=poll, visibility="followers"))
        else:
            made = one.delivery("card", card=card("https://example.com", "T", "D"), thumbnail=picture("green"))
            send(one.platform, session, made)
        one.platform.metrics(session, [first])
        one.platform.account_counters(session)
        one.platform.delete(session, first)
        calls = strict.store.calls()
        assert len(calls) > 8
        assert [call for call in calls if call.violations or call.status >= 400] == []


def test_deleting_twice_is_fine(side: Side, session: Session) -> None:
    made = side.delivery("away")
    (receipt,) = send(side.platform, session, made)
    assert side.platform.delete(session, receipt) == side.platform.delete(session, receipt) == receipt
    assert side.platform.find(session, made.sealed, 0, ()) == Absent()


def test_a_wrong_credential_is_unauthorized(side: Side) -> None:
    opened = enter(
        side.platform,
        Http(side.sandbox.url),
        "acme",
        side.sandbox.url,
        "acme.example.com",
        {FIELDS[side.name]: "wrong"},
    )
    assert isinstance(opened, Unauthorized)
