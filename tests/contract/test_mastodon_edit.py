"""Editing on Mastodon: what is sent, what stays, and what an answer means; and deleting what a person vouched for."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from smm_action.model.delivery import Receipt, Rejected, Retry, Sent, Unauthorized
from smm_action.model.payload import Sealed
from smm_action.platformkit.base import Prepared, Session
from tests.contract.fake_mastodon import ORIGIN
from tests.contract.fake_server import body_of
from tests.contract.openapi import OpenApi
from tests.contract.payloads import blobs, medium, menagerie, part, payload, seal
from tests.contract.worlds_mastodon import MastodonWorld, new_world
from tests.shared import shared


@pytest.fixture
def world() -> MastodonWorld:
    return new_world()


def edit(world: MastodonWorld, session: Session, sealed: Sealed, receipt: Receipt, part: int = 0) -> Any:
    prepared = world.platform.prepare(session, sealed, part, blobs)
    assert isinstance(prepared, Prepared)
    return world.platform.edit(session, sealed, part, prepared, receipt)


def edits(world: MastodonWorld) -> list[dict[str, Any]]:
    return [body_of(r) for r in world.server.requests if r.method == "PUT"]


def test_text_media_and_language_change_and_the_address_stays(world: MastodonWorld) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal("The parcells are packed"))
    fresh = payload(part("The parcels are packed", medium(1, "A parcel")), platform="mastodon", language="en")
    outcome = edit(world, session, seal(fresh, key="two"), receipt)
    assert outcome == Sent(receipt=receipt)
    (status,) = world.server.statuses
    assert status["id"] == receipt.id
    assert status["content"] == "<p>The parcels are packed</p>"
    assert status["language"] == "en"
    assert [held["description"] for held in status["media_attachments"]] == ["A parcel"]
    assert sum(world.server.is_create(request) for request in world.server.requests) == 1


def test_neither_visibility_nor_place_is_sent(world: MastodonWorld) -> None:
    session = world.session()
    receipts = world.send_all(session, world.seal("One", "Two", visibility="unlisted"))
    edit(world, session, world.seal("One", "Two!", visibility="unlisted", post="b"), receipts[1], 1)
    (body,) = edits(world)
    assert body == {"status": "Two!", "spoiler_text": "", "sensitive": False, "media_ids": []}
    assert world.server.statuses[0]["visibility"] == "unlisted"
    assert world.server.statuses[0]["in_reply_to_id"] == receipts[0].id


def test_a_warning_that_was_taken_away_is_gone(world: MastodonWorld) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal("Hi", content_warning="Spoilers"))
    edit(world, session, world.seal("Hi", post="b"), receipt)
    assert world.server.statuses[0]["spoiler_text"] == ""


def test_a_poll_is_sent_again_or_the_server_would_drop_it(world: MastodonWorld) -> None:
    session, held = world.session(), menagerie("mastodon")["poll"]
    (receipt,) = world.send_all(session, seal(held))
    edit(world, session, seal(held, key="two"), receipt)
    assert edits(world)[0]["poll"] == {"options": ["Yes", "No"], "expires_in": 86400, "multiple": False}


def test_an_edit_done_twice_is_one_text(world: MastodonWorld) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal("Hi"))
    sealed = world.seal("Hello", post="b")
    assert edit(world, session, sealed, receipt) == edit(world, session, sealed, receipt)
    assert len(world.server.statuses) == 1


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (httpx.Response(404, json={"error": "Record not found"}), Rejected),
        (httpx.Response(405), Rejected),
        (httpx.Response(422, json={"error": "Validation failed"}), Rejected),
        (httpx.Response(401, json={"error": "revoked"}), Unauthorized),
        (httpx.Response(429, json={"error": "slow down"}), Retry),
        (httpx.Response(500, json={"error": "oh"}), Retry),
        (httpx.Response(200, json={"id": "another", "url": "https://x.example"}), Retry),
        (httpx.Response(200, text="<html>"), Retry),
    ],
)
def test_no_answer_to_an_edit_leaves_a_doubt(
    world: MastodonWorld, monkeypatch: Any, answer: httpx.Response, expected: type
) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal("Hi"))
    monkeypatch.setattr(world.server, "edit", lambda request, key: answer)
    assert isinstance(edit(world, session, world.seal("Hello", post="b"), receipt), expected)


@pytest.mark.parametrize("changed", ["pictures", "content warning"])
def test_a_server_that_keeps_what_was_to_be_changed_did_not_edit(
    world: MastodonWorld, monkeypatch: Any, changed: str
) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, seal(payload(part("Hi", medium(0, "Red")), platform="mastodon")))
    kept = httpx.Response(200, json=world.server.statuses[0])
    monkeypatch.setattr(world.server, "edit", lambda request, key: kept)
    shown = medium(1, "Blue") if changed == "pictures" else medium(0, "Red")
    warning = "Spoilers" if changed == "content warning" else None
    fresh = payload(part("Hi", shown), platform="mastodon", post="b", content_warning=warning)
    outcome = edit(world, session, seal(fresh), receipt)
    assert isinstance(outcome, Rejected)
    assert (outcome.code, changed in outcome.reason) == ("kept", True)


def test_a_server_that_gives_it_another_id_is_believed_when_the_address_is_the_same(
    world: MastodonWorld, monkeypatch: Any
) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal("Hi"))
    answer = httpx.Response(200, json={"id": "another", "url": receipt.url, "media_attachments": []})
    monkeypatch.setattr(world.server, "edit", lambda request, key: answer)
    outcome = edit(world, session, world.seal("Hello", post="b"), receipt)
    assert (outcome.receipt.id, outcome.receipt.url) == ("another", receipt.url)


@pytest.mark.parametrize("act", ["edit", "delete"])
def test_what_a_person_vouched_for_is_named_by_the_servers_id(world: MastodonWorld, act: str) -> None:
    session = world.session()
    (receipt,) = world.send_all(session, world.seal("Hi"))
    vouched = Receipt(part=0, id=receipt.url, url=receipt.url, at=receipt.at)
    if act == "edit":
        outcome = edit(world, session, world.seal("Hello", post="b"), vouched)
        assert outcome.receipt.id == receipt.id
        assert "Hello" in world.server.statuses[0]["content"]
    else:
        assert world.platform.delete(session, vouched) == vouched
        assert world.server.statuses == []


def test_an_address_that_nobody_finds_is_not_taken_for_deleted(world: MastodonWorld) -> None:
    session = world.session()
    world.send_all(session, world.seal("Hi"))
    vouched = Receipt(part=0, id=f"{ORIGIN}/@acme/1", url=f"{ORIGIN}/@acme/1", at="2026-12-01T08:00:00Z")
    assert isinstance(world.platform.delete(session, vouched), Rejected)


@pytest.mark.shared
def test_every_edit_is_as_the_openapi_document_says(world: MastodonWorld) -> None:
    document = OpenApi(shared("contracts/mastodon/openapi-4.7.0.extract.json"))
    session = world.session()
    for name, held in menagerie("mastodon").items():
        receipts = world.send_all(session, seal(held, key=name))
        for number, receipt in enumerate(receipts):
            edit(world, session, seal(held, key=f"{name}-2"), receipt, number)
    puts = [request for request in world.server.requests if request.method == "PUT"]
    assert len(puts) >= len(menagerie("mastodon"))
    assert [(request.url.path, fault) for request in puts for fault in document.faults(request)] == []
