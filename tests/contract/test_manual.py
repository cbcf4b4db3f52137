"""Places that a person posts to: everything renders, and the kit says everything that was sealed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from smm_action.model.delivery import DeliveryId
from smm_action.model.payload import LinkCard, PollPayload
from smm_action.model.project import Account, Person
from smm_action.platforms.manual import PLATFORM
from smm_action.publish.kit import MANIFEST, PAGE, TakeKit, kit
from tests.contract.payloads import blobs, medium, menagerie, part, payload, seal


def files(held, **sealed) -> dict[str, bytes]:
    made = kit(seal(held, by_hand=True, **sealed), "The forum", blobs)
    return {path.rpartition("/")[2]: data for path, data in made.items()}


def page(held) -> str:
    return files(held)[PAGE].decode()


@pytest.mark.parametrize("name", menagerie("manual"))
def test_every_kind_of_post_is_in_its_kit_whole(name: str) -> None:
    held = menagerie("manual")[name]
    made = files(held)
    shown = made[PAGE].decode()
    for one in held.parts:
        assert one.text in shown
        for item in one.media:
            assert item.alt in shown
    attached = [blobs(item.sha256) for one in held.parts for item in one.media]
    assert [made[name] for name in sorted(made) if name not in {PAGE, MANIFEST}] == attached


def test_what_a_post_refers_to_and_says_of_itself_is_told() -> None:
    held = payload(
        part("Hello"),
        platform="manual",
        card=LinkCard(url="https://acme.example/launch"),
        reply_to="https://forum.example/t/1",
        quote="https://forum.example/t/2",
        repost="https://forum.example/t/3",
        content_warning="Spoilers",
        language="de",
        visibility="followers",
        disclosure="paid",
        poll=PollPayload(options=("Yes", "No"), duration=timedelta(days=1)),
        options={"compose": "https://forum.example/new", "checklist": ["Choose the category News"]},
    )
    shown = page(held)
    for said in ("https://acme.example/launch", "/t/1", "/t/2", "/t/3", "Spoilers", "`de`", "followers", "`paid`"):
        assert said in shown
    assert "open for 24 hours" in shown
    assert "<https://forum.example/new>" in shown
    assert "- [ ] `Choose the category News`" in shown


def test_the_first_comment_is_told_apart() -> None:
    comment = replace(part("More: https://acme.example"), role="comment")
    shown = page(payload(part("Hello"), comment, platform="manual"))
    assert shown.index("Hello") < shown.index("## First comment") < shown.index("More: https://acme.example")


def test_a_thread_is_counted() -> None:
    shown = page(payload(part("One"), part("Two"), platform="manual"))
    assert "## Part 1 of 2" in shown
    assert "## Part 2 of 2" in shown


def test_a_program_can_read_it() -> None:
    held = payload(part("Look", medium()), platform="manual")
    document = json.loads(files(held)[MANIFEST])
    assert document["parts"] == [{"text": "Look", "role": "post"}]
    assert document["files"] == ["1-1.png", PAGE, MANIFEST]
    assert (document["post"], document["account"], document["place"]) == ("winter", "acme-manual", "The forum")


def test_a_medium_that_was_not_sealed_makes_no_kit() -> None:
    held = payload(part("Look", medium(sha256="0" * 64)), platform="manual")
    with pytest.raises(KeyError):
        files(held)


@pytest.mark.parametrize("manifest", [None, b"torn", b"[]", b'{"files": ["../../ledger/x", 5, "README.md"]}'])
def test_taking_a_kit_away_removes_its_own_files_alone(manifest: bytes | None) -> None:
    delivery = DeliveryId("default", "winter", "acme-manual", 1)  # type: ignore[arg-type]
    folder = "kits/default/winter/acme-manual-1"
    held = {f"{folder}/{PAGE}": b"x", f"{folder}/../../ledger/x": b"never"}
    held |= {f"{folder}/{MANIFEST}": manifest} if manifest is not None else {}
    gone = TakeKit(delivery=delivery).apply(held.get)
    assert set(gone) <= {f"{folder}/{PAGE}", f"{folder}/{MANIFEST}"}
    assert set(gone.values()) <= {None}


def test_a_person_is_addressed_as_the_place_knows_them() -> None:
    forum = Account(name="acme-forum", brand="default", platform="manual")  # type: ignore[arg-type]
    ada = Person(key="ada", name="Ada", handles={"acme-forum": "countess", "mastodon": "@ada@example.social"})
    assert PLATFORM.mention(ada, forum) == "@countess"
    assert PLATFORM.mention(replace(ada, handles={}), forum) == "Ada"


def test_the_limit_is_the_places_own() -> None:
    forum = Account(name="acme-forum", brand="default", platform="manual", limits={"characters": 300})  # type: ignore[arg-type]
    assert PLATFORM.limit(forum) == 300


GIF_AND_VIDEO = {"gif": "image/gif", "video": "video/mp4"}


@pytest.mark.parametrize(("kind", "mime"), GIF_AND_VIDEO.items())
def test_films_come_along(kind: str, mime: str) -> None:
    held = payload(part("Look", medium(kind=kind, mime=mime)), platform="manual")
    assert any(name.startswith("1-1.") and not name.endswith(".bin") for name in files(held))
