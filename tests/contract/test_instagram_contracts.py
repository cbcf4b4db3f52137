"""Every request of every flow against Meta's own lists: the SDK of v26.0, and the API specifications of April 2026."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from smm_action.platformkit.graph.errors import error_of
from smm_action.platforms.instagram.card import CARD, GRAPH
from smm_action.sandbox.graph.contract import SDK, GraphContract
from smm_action.sandbox.graph.fields import parsed
from smm_action.sandbox.instagram.routes import place
from tests.contract import meta_sdk
from tests.contract.payloads import medium, menagerie, part, payload, seal
from tests.contract.worlds_instagram import InstagramWorld, form, new_world
from tests.shared import shared

SPECS = "meta/codegen-api_specs"
SINCE_APRIL = {
    ("/media", "is_ai_generated"),
    ("/media", "is_paid_partnership"),
    ("/media", "branded_content_sponsor_ids"),
}
"""What v26.0 of July 2026 brought: sent only where the post asks for it."""
EDGES = {"children"}
"""Names in ``fields`` that are edges: the specifications list them as calls."""
CONTAINER = {"status", "status_code"}
"""Fields of containers, which have no type in either list
(https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-container, read 2026-11-24)."""


@cache
def sdk() -> GraphContract:
    return GraphContract.read(shared("contracts"), place, frozenset())


@cache
def spec(node: str) -> dict[tuple[str, str], set[str]]:
    """Return the calls of a node in the older specification: method and edge → names of parameters."""
    document = json.loads((shared("contracts") / SPECS / f"{node}.json").read_text("utf-8"))
    return {
        (call["method"], f"/{call.get('endpoint') or ''}"): {one["name"] for one in call["params"]}
        for call in document["apis"]
    }


def played(contracts: Path | None = None) -> InstagramWorld:
    """Play every flow that there is, and return what was asked."""
    world = new_world(contracts)
    world.server.strike("instagram.media processing 0")
    session = world.session()
    for name, held in menagerie("instagram").items():
        world.send_all(session, seal(replace(held, parts=held.parts[:1]), key=name))
    film = medium(kind="video", mime="video/mp4")
    reel = {"share_to_feed": True, "thumb_offset": 5, "cover_url": "https://acme.example/c.jpg", "audio_name": "Ours"}
    many = {"collaborators": ["ada"], "location_id": "7", "user_tags": [{"username": "ada", "x": 0.1, "y": 0.2}]}
    paid = {"disclosure": "paid", "options": {"sponsor_ids": ["17841400000000000"]}}
    receipts = list(world.send_all(session, world.seal("Post", "Comment", post="many", options=many, disclosure="ai")))
    for number, (media, fields) in enumerate(
        [
            ((film,), {"options": reel | many}),
            ((film, medium()), paid),
            ((medium(),), {"options": {"story": True}}),
        ]
    ):
        text = "" if "story" in fields["options"] else "Look"
        sealed = seal(payload(part(text, *media), platform="instagram", post=f"p{number}", **fields))
        receipts += world.send_all(session, sealed)
    world.platform.find(session, world.seal("?"), 0, ())
    world.platform.find(session, world.seal("Post", "?"), 1, (receipts[0],))
    world.platform.metrics(session, receipts)
    world.platform.account_counters(session)
    world.platform.replies(session, receipts, "2026-12-01T00:00:00Z")
    for receipt in (*receipts, receipts[0]):
        world.platform.delete(session, receipt)
    return world


def asked(world: InstagramWorld) -> Iterator[tuple[httpx.Request, dict[str, Any]]]:
    """Return each request of Instagram's own paths with its parameters."""
    for request in world.server.requests:
        kind = request.headers.get("content-type", "")
        given = form(request) if kind.startswith("application/x-www-form-urlencoded") else {}
        if place(request.url.path) is not None:
            yield request, {**dict(request.url.params), **given}


@pytest.mark.shared
def test_every_request_is_in_the_sdk_of_the_version_on_the_card() -> None:
    world = played(shared("contracts"))
    assert world.server.violations() == []
    assert CARD.version is not None
    assert json.loads((shared("contracts") / SDK).read_text("utf-8"))["graph_version"] == CARD.version.name
    known = 0
    for request, given in asked(world):
        faults = list(sdk().faults(request.method, request.url.path, given, {}))
        assert faults == [], (request.method, request.url.path)
        known += 1
    # all but the two looks whose account the token is
    assert len(world.server.requests) - known == 2
    assert known > 100


@pytest.mark.shared
def test_every_request_is_in_the_older_specifications_too() -> None:
    checked = 0
    for request, given in asked(played()):
        where = place(request.url.path)
        assert where is not None
        names = spec(where[0]).get((request.method, where[1]))
        assert names is not None, (request.method, *where)
        extra = given.keys() - names - {"fields", "limit", "after"}
        assert not {(where[1], name) for name in extra} - SINCE_APRIL, (request.method, *where)
        checked += 1
    assert checked > 100


@pytest.mark.shared
def test_every_field_that_is_asked_for_exists() -> None:
    nodes = sdk().nodes
    checked = set()
    for request, given in asked(played()):
        where, fields = place(request.url.path), given.get("fields")
        if where is None or not fields or where[1] == "/content_publishing_limit":
            continue
        node = {"/media": "IGMedia", "/comments": "IGComment", "/tags": "IGMedia"}.get(where[1], where[0])
        for name, inner in parsed(fields, 0)[0].items():
            assert name in nodes[node]["fields"] or name in EDGES | CONTAINER, (node, name)
            checked |= {(node, name)} | {("IGMedia", one) for one in inner if name == "children"}
    assert checked >= {("IGMedia", "alt_text"), ("IGComment", "from"), ("IGUser", "followers_count")}


def test_every_request_is_in_the_installed_sdk() -> None:
    """The same on a fresh machine, where the registry's package is all there is."""
    folder = meta_sdk.folder()
    assert CARD.version is not None
    assert meta_sdk.version(folder) == CARD.version.name
    contract = GraphContract(meta_sdk.nodes(folder), place, frozenset())
    for request, given in asked(played()):
        assert list(contract.faults(request.method, request.url.path, given, {})) == [], request.url.path


@pytest.mark.shared
def test_the_installed_sdk_is_read_as_the_shared_extract_was() -> None:
    here, there = meta_sdk.nodes(meta_sdk.folder()), sdk().nodes
    for node in ("IGUser", "IGMedia", "IGComment"):
        kept = {(one["method"], one["endpoint"]): one["params"] for one in there[node]["calls"]}
        read = {(one["method"], one["endpoint"]): one["params"] for one in here[node]["calls"]}
        assert {call: read[call] for call in kept} == kept
        assert set(there[node]["fields"]) <= here[node]["fields"]


@pytest.mark.shared
def test_every_metric_that_is_asked_for_exists() -> None:
    calls = {(one["method"], one["endpoint"]): one for one in sdk().nodes["IGMedia"]["calls"]}
    known = set(calls["GET", "/insights"]["enums"]["metric_enum"])
    metrics = {given["metric"] for _, given in asked(played()) if "metric" in given}
    assert metrics == {"views", "reach", "reposts", "saved", "replies"}
    assert metrics <= known


@pytest.mark.shared
@pytest.mark.parametrize(
    ("method", "path", "given"),
    [
        ("POST", "/v26.0/178411/media", {"text": "t"}),
        ("POST", "/v26.0/178411/media", {"is_ai_generated": "yes"}),
        ("POST", "/v26.0/178411/media_publish", {"creation_id": "many"}),
        ("PUT", "/v26.0/178411/media", {}),
        ("POST", "/v26.0/18001/nothing", {}),
    ],
)
def test_the_check_finds_what_is_wrong(method: str, path: str, given: dict[str, str]) -> None:
    assert list(sdk().faults(method, path, given, {}))


def documented() -> Any:
    return json.loads((shared("contracts") / "meta/instagram/error-codes.json").read_text("utf-8"))


ACTIONS = {
    "retry": {"retry", "unknown"},
    "new_container": {"retry", "unknown"},
    "retry_30s_2m_then_new_container": {"retry"},
    "poll_status": {"retry"},
    "next_day": {"retry"},
    "stop": {"rejected"},
    "fix_input": {"rejected"},
}
"""What Meta recommends → what we make of it."""


@pytest.mark.shared
def test_every_documented_error_is_in_the_table_and_does_what_meta_recommends() -> None:
    for error in documented()["errors"]:
        row = GRAPH.errors.known(400, code=error["code"], subcode=error["error_subcode"])
        assert row is not None
        assert row.subcode == error["error_subcode"]
        # a fetch that failed may be the host's hiccup: it is tried again before a person is asked
        allowed = ACTIONS[error["action"]] | ({"retry"} if error["error_subcode"] == 2207052 else set())
        assert row.outcome in allowed, error


@pytest.mark.shared
@pytest.mark.parametrize("code", ["2", "4", "17", "32", "102", "190", "341", "368", "613", "80002"])
def test_every_general_error_is_in_the_table(code: str) -> None:
    assert code in documented()["graph_general"]
    assert GRAPH.errors.known(400, code=int(code)) is not None


@pytest.mark.shared
def test_the_sample_of_an_error_is_read() -> None:
    error = error_of(documented()["sample"], ())
    assert error is not None
    assert (error.code, error.subcode, error.transient) == (36000, 2207004, False)
    assert error.words == "The image is too large to download. It should be less than 8 MiB."
