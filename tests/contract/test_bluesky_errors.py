"""What Bluesky refuses, and what each refusal means."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from smm_action.model.delivery import Rejected, Retry, Sent, Unauthorized, Unknown
from smm_action.platformkit.base import CannotTell, Target
from tests.contract.fake_bluesky import DID, PASSWORD
from tests.contract.fake_server import answered
from tests.contract.payloads import payload, rich, seal
from tests.contract.worlds_bluesky import BOBS, BlueskyWorld, new_world


@pytest.fixture
def world() -> BlueskyWorld:
    return new_world()


def test_a_lookup_of_a_mention_that_fails_stops_the_post_for_now(world: BlueskyWorld, monkeypatch: Any) -> None:
    monkeypatch.setattr(
        world.server,
        "com_atproto_identity_resolveHandle",
        lambda request: httpx.Response(429, headers={"retry-after": "3"}),
    )
    outcome = world.send(world.session(), seal(payload(rich(), platform="bluesky")))
    assert isinstance(outcome, Retry)
    assert not world.posts()


@pytest.mark.parametrize(
    "url", ["https://mastodon.example/@bob/1", "https://bsky.app/profile/nobody.test/post/3k22", BOBS]
)
def test_a_target_that_is_not_there_is_rejected(world: BlueskyWorld, url: str) -> None:
    outcome = world.send(world.session(), world.seal("Yes"), target=Target(reply_to=url))
    assert isinstance(outcome, Rejected)
    assert not world.posts()


def test_a_post_that_is_not_public_is_not_sent(world: BlueskyWorld) -> None:
    assert isinstance(world.send(world.session(), world.seal("Hi", visibility="followers")), Rejected)
    assert not world.posts()


@pytest.mark.parametrize("call", ["send", "find", "metrics", "delete"])
def test_an_expired_token_is_renewed_and_the_call_made_again(world: BlueskyWorld, call: str) -> None:
    session, sealed = world.session(), world.seal("Hello")
    receipt = world.send(world.session(), world.seal("Before", post="before")).receipt
    world.server.expired.add("access-jwt-1")
    if call == "send":
        assert isinstance(world.send(session, sealed), Sent)
    elif call == "find":
        assert not isinstance(world.platform.find(session, sealed, 0, ()), CannotTell)
    elif call == "metrics":
        assert world.platform.metrics(session, [receipt])
    else:
        assert world.platform.delete(session, receipt) == receipt
    assert session.token == "access-jwt-1+"
    assert "access-jwt" not in repr(session)
    assert "refresh-jwt" not in repr(session)


def test_a_session_that_cannot_be_renewed_is_unauthorized(world: BlueskyWorld) -> None:
    session = world.session()
    world.server.expired |= {"access-jwt-1", "access-jwt-1+"}
    assert isinstance(world.send(session, world.seal()), Unauthorized)
    assert not world.posts()


def test_without_an_appview_there_are_no_counters_rather_than_zeros(world: BlueskyWorld) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal())
    assert world.platform.account_counters(session) == {"followers": 5}
    world.server.has_appview = False
    assert world.platform.metrics(session, [receipt]) == {}
    assert world.platform.account_counters(session) == {}


def test_an_account_without_a_handle_cannot_sign_in(world: BlueskyWorld) -> None:
    world.handle = ""
    assert isinstance(world.open(), Unauthorized)
    assert not world.server.requests


OBSERVED: list[tuple[int, dict[str, str], type]] = [
    # What PDS 0.5.35 answered to putRecord, uploadBlob and the like on 2026-11-24.
    (400, {"error": "InvalidRequest", "message": "grapheme too big (maximum 300, got 301) at $.record.text"}, Rejected),
    (400, {"error": "InvalidRequest", "message": "array too big (maximum 4, got 5)"}, Rejected),
    (400, {"error": "InvalidRequest", "message": "blob too big (maximum 2000000, got 2100008)"}, Rejected),
    (400, {"error": "InvalidRequest", "message": 'Missing required key "createdAt"'}, Rejected),
    (400, {"error": "InvalidRequest", "message": 'Invalid TID string (got "my-post-2026") at $'}, Rejected),
    (400, {"error": "BlobNotFound", "message": "Could not find blob"}, Retry),
    (400, {"error": "InvalidToken", "message": "Token could not be verified"}, Unauthorized),
    (401, {"error": "AuthenticationRequired", "message": "Invalid identifier or password"}, Unauthorized),
    (401, {"error": "AccountDeactivated", "message": "Account is deactivated"}, Unauthorized),
    (401, {"error": "AccountTakedown", "message": "Account has been taken down"}, Unauthorized),
    (429, {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}, Retry),
    (500, {"error": "InternalServerError", "message": "Internal Server Error"}, Unknown),
    (502, {"error": "UpstreamFailure", "message": "Upstream Failure"}, Unknown),
]


@pytest.mark.parametrize(("status", "body", "kind"), OBSERVED, ids=lambda value: str(value)[:40])
def test_every_answer_a_real_server_gave_is_understood(
    world: BlueskyWorld, status: int, body: dict[str, str], kind: type
) -> None:
    world.server.faults.append(answered(status, body))
    outcome = world.send(world.session(), world.seal())
    assert type(outcome) is kind
    if isinstance(outcome, Rejected):
        assert outcome.code == body["error"]
        assert body["message"][:20] in outcome.reason


@pytest.mark.parametrize(
    ("status", "name", "kind"),
    [
        (401, "AuthenticationRequired", Unauthorized),
        (401, "AuthFactorTokenRequired", Unauthorized),
        (401, "AccountTakedown", Unauthorized),
        (400, "InvalidRequest", Unauthorized),
        (429, "RateLimitExceeded", Retry),
        (500, "InternalServerError", Retry),
    ],
)
def test_every_refusal_to_sign_in_is_understood(
    world: BlueskyWorld, monkeypatch: Any, status: int, name: str, kind: type
) -> None:
    answer = httpx.Response(status, json={"error": name, "message": PASSWORD}, headers={"retry-after": "287"})
    monkeypatch.setattr(world.server, "sign_in", lambda request: answer)
    outcome = world.open()
    assert type(outcome) is kind
    assert PASSWORD not in repr(outcome)
    if status == 429:
        assert outcome.after == 287


def test_a_sign_in_that_makes_no_sense_is_tried_again_later(world: BlueskyWorld, monkeypatch: Any) -> None:
    monkeypatch.setattr(world.server, "sign_in", lambda request: httpx.Response(200, json={"did": DID}))
    assert isinstance(world.open(), Retry)


def test_the_epoch_of_a_rate_limit_is_turned_into_seconds(world: BlueskyWorld) -> None:
    headers = {"ratelimit-reset": "1796112090"}
    world.server.faults.append(answered(429, {"error": "RateLimitExceeded"}, headers=headers))
    outcome = world.send(world.session(), world.seal())
    assert isinstance(outcome, Retry)
    assert outcome.after == 60
