"""X against its own OpenAPI documents: every request of every flow, sample answers, and the numbers of the card.

Document 2.167 is the current one, 2.159 the one before. Each request has to be as both say, but for what only one has:
the two spellings of field parameters, ``made_with_ai`` and ``paid_partnership``, mentions. Reposts and renewals are in
neither.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from smm_action.model.delivery import Receipt
from smm_action.model.payload import PollPayload
from smm_action.platformkit.base import Target
from smm_action.platforms.x import PLATFORM
from smm_action.platforms.x import media as uploads
from tests.contract.openapi import OpenApi
from tests.contract.payloads import medium, menagerie, part, payload, seal
from tests.contract.test_x import gif, moving
from tests.contract.worlds_x import ORIGIN, XWorld, new_world
from tests.shared import shared

NEW, OLD = "contracts/x/openapi-2.167.extract.json", "contracts/x/openapi-2.159.extract.json"
SPELLING = {NEW: "post", OLD: "tweet"}
ABSENT = ("/retweets", "/2/oauth2/token")
"""Paths that neither extract has."""


@functools.cache
def document(path: str) -> OpenApi:
    return OpenApi(shared(path))


def flows(world: XWorld, *, newest: bool) -> None:
    """Go through everything the platform does."""
    theirs = f"https://x.com/bob/status/{world.somebody_posts('Ask me anything')}"
    session = world.session()
    receipts: list[Receipt] = []
    for name, held in menagerie("any").items():
        receipts += world.send_all(session, seal(held, key=name))
    labels: dict[str, Any] = {"disclosure": "ai", "options": {"paid_partnership": True}} if newest else {}
    poll = PollPayload(options=("Yes", "No"), duration=timedelta(minutes=5))
    options = {"reply_settings": "mentionedUsers", "community_id": "1"}
    world.send_all(session, world.seal("Vote", poll=poll, post="poll"))
    world.send_all(session, world.seal("Mine", options=options, post="options"))
    world.send_all(session, world.seal("Labelled", post="labels", **labels))
    world.send_all(session, world.seal("Yes", post="reply"), Target(reply_to=theirs))
    world.send_all(session, world.seal("Look", post="quote"), Target(quote=theirs))
    sealed, held = moving(gif(), "gif", "image/gif")
    world.platform.prepare(session, sealed, 0, held)
    world.platform.prepare(session, sealed, 0, held)
    reposted = world.send(session, seal(payload(platform="x", repost=theirs)), target=Target(repost=theirs)).receipt
    world.platform.find(session, world.seal("Nothing"), 0, ())
    world.platform.metrics(session, receipts)
    world.platform.account_counters(session)
    world.platform.delete(session, receipts[0])
    world.platform.delete(session, reposted)
    if newest:
        world.platform.replies(session, receipts, "2026-12-01T00:00:00Z")


@pytest.mark.shared
@pytest.mark.parametrize("path", [NEW, OLD])
def test_every_request_is_as_the_document_says(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "PIECE", 20)
    world = new_world()
    world.server.spelling = SPELLING[path]
    flows(world, newest=path == NEW)
    other = {"post": "tweet.fields", "tweet": "post.fields"}[SPELLING[path]]
    known = [
        request
        for request in world.server.requests
        if other not in request.url.params and not any(end in request.url.path for end in ABSENT)
    ]
    assert {(request.method, request.url.path.split("/")[2]) for request in known} >= {
        ("POST", "tweets"), ("GET", "tweets"), ("DELETE", "tweets"), ("POST", "media"), ("GET", "media"), ("GET", "users"),
    }  # fmt: skip
    assert len(known) > 40
    assert [(request.url.path, fault) for request in known for fault in document(path).faults(request)] == []


@pytest.mark.shared
def test_the_sandbox_finds_no_fault_either_in_what_either_document_takes() -> None:
    world = new_world(shared("contracts"))
    flows(world, newest=True)
    assert world.server.violations() == []
    session = world.session()
    world.server.handle_request(
        httpx.Request(
            "POST",
            f"{ORIGIN}/2/tweets",
            json={"txt": "x"},
            headers=session.memory["signer"].headers("POST", f"{ORIGIN}/2/tweets"),
        )
    )
    assert any("txt" in one for one in world.server.violations())


@pytest.mark.shared
@pytest.mark.parametrize("path", [NEW, OLD])
@pytest.mark.parametrize(
    "request_",
    [
        httpx.Request("POST", f"{ORIGIN}/2/tweets", json={"txt": "x"}),
        httpx.Request("POST", f"{ORIGIN}/2/tweets", json={"text": 5}),
        httpx.Request("POST", f"{ORIGIN}/2/tweets", json={"text": "x", "media": {"media_ids": []}}),
        httpx.Request("POST", f"{ORIGIN}/2/tweets", json={"text": "x", "reply_settings": "nobody"}),
        httpx.Request("POST", f"{ORIGIN}/2/media/upload", params={"command": "INIT"}, json={"media_type": "video/mp4"}),
        httpx.Request("GET", f"{ORIGIN}/2/tweets", params={"idz": "1"}),
        httpx.Request("GET", f"{ORIGIN}/2/nothing"),
    ],
)
def test_the_checker_finds_what_breaks_a_document(path: str, request_: httpx.Request) -> None:
    request_.read()
    assert document(path).faults(request_)


@pytest.mark.shared
def test_what_only_one_document_has_is_known_by_name() -> None:
    labelled = httpx.Request("POST", f"{ORIGIN}/2/tweets", json={"text": "x", "made_with_ai": True})
    mentions = httpx.Request("GET", f"{ORIGIN}/2/users/1/mentions")
    for request in (labelled, mentions):
        request.read()
        assert document(OLD).faults(request)
        assert document(NEW).faults(request) == []


def sampled(node: Any, path: OpenApi) -> Any:
    """Return an answer that a schema describes: its examples, else the plainest values."""
    held = path._resolved(node)
    if "example" in held and "properties" not in held:
        return held["example"]
    for name in ("oneOf", "anyOf", "allOf"):
        if name in held:
            return sampled(held[name][0], path)
    match held.get("type"):
        case "object":
            return {name: sampled(inner, path) for name, inner in held.get("properties", {}).items()}
        case "array":
            return [sampled(held["items"], path)]
        case "integer":
            return 3
        case "boolean":
            return True
        case _:
            return {"date-time": "2026-11-30T10:00:00.000Z"}.get(held.get("format", ""), held.get("enum", ["5"])[0])


Parse = Callable[[XWorld, Any], Any]


@pytest.mark.shared
@pytest.mark.parametrize("path", [NEW, OLD])
def test_the_answers_that_the_document_describes_are_understood(path: str) -> None:
    whole = document(path)

    def answer(route: str, method: str, status: str) -> Any:
        return sampled(
            whole.document["paths"][route][method]["responses"][status]["content"]["application/json"]["schema"], whole
        )

    world = new_world()
    session = world.session()
    session.memory["spelling"] = SPELLING[path]
    said: dict[str, Any] = {
        "/2/tweets POST": answer("/2/tweets", "post", "201"),
        "/2/tweets GET": answer("/2/tweets", "get", "200"),
        "/2/users/me GET": answer("/2/users/me", "get", "200"),
        "/2/media/upload POST": answer("/2/media/upload", "post", "200"),
        "/2/media/metadata POST": answer("/2/media/metadata", "post", "200"),
    }
    said["/2/media/upload POST"]["data"]["processing_info"] = {"state": "succeeded"}
    for held in said.values():
        held.pop("errors", None)
    said["/2/media/metadata POST"] = {"data": {}}
    world.server.obey = lambda request: httpx.Response(
        201 if request.url.path == "/2/tweets" and request.method == "POST" else 200,
        json=said[f"{request.url.path} {request.method}"],
    )
    sent = world.send(session, seal(payload(part("Look", medium()), platform="x")))
    made = said["/2/tweets POST"]["data"]["id"]
    assert sent.receipt.id == made
    counted = world.platform.metrics(session, [sent.receipt])
    (numbers,) = counted.values()
    assert {"likes", "reposts", "replies", "quotes", "impressions", "saves"} <= set(numbers)
    assert (
        world.platform.account_counters(session)["followers"]
        == said["/2/users/me GET"]["data"]["public_metrics"]["followers_count"]
    )


def resolved(whole: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = whole["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def fields(whole: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    held: dict[str, Any] = resolved(whole, schema)["properties"]
    return {name: resolved(whole, inner) for name, inner in held.items()}


@pytest.mark.shared
@pytest.mark.parametrize("path", [NEW, OLD])
def test_the_card_says_what_the_document_says(path: str) -> None:
    whole = json.loads(shared(path).read_text("utf-8"))
    body = whole["paths"]["/2/tweets"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    properties = fields(whole, body)
    card = PLATFORM.card
    assert card.polls is not None
    poll = fields(whole, properties["poll"])
    assert (poll["options"]["minItems"], poll["options"]["maxItems"]) == card.polls.options
    assert poll["options"]["items"]["maxLength"] == card.polls.characters
    shortest, longest = card.polls.duration
    assert poll["duration_minutes"]["minimum"] * 60 == shortest.total_seconds()
    assert poll["duration_minutes"]["maximum"] * 60 == longest.total_seconds()
    assert fields(whole, properties["media"])["media_ids"]["maxItems"] == card.media.max_images
    metadata = fields(
        whole, whole["paths"]["/2/media/metadata"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    )
    assert (
        fields(whole, fields(whole, metadata["metadata"])["alt_text"])["text"]["maxLength"] == card.media.alt_text_limit
    )
    scopes = whole["paths"]["/2/tweets"]["post"]["security"][0]["OAuth2UserToken"]
    asked = next(one for one in card.credentials if one.field == "REFRESH_TOKEN").scopes
    assert {*scopes, "media.write", "offline.access"} == set(asked)
