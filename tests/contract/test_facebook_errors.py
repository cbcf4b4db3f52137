"""Every error that Meta documents for Pages: what it means for a post, and the sentence a person reads."""

from __future__ import annotations

from typing import Any

import pytest

from smm_action.model.delivery import Rejected, Retry, Unauthorized, Unknown
from smm_action.platformkit.cards import read_errors
from smm_action.platformkit.errortable import KnownError
from smm_action.platforms.facebook.card import GRAPH
from tests.contract.fake_server import answered
from tests.contract.payloads import medium, part, payload, seal
from tests.contract.worlds_facebook import FacebookWorld, new_world

KINDS = {"rejected": Rejected, "retry": Retry, "unauthorized": Unauthorized, "unknown": Unknown}
ROWS = GRAPH.errors.rows
OWN = read_errors("smm_action.platforms.facebook").rows


def body(row: KnownError) -> dict[str, Any]:
    """Return the answer that a row is about, in a language that nobody matches words in."""
    error: dict[str, Any] = {"message": "Etwas ging schief", "type": "OAuthException", "code": row.code or 100}
    if row.subcode is not None:
        error["error_subcode"] = row.subcode
    return {"error": {**error, "is_transient": False, "error_user_msg": "Bitte noch einmal", "fbtrace_id": "AbC"}}


@pytest.fixture
def world() -> FacebookWorld:
    return new_world()


@pytest.mark.parametrize("status", [200, 400, 403])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.code}-{row.subcode}")
def test_a_documented_error_means_what_the_table_says(world: FacebookWorld, row: KnownError, status: int) -> None:
    world.server.faults.append(answered(status, body(row)))
    outcome = world.send(world.session(), world.seal())
    assert isinstance(outcome, KINDS[row.outcome])
    assert outcome.reason.startswith(row.said)
    assert outcome.reason.endswith("(Bitte noch einmal; fbtrace_id AbC)")
    assert not isinstance(outcome, Retry) or outcome.after == row.after
    assert not world.posts()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.code}-{row.subcode}")
def test_a_sentence_says_first_whether_it_went_out_and_then_what_to_do(row: KnownError) -> None:
    assert row.said.startswith(("Nothing went out", "It may be out"))
    assert row.said.startswith("It may be out") == (row.outcome == "unknown")
    assert row.said.count(".") >= 2 or ":" in row.said
    assert row.source.startswith("https://")
    assert row.code is not None or row.subcode is not None
    assert (row.after is not None) == (row.outcome == "retry")


def test_no_row_is_said_twice() -> None:
    assert len({(row.code, row.subcode) for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("code", [220, 240, 275, 283, 299])
def test_every_permission_has_one_sentence(world: FacebookWorld, code: int) -> None:
    error = {"error": {"message": "x", "type": "OAuthException", "code": code}}
    world.server.faults.append(answered(403, error))
    outcome = world.send(world.session(), world.seal())
    assert isinstance(outcome, Unauthorized)
    assert "lacks a permission" in outcome.reason


def test_an_upload_whose_service_is_down_is_tried_again_and_not_in_doubt(world: FacebookWorld) -> None:
    """Code 2 leaves a post in doubt, and nothing else: what nobody sees can be uploaded again."""
    session = world.session()
    world.server.strike("facebook.media error 503")
    outcome = world.send(session, seal(payload(part("Look", medium()), platform="facebook")))
    assert isinstance(outcome, Retry)
    assert len(OWN) > 10
