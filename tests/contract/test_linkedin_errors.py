"""Every documented error of LinkedIn, from its body to what it means, from the table itself."""

from __future__ import annotations

from typing import Any

import pytest

from smm_action.model.delivery import Rejected, Retry, Unauthorized, Unknown
from smm_action.platformkit.errortable import KnownError
from smm_action.platforms.linkedin.card import CARD, ERRORS
from smm_action.sandbox.linkedin.answers import USUAL, error_body
from tests.contract.fake_server import answered
from tests.contract.worlds_linkedin import LinkedInWorld, new_world

OUTCOMES = {"rejected": Rejected, "retry": Retry, "unauthorized": Unauthorized, "unknown": Unknown}
SAMPLES: list[tuple[dict[str, Any], type, str]] = [
    # error-handling page, sample response, read 2026-11-24
    ({"message": "Empty oauth2_access_token", "serviceErrorCode": 401, "status": 401}, Unauthorized, "smm auth"),
    (
        {"status": 401, "serviceErrorCode": 65600, "code": "INVALID_ACCESS_TOKEN", "message": "Invalid access token"},
        Unauthorized,
        "does not know the token",
    ),
    (
        {"status": 401, "serviceErrorCode": 65601, "code": "REVOKED_ACCESS_TOKEN", "message": "revoked"},
        Unauthorized,
        "revoked",
    ),
    (
        {"status": 401, "serviceErrorCode": 65602, "code": "EXPIRED_ACCESS_TOKEN", "message": "expired"},
        Unauthorized,
        "60 days",
    ),
    (
        {"status": 403, "serviceErrorCode": 100, "code": "ACCESS_DENIED", "message": "Not enough permissions"},
        Unauthorized,
        "w_member_social",
    ),
    (
        {"status": 426, "code": "NONEXISTENT_VERSION", "message": "Requested version 20250601 is not active"},
        Rejected,
        "version: YYYYMM",
    ),
    ({"status": 409, "code": "CONFLICT", "message": "Conflict"}, Retry, "at the same time"),
    ({"status": 400, "code": "INVALID_URN_ID", "message": "x"}, Rejected, "people.yml"),
    (
        {"status": 429, "serviceErrorCode": 101, "code": "TOO_MANY_REQUESTS", "message": "throttle limit"},
        Retry,
        "midnight UTC",
    ),
]


@pytest.fixture
def world() -> LinkedInWorld:
    return new_world()


@pytest.mark.parametrize("row", ERRORS.rows, ids=lambda row: f"{row.status}-{row.code}")
def test_each_row_of_the_table_is_what_a_create_comes_to(world: LinkedInWorld, row: KnownError) -> None:
    session = world.session()
    body = {"status": row.status, "message": "Localisierte Wörter"} | ({"code": row.code} if row.code else {})
    world.server.faults.append(answered(row.status or 0, body))
    outcome = world.send(session, world.seal())
    assert type(outcome) is OUTCOMES[row.outcome]
    assert row.said in outcome.reason
    assert row.said.startswith("Nothing went out")
    assert not world.posts()


@pytest.mark.parametrize(("body", "outcome", "said"), SAMPLES)
def test_each_sample_answer_is_understood_everywhere(
    world: LinkedInWorld, body: dict[str, Any], outcome: type, said: str
) -> None:
    session, sealed = world.session(), world.seal()
    world.server.faults.append(answered(body["status"], body))
    told = world.send(session, sealed)
    assert type(told) is outcome
    assert said in told.reason


def test_an_input_errors_code_is_read_where_there_is_no_other(world: LinkedInWorld) -> None:
    body = {"errorDetails": {"inputErrors": [{"code": "FIELD_LENGTH_TOO_LONG"}]}, "status": 400}
    world.server.faults.append(answered(400, body))
    outcome = world.send(world.session(), world.seal())
    assert isinstance(outcome, Rejected)
    assert outcome.code == "FIELD_LENGTH_TOO_LONG"


@pytest.mark.parametrize("body", [{"errorDetails": [], "code": 5}, {"errorDetails": {"inputErrors": ["x"]}}, [], None])
def test_a_body_of_another_shape_is_judged_by_its_status(world: LinkedInWorld, body: Any) -> None:
    world.server.faults.append(answered(422, body))
    assert isinstance(world.send(world.session(), world.seal()), Rejected)


@pytest.mark.parametrize("status", sorted(USUAL))
def test_the_sandbox_speaks_the_same_errors(world: LinkedInWorld, status: int) -> None:
    session = world.session()
    world.server.strike(f"linkedin.publish error {status} times=1")
    outcome = world.send(session, world.seal())
    assert not isinstance(outcome, Unknown) or status >= 500
    assert error_body(status, "")["status"] == status


def test_a_sunset_version_is_refused_at_the_door_and_an_account_may_name_another(world: LinkedInWorld) -> None:
    world.options = {"organization": 123, "version": 202501}
    refused = world.open()
    assert isinstance(refused, Unauthorized)
    assert "version" in refused.reason
    world.options = {"organization": 123, "version": "202610"}
    world.send_all(world.session(), world.seal())
    assert {one.headers["linkedin-version"] for one in world.server.requests[1:]} == {"202610"}


def test_the_cards_version_is_sent_when_the_account_names_none(world: LinkedInWorld) -> None:
    world.send_all(world.session(), world.seal())
    assert CARD.version is not None
    assert {one.headers["linkedin-version"] for one in world.server.requests} == {CARD.version.name}
