"""What an answer means for a delivery."""

from __future__ import annotations

import json
from typing import Any

import pytest

from smm_action.core.http import Answer, Lost, NotSent
from smm_action.model.delivery import Rejected, Retry, Unauthorized, Unknown
from smm_action.platformkit.errors import (
    MAX_SENTENCE,
    answer_instant,
    lost,
    of_create,
    of_refusal,
    sentence,
    unreached,
    wait,
)

DATE = "Tue, 01 Dec 2026 08:00:00 GMT"


def answer(status: int = 429, body: Any = None, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status=status, headers=named, body=b"" if body is None else json.dumps(body).encode())


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, Rejected), (401, Unauthorized), (403, Unauthorized), (404, Rejected), (410, Rejected), (422, Rejected)],
)
def test_a_refusal_means_the_same_for_a_read_and_for_a_create(status: int, kind: type) -> None:
    assert type(of_refusal(answer(status), "no")) is kind
    assert type(of_create(answer(status), "no")) is kind


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 520])
def test_a_fault_is_worth_another_read_and_leaves_a_create_in_doubt(status: int) -> None:
    assert type(of_refusal(answer(status), "")) is Retry
    assert type(of_create(answer(status), "")) is Unknown


def test_503_with_retry_after_is_unsent_only_where_the_platform_promises_it() -> None:
    busy = answer(503, retry_after="7")
    assert type(of_create(busy, "")) is Unknown
    assert of_create(busy, "", busy_is_unsent=True) == Retry(reason="the server answered 503", after=7)
    assert type(of_create(answer(503), "", busy_is_unsent=True)) is Unknown


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_success_that_was_not_understood_is_doubt(status: int) -> None:
    assert type(of_create(answer(status), "")) is Unknown


def test_a_code_is_the_status_and_the_words_are_the_servers() -> None:
    outcome = of_refusal(answer(422), "Validation failed")
    assert outcome == Rejected(reason="422: Validation failed", code="422")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"retry_after": "287"}, 287),
        ({"retry_after": "Tue, 01 Dec 2026 08:01:00 GMT", "date": DATE}, 60),
        ({"retry_after": "Tue, 01 Dec 2026 07:00:00 GMT", "date": DATE}, 0),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "٣"}, None),
        ({"x_ratelimit_reset": "2026-12-01T08:05:00.000Z", "date": DATE}, 300),
        ({"x_ratelimit_reset": "2026-12-01T08:05:00", "date": DATE}, 300),
        ({"x_ratelimit_reset": "1796112300", "date": DATE}, 300),
        ({"ratelimit_reset": "1796112300", "date": DATE}, 300),
        ({"x_ratelimit_reset": "1796112300"}, None),
        ({"x_ratelimit_reset": "99999999999999999999", "date": DATE}, None),
        ({"x_ratelimit_reset": "tomorrow", "date": DATE}, None),
        ({"x_ratelimit_reset": "2026-12-01T07:00:00Z", "date": DATE}, 0),
        ({"retry_after": "5", "x_ratelimit_reset": "1796112300", "date": DATE}, 5),
        ({"date": "garbage", "x_ratelimit_reset": "1796112300"}, None),
        ({}, None),
    ],
)
def test_the_wait_is_what_the_server_asks_held_against_its_own_clock(
    headers: dict[str, str], expected: float | None
) -> None:
    assert wait(answer(**headers)) == expected


def test_the_instant_of_an_answer_is_the_servers() -> None:
    assert answer_instant(answer(date=DATE), "else") == "2026-12-01T08:00:00Z"
    assert answer_instant(answer(), "else") == "else"


def test_a_servers_words_become_one_harmless_line() -> None:
    words = "  Validation\nfailed:\t<b onclick=x>Text</b>\x1b[31m red\u202e\u200b  "
    assert sentence(words) == "Validation failed: Text [31m red"


def test_a_servers_words_are_kept_short() -> None:
    assert len(sentence("x" * 5000)) == MAX_SENTENCE
    assert sentence("x" * MAX_SENTENCE) == "x" * MAX_SENTENCE


def test_secrets_that_a_server_echoes_are_taken_out() -> None:
    assert sentence("Bad token s3cret!", ("s3cret", "")) == "Bad token …!"


@pytest.mark.parametrize("words", [None, 5, ["x"], {"a": 1}])
def test_what_is_no_text_is_no_sentence(words: object) -> None:
    assert sentence(words) == ""


def test_a_connection_that_was_never_made_is_no_doubt_and_a_lost_answer_is() -> None:
    assert lost(NotSent("x")) == Retry(reason="x")
    assert lost(Lost("x")) == Unknown(reason="x")
    assert unreached(Lost("x")) == Retry(reason="x")
