"""Mastodon against what it really answered (recorded on 4.6.4) and against its OpenAPI document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from smm_action.core.http import Answer
from smm_action.model.delivery import Rejected, Sent, Unauthorized, Unknown
from smm_action.platformkit.base import Target
from smm_action.platforms.mastodon.calls import create_refusal, refusal
from smm_action.platforms.mastodon.rewriting import comparable, text_of
from tests.contract.fake_mastodon import ORIGIN
from tests.contract.fake_server import answered
from tests.contract.openapi import OpenApi
from tests.contract.payloads import blobs, menagerie, payload, seal
from tests.contract.worlds_mastodon import THEIRS, MastodonWorld, new_world
from tests.shared import shared


@pytest.fixture
def world() -> MastodonWorld:
    return new_world()


@pytest.mark.shared
def test_every_request_is_as_the_openapi_document_says(world: MastodonWorld) -> None:
    document = OpenApi(shared("contracts/mastodon/openapi-4.7.0.extract.json"))
    world.server.searchable, world.server.looks_until_ready = {THEIRS: "55"}, 1
    session = world.session()
    receipts = []
    for name, held in menagerie("mastodon").items():
        sealed = seal(held, key=name)
        world.platform.prepare(session, sealed, 0, blobs)
        receipts += world.send_all(session, sealed)
    world.send_all(session, world.seal("Yes"), Target(reply_to=THEIRS, quote=THEIRS))
    world.send_all(session, seal(payload(platform="mastodon", repost=THEIRS)), Target(repost=THEIRS))
    world.platform.find(session, world.seal("Nothing"), 0, ())
    world.platform.metrics(session, receipts)
    world.platform.account_counters(session)
    world.platform.delete(session, receipts[0])
    known = [request for request in world.server.requests if not request.url.path.startswith("/api/v1/instance")]
    assert {request.url.path for request in known} >= {"/api/v1/statuses", "/api/v2/media", "/api/v2/search"}
    assert [(request.url.path, fault) for request in known for fault in document.faults(request)] == []


@pytest.mark.shared
@pytest.mark.parametrize(
    "request_",
    [
        httpx.Request("POST", f"{ORIGIN}/api/v1/statuses", json={"status": "x", "visiblity": "public"}),
        httpx.Request("POST", f"{ORIGIN}/api/v1/statuses", json={"status": 5}),
        httpx.Request("GET", f"{ORIGIN}/api/v2/search", params={"querry": "x"}),
        httpx.Request("POST", f"{ORIGIN}/api/v1/toots", json={}),
        httpx.Request("GET", f"{ORIGIN}/api/v2/instance", headers={"x-mine": "1"}),
    ],
)
def test_the_checker_finds_what_breaks_the_document(request_: httpx.Request) -> None:
    request_.read()
    assert OpenApi(shared("contracts/mastodon/openapi-4.7.0.extract.json")).faults(request_)


def exchanges(folder: Path) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    return [
        (path.stem, held["request"], held["response"])
        for path in sorted(folder.glob("*.json"))
        for held in json.loads(path.read_text("utf-8"))
    ]


def answer_of(response: dict[str, Any]) -> Answer:
    body = b"" if "json" not in response else json.dumps(response["json"]).encode()
    return Answer(status=response["status"], headers=response.get("headers", {}), body=body)


@pytest.mark.shared
def test_every_recorded_error_is_understood(world: MastodonWorld) -> None:
    session = world.session()
    seen = set()
    for name, request, response in exchanges(shared("contracts/mastodon/cassettes")):
        answer = answer_of(response)
        if answer.status < 400:
            continue
        outcome = (create_refusal if request["method"] == "POST" else refusal)(session, answer)
        expected = Unauthorized if answer.status == 401 else Rejected
        assert isinstance(outcome, expected), name
        assert outcome.reason, name
        seen.add(answer.status)
    assert seen == {401, 404, 422}


@pytest.mark.shared
def test_the_same_refusal_in_two_languages_is_the_same_outcome(world: MastodonWorld) -> None:
    session = world.session()
    held = [r for n, _, r in exchanges(shared("contracts/mastodon/cassettes")) if n == "test_lang_for_errors"]
    outcomes = [create_refusal(session, answer_of(response)) for response in held if response["status"] == 422]
    assert len(outcomes) == 2
    assert {(type(outcome), outcome.code) for outcome in outcomes if isinstance(outcome, Rejected)} == {
        (Rejected, "422")
    }


@pytest.mark.shared
def test_every_recorded_status_becomes_a_receipt(world: MastodonWorld) -> None:
    count = 0
    for name, request, response in exchanges(shared("contracts/mastodon/cassettes")):
        made = request["method"] == "POST" and request["uri"].endswith("/api/v1/statuses")
        body = response.get("json")
        if not made or response["status"] != 200:
            continue
        world.server.faults.append(answered(200, body))
        outcome = world.send(world.session(), world.seal(post=f"p{count}"))
        count += 1
        if "params" in body:
            assert isinstance(outcome, Unknown), name
        else:
            assert isinstance(outcome, Sent), name
            assert (outcome.receipt.id, outcome.receipt.url) == (body["id"], body["url"])
            assert outcome.receipt.at == body["created_at"]
    assert count > 40


@pytest.mark.shared
def test_recorded_contents_compare_equal_to_the_texts_they_came_from() -> None:
    compared = 0
    sources: dict[str, str] = {}
    contents: dict[str, str] = {}
    for _, _, response in exchanges(shared("contracts/mastodon/cassettes")):
        body = response.get("json")
        if not isinstance(body, dict) or "spoiler_text" not in body:
            continue
        if isinstance(body.get("text"), str):
            sources[body["id"]] = body["text"]
        elif isinstance(body.get("content"), str):
            contents[body["id"]] = body["content"]  # the last one: some were edited
    for key, text in sources.items():
        if key in contents:
            compared += 1
            assert comparable(text_of(contents[key])) == comparable(text), key
    assert compared > 10


@pytest.mark.shared
def test_a_recorded_instance_states_its_limits(world: MastodonWorld, monkeypatch: Any) -> None:
    recorded = json.loads(shared("contracts/mastodon/cassettes/test_instance.json").read_text("utf-8"))
    body = recorded[0]["response"]["json"]
    monkeypatch.setattr(world.server, "instance", lambda request: httpx.Response(200, json=body))
    limits = world.platform.server_limits(world.session())
    assert limits["characters"] == 500
    assert limits["alt_text"] == 10000
    assert limits["image_pixels"] == 33177600
