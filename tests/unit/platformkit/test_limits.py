"""What a server says is left: believed when it is credible, and kept for the length of a run."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from smm_action.core.http import Answer
from smm_action.platformkit.limits import LONGEST, Shut, Throttle, shut_by

DATE = "Tue, 01 Dec 2026 12:00:00 GMT"
NOON = 1796126400
"""The same instant, in seconds since 1970."""


def answer(status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status=status, headers={"date": DATE, **named}, body=b"")


def mastodon(left: str = "0", reset: str = "2026-12-01T12:05:00.000000Z", status: int = 200) -> Answer:
    return answer(status, x_ratelimit_limit="300", x_ratelimit_remaining=left, x_ratelimit_reset=reset)


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Account:
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.throttle = Throttle(clock=self.clock)

    def shut(self) -> float | None:
        found = self.throttle.shut()
        return None if found is None else found.seconds


@pytest.mark.parametrize(
    "said",
    [
        mastodon(),
        mastodon(reset="2026-12-01T12:05:00"),
        mastodon(left=" 0 "),
        mastodon(status=422),
        answer(ratelimit_limit="5000", ratelimit_remaining="0", ratelimit_reset=str(NOON + 300)),
        answer(x_rate_limit_remaining="0", x_rate_limit_reset=str(NOON + 300)),
        answer(429, retry_after="300"),
        answer(429, x_ratelimit_reset="2026-12-01T12:05:00Z"),
    ],
    ids=["mastodon", "no zone", "spaces", "refused", "bluesky", "x", "429", "429 and a reset"],
)
def test_nothing_is_left_for_five_minutes(said: Answer) -> None:
    found = shut_by(said)
    assert found == Shut(seconds=300.0, until="2026-12-01T12:05:00Z")
    assert found.reason == "the server allows no more posts until 2026-12-01T12:05:00Z"


@pytest.mark.parametrize(
    "said",
    [
        mastodon(left="1"),
        mastodon(left="-1"),
        mastodon(left="nothing"),
        mastodon(left=""),
        mastodon(left="٠"),
        mastodon(reset=""),
        mastodon(reset="soon"),
        mastodon(reset="2026-12-01T12:00:00Z"),
        mastodon(reset="2026-12-01T11:59:59Z"),
        mastodon(reset="2026-12-02T12:00:01Z"),
        mastodon(reset="9999-12-31T23:59:59Z"),
        mastodon(reset="9" * 30),
        mastodon(reset="9" * 5000),
        mastodon(reset=f"-{NOON}"),
        answer(x_ratelimit_remaining="0"),
        answer(429),
        answer(429, retry_after="0"),
        answer(429, retry_after="9" * 400),
        answer(429, retry_after=f"{LONGEST + 1:.0f}"),
        Answer(status=429, headers={"retry-after": "300"}, body=b""),
        Answer(status=200, headers={"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(NOON + 9)}, body=b""),
        answer(x_ratelimit_remaining="0", x_ratelimit_reset="2026-12-01T12:05:00Z", date="yesterday"),
    ],
)
def test_what_is_not_credible_shuts_nothing(said: Answer) -> None:
    assert shut_by(said) is None
    account = Account()
    account.throttle.note(said)
    assert account.shut() is None


def test_an_account_is_open_again_when_the_time_has_passed() -> None:
    account = Account()
    account.throttle.note(mastodon())
    account.clock.now += 290
    assert account.shut() == 10.0
    account.clock.now += 10
    assert account.shut() is None


def test_the_later_end_counts_whatever_is_said_after() -> None:
    account = Account()
    account.throttle.note(mastodon(reset="2026-12-01T12:05:00Z"))
    account.throttle.note(mastodon(reset="2026-12-01T12:01:00Z"))
    account.throttle.note(mastodon(left="299"))
    assert account.shut() == 300.0


def test_a_day_is_believed() -> None:
    assert shut_by(mastodon(reset="2026-12-02T12:00:00Z")) == Shut(seconds=LONGEST, until="2026-12-02T12:00:00Z")
