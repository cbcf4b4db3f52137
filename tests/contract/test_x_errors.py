"""X: every documented error and what it comes to; bodies in all their shapes; renewals."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any
from urllib.parse import parse_qs

import pytest

from smm_action.core.http import Answer
from smm_action.model.delivery import Rejected, Retry, Sent, Unauthorized, Unknown
from smm_action.platformkit.base import Refreshed
from smm_action.platforms.x.card import CARD, ERRORS
from smm_action.platforms.x.problems import problem_of
from tests.contract.fake_server import LOST, UNREACHED, answered
from tests.contract.worlds_x import OAUTH2, TOKEN, XWorld, new_world
from tests.shared import shared

OUTCOMES = {"rejected": Rejected, "retry": Retry, "unauthorized": Unauthorized, "unknown": Unknown}
DOCUMENTS = ("contracts/x/openapi-2.159.extract.json", "contracts/x/openapi-2.167.extract.json")


@pytest.fixture
def world() -> XWorld:
    return new_world()


@pytest.mark.parametrize("row", ERRORS.rows, ids=lambda row: str(row.type_end or row.code or row.status))
def test_a_documented_error_is_what_the_table_says(world: XWorld, row: Any) -> None:
    status = row.status or 403
    if row.code is not None:
        bodies: list[Any] = [
            {"code": row.code, "message": "Words"},
            {"errors": [{"code": row.code, "message": "Words"}]},
        ]
    elif row.type_end in {None, "about:blank"}:
        bodies = [{"type": "about:blank", "title": "T", "detail": "Words", "status": status}]
    else:
        bodies = [
            {"type": f"https://{host}/2{row.type_end}", "title": "T", "detail": "Words"}
            for host in ("api.x.com", "api.twitter.com")
        ]
    for body in bodies:
        world.server.faults.append(answered(status, body))
        outcome = world.send(world.session(), world.seal())
        assert type(outcome) is OUTCOMES[row.outcome], body
        assert "Words" in outcome.reason
        if not isinstance(outcome, Unknown):
            assert outcome.reason.startswith("Nothing went out: ")
        if isinstance(outcome, Retry):
            assert outcome.after == row.after


def test_the_table_says_whether_it_went_out_and_what_to_do() -> None:
    for row in ERRORS.rows:
        assert row.source.startswith("https://")
        assert row.said.startswith("Nothing went out: ") or "may be out" in row.said
        assert not row.said.endswith(".")
    assert date.fromisoformat(CARD.media.read)


@pytest.mark.parametrize("status", [500, 502, 503, 408])
def test_a_fault_of_the_server_is_doubt_whatever_it_calls_itself(world: XWorld, status: int) -> None:
    body = {"type": "https://api.x.com/2/problems/invalid-request", "title": "Invalid Request"}
    world.server.faults.append(answered(status, body, obeyed=True))
    assert isinstance(world.send(world.session(), world.seal()), Unknown)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"data": {"id": "5", "text": "Hi"}, "errors": [{"type": "about:blank", "title": "Partial"}]}, Sent),
        ({"errors": [{"type": "https://api.x.com/2/problems/resource-not-found", "title": "Not Found"}]}, Rejected),
        ({"errors": [{"type": "https://api.x.com/2/problems/field-hydration-failure", "title": "x"}]}, Unknown),
        ({"errors": [{"type": "about:blank", "title": "Forbidden"}]}, Unknown),
        ({"data": {}}, Unknown),
        ({"data": {"id": ""}}, Unknown),
        ({"data": [{"id": "5"}]}, Unknown),
    ],
)
@pytest.mark.parametrize("status", [200, 201])
def test_a_success_with_errors_is_out_where_it_says_what_was_made(
    world: XWorld, status: int, body: Any, expected: type
) -> None:
    world.server.faults.append(answered(status, body))
    assert isinstance(world.send(world.session(), world.seal()), expected)


@pytest.mark.parametrize(
    ("body", "type_", "code", "words"),
    [
        ({"type": "t", "title": "T", "detail": "D", "status": 403}, "t", None, "D"),
        ({"code": 89, "message": "M"}, "", 89, "M"),
        ({"errors": [{"code": 89, "message": "M"}, {"code": 1, "message": "N"}]}, "", 89, "M"),
        ({"type": "t", "detail": "D", "errors": [{"message": "M", "parameters": {"id": ["x"]}}]}, "t", None, "M"),
        ({"error": "invalid_request", "error_description": "E"}, "", "invalid_request", "E"),
        ({"title": 5, "type": [], "detail": None}, "", None, ""),
    ],
)
def test_an_error_body_is_read_in_each_of_its_shapes(body: Any, type_: str, code: Any, words: str) -> None:
    problem = problem_of(Answer(status=400, headers={}, body=json.dumps(body).encode()))
    assert problem is not None
    assert (problem.type, problem.code, problem.words) == (type_, code, words)


@pytest.mark.parametrize(
    "body", [b"", b"<h1>502</h1>", b"[]", b'{"data": {"id": "1"}}', b'{"errors": []}', b'{"errors": 5}']
)
def test_what_is_no_error_body_is_no_problem(body: bytes) -> None:
    assert problem_of(Answer(status=400, headers={}, body=body)) is None


@pytest.mark.shared
@pytest.mark.parametrize("path", DOCUMENTS)
def test_every_problem_that_a_post_can_meet_is_in_the_table(path: str) -> None:
    document = json.loads(shared(path).read_text("utf-8"))
    types = document["components"]["schemas"]["Problem"]["discriminator"]["mapping"]
    streams = re.compile(r"rules|client-disconnected|operational-disconnect|streaming-connection|rule-cap")
    assert len(types) >= 9
    for type_ in types:
        if not streams.search(type_):
            status = 403 if type_ == "about:blank" else 400
            assert ERRORS.known(status, type_=type_) is not None, type_


# renewing OAuth 2 tokens


def test_a_renewal_is_one_call_and_brings_both_tokens(world: XWorld) -> None:
    done = world.platform.refresh(world.http(), OAUTH2)
    assert isinstance(done, Refreshed)
    assert set(done.values) == set(CARD.refresh.fields if CARD.refresh else ())
    assert done.values["REFRESH_TOKEN"] != TOKEN
    assert done.expires == "2026-12-01T10:00:30Z"
    (call,) = world.server.requests
    sent = {name: values[0] for name, values in parse_qs(call.content.decode()).items()}
    assert sent == {"grant_type": "refresh_token", "refresh_token": TOKEN, "client_id": "client-4e"}
    assert "authorization" not in call.headers
    assert isinstance(world.platform.refresh(world.http(), {**OAUTH2, **done.values}), Refreshed)
    assert TOKEN not in repr(done)


def test_a_confidential_client_authenticates(world: XWorld) -> None:
    world.platform.refresh(world.http(), {**OAUTH2, "CLIENT_SECRET": "hush"})
    (call,) = world.server.requests
    assert call.headers["authorization"] == "Basic Y2xpZW50LTRlOmh1c2g="
    assert b"client_id" not in call.content


def test_a_refresh_token_is_good_once_and_then_a_person_is_told_how_to_get_another(world: XWorld) -> None:
    world.platform.refresh(world.http(), OAUTH2)
    again = world.platform.refresh(world.http(), OAUTH2)
    assert isinstance(again, Unauthorized)
    assert "Authorize the account again" in again.reason
    assert len(world.server.requests) == 2


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (LOST, Unknown),
        (UNREACHED, Retry),
        (answered(500, "<h1>Oops</h1>"), Unknown),
        (answered(503, {}, headers={"retry-after": "5"}), Unknown),
        (answered(200, {"access_token": "a"}), Unknown),
        (answered(200, "<h1>hello</h1>"), Unknown),
        (answered(429, {"title": "Too Many Requests"}, headers={"retry-after": "60"}), Retry),
        (answered(400, {"error": "invalid_request"}), Unauthorized),
        (answered(401, {"error": "unauthorized_client"}), Unauthorized),
    ],
)
def test_a_renewal_that_fails_is_never_repeated(world: XWorld, monkeypatch: Any, fault: Any, expected: type) -> None:
    monkeypatch.setattr(world.server, "is_create", lambda request: True)
    world.server.faults.append(fault)
    outcome = world.platform.refresh(world.http(), OAUTH2)
    assert isinstance(outcome, expected)
    assert len(world.server.requests) == 1
    if isinstance(outcome, Unknown):
        assert "may be dead" in outcome.reason


def test_a_renewal_says_no_secret(world: XWorld, monkeypatch: Any) -> None:
    monkeypatch.setattr(world.server, "is_create", lambda request: True)
    for status in (200, 400, 422, 429, 500):
        world.server.faults.append(answered(status, {"error_description": f"no {TOKEN} hush-5 client-4e"}))
        outcome = world.platform.refresh(world.http(), {**OAUTH2, "CLIENT_SECRET": "hush-5"})
        assert TOKEN not in repr(outcome)
        assert "hush-5" not in repr(outcome)
