"""Every request of every flow against Meta's own lists: the SDK of v26.0, and the API specifications of April 2026."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from smm_action.platforms.facebook.card import CARD
from smm_action.platforms.facebook.own import FIELDS
from smm_action.sandbox.facebook.routes import FILES, place
from smm_action.sandbox.graph.contract import SDK, GraphContract
from smm_action.sandbox.graph.fields import parsed
from tests.contract import meta_sdk
from tests.contract.fake_server import form_of
from tests.contract.payloads import blobs, medium, menagerie, part, payload, seal
from tests.contract.test_facebook import commented, film, send_film
from tests.contract.worlds_facebook import FacebookWorld, new_world
from tests.shared import shared

SPECS = "meta/codegen-api_specs"
SINCE_APRIL = {("/videos", "is_ai_generated"), ("/video_reels", "is_ai_generated")}
"""What v26.0 of July 2026 brought: sent only where the post asks for it."""
EDGES = {"attachments", "reactions", "comments"}
"""Names in ``fields`` that are edges: the specifications list them as calls."""


@cache
def sdk() -> GraphContract:
    return GraphContract.read(shared("contracts"), place, FILES)


@cache
def spec(node: str) -> dict[tuple[str, str], set[str]]:
    """Return the calls of a node in the older specification: method and edge → names of parameters."""
    document = json.loads((shared("contracts") / SPECS / f"{node}.json").read_text("utf-8"))
    return {
        (call["method"], f"/{call.get('endpoint') or ''}"): {one["name"] for one in call["params"]}
        for call in document["apis"]
    }


def played(contracts: Path | None = None) -> FacebookWorld:
    """Play every flow that there is, and return what was asked."""
    world = new_world(contracts)
    session = world.session()
    world.platform.inspect(session)
    for name, held in menagerie("facebook").items():
        world.send_all(session, seal(replace(held, parts=held.parts[:1]), key=name))
    receipts = list(world.send_all(session, commented()))
    for options in ({}, {"reel": True}, {"title": "T", "ai_generated": True, "sponsor_id": "7"}):
        sent = send_film(world, session, replace(film(**options), key=f"film {options}"))
        receipts.append(sent.receipt)
    pictured = seal(payload(part("Look", medium()), platform="facebook"), key="pictured")
    (picture,) = world.send_all(session, pictured)
    prepared = world.platform.prepare(session, pictured, 0, blobs)
    world.platform.edit(session, pictured, 0, prepared, picture)
    world.platform.edit(session, commented(), 1, prepared, receipts[1])
    world.platform.edit(session, film(), 0, prepared, receipts[2])
    world.platform.find(session, seal(payload(part("?"), platform="facebook")), 0, ())
    world.platform.find(session, commented(), 1, (receipts[0],))
    world.platform.metrics(session, receipts)
    world.platform.account_counters(session)
    world.platform.replies(session, receipts, "2026-12-01T00:00:00Z")
    for receipt in [*receipts, picture, picture]:
        world.platform.delete(session, receipt)
    return world


def asked(world: FacebookWorld) -> list[tuple[httpx.Request, dict[str, Any], set[str]]]:
    """Return each request with its parameters and the names of its files."""
    found = []
    for request in world.server.requests:
        given: dict[str, Any] = dict(request.url.params)
        files: set[str] = set()
        kind = request.headers.get("content-type", "")
        if kind.startswith("multipart/"):
            for name, (mime, data) in form_of(request).items():
                files |= {name} if mime else set()
                given |= {} if mime else {name: data.decode()}
        elif kind.startswith("application/x-www-form-urlencoded"):
            given |= dict(httpx.QueryParams(request.content.decode()))
        found.append((request, given, files))
    return found


@pytest.mark.shared
def test_every_request_is_in_the_sdk_of_the_version_on_the_card() -> None:
    world = played(shared("contracts"))
    assert world.server.violations() == []
    assert json.loads((shared("contracts") / SDK).read_text("utf-8"))["graph_version"] == CARD.version.name  # type: ignore[union-attr]
    known = 0
    for request, given, files in asked(world):
        faults = list(sdk().faults(request.method, request.url.path, given, dict.fromkeys(files)))
        assert faults == [], (request.method, request.url.path)
        known += place(request.url.path) is not None
    # all but the token's own look and the bytes of a reel, which go to another host
    assert len(world.server.requests) - known == 2
    assert known > 80


@pytest.mark.shared
def test_every_request_is_in_the_older_specifications_too() -> None:
    checked = 0
    for request, given, files in asked(played()):
        where = place(request.url.path)
        if where is None:
            continue
        node, edge = where
        names = spec(node).get((request.method, edge))
        if names is None:
            # the edge ``insights`` of a post is a call there, and so is each node: none may be missing
            pytest.fail(f"{request.method} {node}{edge} is not in the specification")
        extra = (given.keys() - names) - {"fields", "limit", "after", "method"}
        extra |= {name for name in files if name not in names and (node, edge, name) not in FILES}
        assert not {(edge, name) for name in extra} - SINCE_APRIL, (request.method, node, edge)
        checked += 1
    assert checked > 80


@pytest.mark.shared
def test_every_field_that_is_asked_for_exists() -> None:
    nodes = sdk().nodes
    checked = set()
    for request, given, _ in asked(played()):
        where, fields = place(request.url.path), given.get("fields")
        if where is None or not fields:
            continue
        node = {"/published_posts": "PagePost", "/comments": "Comment", "/tagged": "PagePost"}.get(where[1], where[0])
        for name in parsed(fields, 0)[0]:
            in_photo = node == "AdVideo" and name == "alt_text_custom"
            known = nodes["Photo" if in_photo else node]["fields"]
            assert name in known or name in EDGES, (node, name)
            checked.add((node, name))
    assert ("AdVideo", "post_id") in checked
    assert {name for node, name in checked if node == "PagePost"} >= set(parsed(FIELDS, 0)[0])


def test_every_request_is_in_the_installed_sdk() -> None:
    """The same on a fresh machine, where the registry's package is all there is."""
    folder = meta_sdk.folder()
    assert meta_sdk.version(folder) == CARD.version.name  # type: ignore[union-attr]
    contract = GraphContract(meta_sdk.nodes(folder), place, FILES)
    for request, given, files in asked(played()):
        faults = list(contract.faults(request.method, request.url.path, given, dict.fromkeys(files)))
        assert faults == [], (request.method, request.url.path)


@pytest.mark.shared
def test_the_installed_sdk_is_read_as_the_shared_extract_was() -> None:
    here, there = meta_sdk.nodes(meta_sdk.folder()), sdk().nodes
    for node in ("Page", "PagePost", "Comment", "AdVideo", "Photo"):
        kept = {(one["method"], one["endpoint"]): one["params"] for one in there[node]["calls"]}
        read = {(one["method"], one["endpoint"]): one["params"] for one in here[node]["calls"]}
        assert {call: read[call] for call in kept} == kept
        assert set(there[node]["fields"]) <= here[node]["fields"]


@pytest.mark.shared
@pytest.mark.parametrize(
    ("method", "path", "given", "files"),
    [
        ("POST", "/v26.0/611/feed", {"msg": "m"}, {}),
        ("POST", "/v26.0/611/feed", {"published": "yes"}, {}),
        ("POST", "/v26.0/611/videos", {"upload_phase": "done"}, {}),
        ("POST", "/v26.0/611/videos", {"file_size": "many"}, {}),
        ("POST", "/v26.0/611/photos", {}, {"picture": None}),
        ("POST", "/v26.0/611/feed", {"attached_media": "[{"}, {}),
        ("PUT", "/v26.0/611/feed", {}, {}),
        ("POST", "/v26.0/611_122/nothing", {}, {}),
    ],
)
def test_the_check_finds_what_is_wrong(method: str, path: str, given: dict[str, str], files: dict[str, None]) -> None:
    assert list(sdk().faults(method, path, given, files))
