"""Every request of every flow against LinkedIn's own samples and the schema written from its pages."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from smm_action.core.schema import broken_by
from smm_action.model.payload import PollPayload
from smm_action.platformkit.base import Prepared, Target
from smm_action.platforms.linkedin.content import post_body
from smm_action.platforms.linkedin.little import commentary
from tests.contract.fake_server import body_of
from tests.contract.payloads import medium, menagerie, part, payload, seal
from tests.contract.test_linkedin_posts import FILM, PDF, comment, file, prepared
from tests.contract.worlds_linkedin import LinkedInWorld, new_person, new_world
from tests.shared import shared

QUOTED = "https://www.linkedin.com/feed/update/urn:li:share:7000000000000000001/"
pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def folder() -> Path:
    return shared("contracts")


@pytest.fixture(scope="module")
def contract(folder: Path) -> dict[str, Any]:
    held: dict[str, Any] = json.loads((folder / "linkedin/contract.json").read_text("utf-8"))
    return held


@pytest.mark.parametrize("new", [new_world, new_person])
def test_every_request_of_every_flow_is_what_linkedin_documents(folder: Path, new: Any) -> None:
    world: LinkedInWorld = new(folder)
    session = world.session()
    poll = PollPayload(options=("Yes", "No"), duration=timedelta(days=3))
    flows = {
        **{name: held for name, held in menagerie("linkedin").items() if name != "thread"},
        "many": payload(part("Look", *(medium(n % 6, f"S{n}") for n in range(20))), platform="linkedin"),
        "poll": payload(part("Ready?"), platform="linkedin", poll=poll),
        "comment": payload(part("Post"), comment("More"), platform="linkedin"),
        "film": payload(part("F", file(FILM, kind="video", mime="video/mp4", path="f.mp4")), platform="linkedin"),
        "deck": payload(part("D", file(PDF, kind="other", mime="application/pdf", path="d.pdf")), platform="linkedin"),
        "quote": payload(part("See"), platform="linkedin", quote=QUOTED),
    }
    receipts = []
    for name, held in flows.items():
        ready = prepared(world, held)
        assert isinstance(ready, tuple), (name, ready)
        target = Target(quote=held.quote)
        sent = world.platform.send(ready[0], ready[1], 0, ready[2], (), target)
        receipts.append(sent.receipt)
        if len(held.parts) > 1:
            receipts.append(world.send(session, ready[1], 1, (sent.receipt,)).receipt)
    world.send_all(session, seal(payload(platform="linkedin", repost=QUOTED)), Target(repost=QUOTED))
    world.platform.edit(session, world.seal("Edited"), 0, Prepared(), receipts[0])
    world.platform.metrics(session, receipts)
    world.platform.account_counters(session)
    world.platform.replies(session, receipts, None)
    world.platform.find(session, world.seal("Hello"), 0, ())
    for receipt in receipts:
        world.platform.delete(session, receipt)
    assert world.server.violations() == []
    assert len([call for call in world.server.store.calls() if call.operation == "linkedin.publish"]) >= len(flows)


def test_a_request_that_breaks_the_contract_is_named(folder: Path) -> None:
    world = new_world(folder)
    session = world.session()
    for body in ({"author": "urn:li:organization:123"}, {"author": "x", "commentary": "y"}):
        session.http.create("POST", "/rest/posts", json=body, headers={"authorization": f"Bearer {session.token}"})
    told = world.server.violations()
    assert any("Linkedin-Version" in one for one in told)
    assert any("commentary" in one for one in told)


def test_our_text_post_is_the_sample_but_for_what_it_says(contract: dict[str, Any]) -> None:
    sample = contract["requests"]["text_post"]
    held = payload(part(sample["commentary"]), platform="linkedin")
    ours = post_body(held, sample["author"], (), None)
    assert {**ours, "isReshareDisabledByAuthor": None} == {**sample, "isReshareDisabledByAuthor": None}


def test_our_document_post_is_the_sample_but_for_its_names(contract: dict[str, Any]) -> None:
    sample = contract["requests"]["CreateDocumentContentRequest"]
    deck = file(PDF, kind="other", mime="application/pdf", path="media/Example.pdf", alt="")
    urn = sample["content"]["media"]["id"]
    ours = post_body(payload(part(sample["commentary"], deck), platform="linkedin"), sample["author"], (urn,), None)
    assert ours == sample


def test_the_uploads_are_the_samples(contract: dict[str, Any]) -> None:
    world = new_world()
    prepared(world, payload(part("Look", medium()), platform="linkedin"))
    prepared(world, payload(part("F", file(FILM, kind="video", mime="video/mp4")), platform="linkedin"))
    sent = [body_of(one) for one in world.server.requests if one.url.params.get("action") == "initializeUpload"]
    for ours, name in zip(sent, ("InitializeImageUploadRequest", "InitializeVideoUploadRequest"), strict=True):
        sample = contract["requests"][name]["initializeUploadRequest"]
        assert {key: type(value) for key, value in ours["initializeUploadRequest"].items()} == {
            key: type(value) for key, value in sample.items()
        }


def test_the_reserved_characters_are_those_of_the_page(contract: dict[str, Any]) -> None:
    for character in contract["little_text_format"]["reserved"]:
        assert commentary(character, ()) == f"\\{character}"


def test_the_schema_of_the_contract_refuses_what_is_wrong(folder: Path) -> None:
    schema = json.loads((folder / "linkedin/posts.schema.json").read_text("utf-8"))
    good = post_body(payload(part("Hi"), platform="linkedin"), "urn:li:person:abc", (), None)
    assert not list(broken_by(schema, good))
    assert list(broken_by(schema, {**good, "visibility": "FRIENDS"}))
