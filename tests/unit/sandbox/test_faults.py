"""The scenario language, and what a client sees of each fault."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from smm_action.core.errors import SmmError
from smm_action.sandbox import routes
from smm_action.sandbox.faults import (
    Drop,
    Error,
    Expire,
    ForgetKey,
    Garble,
    Hide,
    Latency,
    Processing,
    Scenario,
    Skew,
    parse,
)
from smm_action.sandbox.server import Sandbox
from tests.unit.sandbox.conftest import POST, RKEY, Bluesky, Clock, Mastodon, png


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("*.* latency 0.5", Latency(0.5, 0.5)),
        ("*.* latency 0.1..0.4", Latency(0.1, 0.4)),
        ("*.publish error 503 retry-after=7", Error(503, "before", 7)),
        ("*.publish error 500 after", Error(500, "after")),
        ("*.publish limit 30", Error(429, "before", 30)),
        ("*.publish drop", Drop("after")),
        ("*.publish drop before", Drop("before")),
        ("*.publish drop during", Drop("during")),
        ("*.publish answer truncated", Garble("truncated", "after")),
        ("*.publish answer malformed before", Garble("malformed", "before")),
        ("*.publish expire", Expire()),
        ("*.publish forget-key", ForgetKey()),
        ("*.media processing 3", Processing(timedelta(seconds=3))),
        ("*.find hide 60", Hide(timedelta(seconds=60))),
        ("*.* skew -90", Skew(timedelta(seconds=-90))),
    ],
)
def test_a_line_becomes_a_fault(line: str, fault: object) -> None:
    (rule,) = parse(line)
    assert rule.fault == fault
    assert rule.text == line


def test_lines_end_at_semicolons_and_comments() -> None:
    rules = parse("# everything\n*.publish drop times=1; *.find hide 9 # later\n\n")
    assert [rule.text for rule in rules] == ["*.publish drop times=1", "*.find hide 9"]
    assert rules[0].times == 1


@pytest.mark.parametrize(
    "line",
    [
        "mastodon.publish",
        "mastodon.publish explode",
        "mastodon.publish error",
        "mastodon.publish error 200",
        "mastodon.publish error 500 during",
        "mastodon.publish drop sideways",
        "mastodon.publish latency soon",
        "mastodon.publish answer nonsense",
        "mastodon.publish drop often=1",
    ],
)
def test_a_line_that_is_not_understood_says_what_to_write(line: str) -> None:
    with pytest.raises(SmmError) as caught:
        parse(line)
    assert line in caught.value.what
    assert "OPERATION[@ACCOUNT]" in caught.value.do


def fired(scenario: Scenario, operation: str, account: str, calls: int) -> list[bool]:
    return [bool(scenario.strike(operation, account)) for _ in range(calls)]


def test_times_and_skip_count_each_account_apart() -> None:
    scenario = Scenario("*.publish drop skip=1 times=2")
    assert fired(scenario, "mastodon.publish", "a", 5) == [False, True, True, False, False]
    assert fired(scenario, "mastodon.publish", "b", 3) == [False, True, True]
    assert fired(scenario, "mastodon.find", "a", 3) == [False] * 3


def test_a_line_can_name_one_account() -> None:
    scenario = Scenario("*.publish@acme-* drop")
    assert fired(scenario, "bluesky.publish", "acme-bluesky", 1) == [True]
    assert fired(scenario, "bluesky.publish", "other", 1) == [False]


def test_chance_is_decided_by_the_seed_whatever_the_order_of_accounts() -> None:
    line = "*.publish drop chance=0.3"
    one, two, other = Scenario(line, 1), Scenario(line, 1), Scenario(line, 2)
    first = {account: fired(one, "mastodon.publish", account, 200) for account in ("a", "b")}
    second = {account: fired(two, "mastodon.publish", account, 200) for account in ("b", "a")}
    assert first == second
    assert fired(other, "mastodon.publish", "a", 200) != first["a"]
    assert 30 < sum(first["a"]) < 90


def test_every_operation_can_be_named() -> None:
    assert {"mastodon.publish", "mastodon.media-status", "bluesky.session", "bluesky.find"} <= routes.operations()
    for operation in routes.operations():
        assert fired(Scenario("*.* drop"), operation, "a", 1) == [True]


Publish = Callable[[str], httpx.Response]


@pytest.fixture(params=["mastodon", "bluesky"])
def publish(request: pytest.FixtureRequest, sandbox: Sandbox, mastodon: Mastodon, bluesky: Bluesky) -> Publish:
    """Send a text to either platform."""
    if request.param == "mastodon":
        return lambda text: mastodon("POST", "/api/v1/statuses", json={"status": text})
    return lambda text: bluesky.put({"text": text})


def kept(sandbox: Sandbox) -> int:
    return sandbox.store.created("mastodon", "status") + sandbox.store.created("bluesky", POST)


@pytest.mark.parametrize(("moment", "exists"), [("before", 0), ("after", 1)])
def test_an_error_comes_before_or_after_the_post_exists(
    sandbox: Sandbox, publish: Publish, moment: str, exists: int
) -> None:
    sandbox.inject(f"*.publish error 500 {moment}")
    answer = publish("hello")
    assert answer.status_code == 500
    assert "error" in answer.json()
    assert kept(sandbox) == exists


@pytest.mark.parametrize(("moment", "exists"), [("before", 0), ("during", 1), ("after", 1)])
def test_a_dropped_connection_is_really_dropped(sandbox: Sandbox, publish: Publish, moment: str, exists: int) -> None:
    sandbox.inject(f"*.publish drop {moment} times=1")
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        publish("hello")
    assert kept(sandbox) == exists
    assert sandbox.store.calls()[-1].status == 0
    assert publish("hello").status_code == 200


def test_a_limit_is_429_with_retry_after_and_nothing_left(sandbox: Sandbox, publish: Publish) -> None:
    sandbox.inject("*.publish limit 30")
    answer = publish("hello")
    left = answer.headers.get("x-ratelimit-remaining") or answer.headers["ratelimit-remaining"]
    assert (answer.status_code, answer.headers["retry-after"], left) == (429, "30", "0")
    assert kept(sandbox) == 0


def test_a_503_can_say_when_to_come_back(sandbox: Sandbox, publish: Publish) -> None:
    sandbox.inject("*.publish error 503 retry-after=7")
    answer = publish("hello")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")


@pytest.mark.parametrize(
    ("status", "mastodon_says", "bluesky_says"),
    [
        (401, "The access token is invalid", "AuthenticationRequired"),
        (403, "This action is outside the authorized scopes", "Forbidden"),
        (404, "Record not found", "XRPCNotSupported"),
        (413, "Request Entity Too Large", "PayloadTooLarge"),
        (429, "Too many requests", "RateLimitExceeded"),
        (500, "An unexpected error occurred", "InternalServerError"),
        (502, "This action could not be completed", "UpstreamFailure"),
    ],
)
def test_each_platform_words_its_errors(
    sandbox: Sandbox, mastodon: Mastodon, bluesky: Bluesky, status: int, mastodon_says: str, bluesky_says: str
) -> None:
    sandbox.inject(f"*.publish error {status}")
    told = mastodon("POST", "/api/v1/statuses", json={"status": "x"})
    assert (told.status_code, told.json()) == (status, {"error": mastodon_says})
    told = bluesky.put({"text": "x"})
    assert (told.status_code, told.json()["error"]) == (status, bluesky_says)


@pytest.mark.parametrize("how", ["truncated", "malformed", "empty"])
def test_a_garbled_answer_is_200_and_no_json(sandbox: Sandbox, publish: Publish, how: str) -> None:
    sandbox.inject(f"*.publish answer {how}")
    answer = publish("hello")
    assert answer.status_code == 200
    with pytest.raises(ValueError):
        answer.json()
    assert kept(sandbox) == 1


@pytest.mark.parametrize(("words", "exists"), [("error", 1), ("error before", 0)])
def test_200_can_hold_an_error(sandbox: Sandbox, publish: Publish, words: str, exists: int) -> None:
    sandbox.inject(f"*.publish answer {words}")
    answer = publish("hello")
    assert (answer.status_code, "error" in answer.json()) == (200, True)
    assert kept(sandbox) == exists


def test_an_expired_token_is_told_in_each_platforms_way(sandbox: Sandbox, mastodon: Mastodon, bluesky: Bluesky) -> None:
    sandbox.inject("*.publish expire times=1")
    assert mastodon("POST", "/api/v1/statuses", json={"status": "x"}).status_code == 401
    assert bluesky.put({"text": "x"}).json()["error"] == "ExpiredToken"
    assert bluesky.put({"text": "x"}).status_code == 200


def test_a_forgotten_key_makes_a_second_post(sandbox: Sandbox, mastodon: Mastodon) -> None:
    sandbox.inject("mastodon.publish forget-key")
    for _ in range(2):
        mastodon("POST", "/api/v1/statuses", json={"status": "x"}, headers={"Idempotency-Key": "k"})
    assert sandbox.store.created("mastodon", "status") == 2


def test_stuck_media_never_become_ready(sandbox: Sandbox, mastodon: Mastodon, clock: Clock) -> None:
    sandbox.inject("mastodon.media stuck")
    made = mastodon.upload(png())
    clock.move(days=300)
    assert (made.status_code, mastodon("GET", f"/api/v1/media/{made.json()['id']}").status_code) == (202, 206)


def test_what_is_young_is_not_found_yet(sandbox: Sandbox, mastodon: Mastodon, bluesky: Bluesky, clock: Clock) -> None:
    mine = mastodon("GET", "/api/v1/accounts/verify_credentials").json()["id"]
    mastodon.post("new")
    bluesky.put({"text": "new"})
    sandbox.inject("*.find hide 60; *.count hide 60")
    place = {"repo": bluesky.did, "collection": POST, "rkey": RKEY}

    def seen() -> tuple[int, int, int]:
        uri = f"at://{bluesky.did}/{POST}/{RKEY}"
        return (
            len(mastodon("GET", f"/api/v1/accounts/{mine}/statuses").json()),
            len(bluesky("GET", "app.bsky.feed.getPosts", params={"uris": uri}).json()["posts"]),
            bluesky("GET", "com.atproto.repo.getRecord", params=place).status_code,
        )

    assert seen() == (0, 0, 400)
    clock.move(seconds=60)
    assert seen() == (1, 1, 200)


def test_a_skewed_clock_shows_in_date_and_times(sandbox: Sandbox, mastodon: Mastodon) -> None:
    sandbox.inject("*.* skew -90")
    answer = mastodon("POST", "/api/v1/statuses", json={"status": "x"})
    assert answer.headers["date"] == "Tue, 01 Dec 2026 07:58:30 GMT"
    assert answer.json()["created_at"] == "2026-12-01T07:58:30.000Z"


def test_latency_takes_its_time(sandbox: Sandbox, mastodon: Mastodon) -> None:
    sandbox.inject("mastodon.verify latency 0.2..0.25")
    start = time.monotonic()
    mastodon("GET", "/api/v1/accounts/verify_credentials")
    assert time.monotonic() - start >= 0.2


def test_the_log_says_what_struck(sandbox: Sandbox, mastodon: Mastodon) -> None:
    sandbox.inject("mastodon.publish error 500 after times=1")
    mastodon("POST", "/api/v1/statuses", json={"status": "x"})
    mastodon("POST", "/api/v1/statuses", json={"status": "x"})
    calls = sandbox.store.calls("mastodon.publish")
    assert [(call.account, call.status, call.faults) for call in calls] == [
        ("acme-mastodon", 500, ("mastodon.publish error 500 after times=1",)),
        ("acme-mastodon", 200, ()),
    ]


def test_pages_are_never_struck(sandbox: Sandbox) -> None:
    sandbox.inject("* drop before")
    assert httpx.get(sandbox.url).status_code == 200
