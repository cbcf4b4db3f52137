"""Bluesky against the lexicons, and its record keys against the vectors of the protocol."""

from __future__ import annotations

from typing import Any

import pytest

from smm_action.platformkit.base import Session, Target
from smm_action.platforms.bluesky import PLATFORM
from smm_action.platforms.bluesky.tid import ALPHABET, tid
from tests.contract import lexicons
from tests.contract.payloads import DUE, menagerie, payload, seal
from tests.contract.worlds_bluesky import BOBS, POSTS, BlueskyWorld, bob_posts, new_world, records
from tests.shared import shared


@pytest.fixture
def world() -> BlueskyWorld:
    return new_world()


def whole_life(world: BlueskyWorld) -> None:
    bob_posts(world)
    session: Session = world.session()
    receipts = []
    for name, held in menagerie("bluesky").items():
        receipts += world.send_all(session, seal(held, key=name))
    world.send_all(session, world.seal("Yes"), Target(reply_to=BOBS, quote=BOBS))
    world.send_all(session, seal(menagerie("bluesky")["four-images"], key="q"), Target(quote=BOBS))
    world.send_all(session, seal(payload(platform="bluesky", repost=BOBS)), Target(repost=BOBS))
    world.platform.metrics(session, receipts)
    world.platform.account_counters(session)
    world.platform.delete(session, receipts[0])


def test_every_request_and_record_is_as_the_lexicons_of_lexrpc_say(world: BlueskyWorld) -> None:
    whole_life(world)
    broken = [fault for request in world.server.requests for fault in lexicons.faults(lexicons.bundled(), request)]
    assert broken == []
    assert len(records(world)) > 10


@pytest.mark.shared
def test_every_request_and_record_is_as_the_lexicons_beside_the_checkout_say(world: BlueskyWorld) -> None:
    base = lexicons.of_folder(shared("contracts/bluesky/lexicons"))
    whole_life(world)
    assert [fault for request in world.server.requests for fault in lexicons.faults(base, request)] == []


@pytest.mark.parametrize(
    "change",
    [
        {"text": "a" * 301},
        {"createdAt": "2026-12-01 08:00"},
        {"langs": ["en", "de", "fr", "it"]},
        {"facets": [{"index": {"byteStart": -1, "byteEnd": 2}, "features": []}]},
    ],
)
def test_the_lexicons_find_what_breaks_them(change: dict[str, Any]) -> None:
    record = {"$type": POSTS, "text": "Hi", "createdAt": DUE}
    assert lexicons.record_faults(lexicons.bundled(), record) == []
    assert lexicons.record_faults(lexicons.bundled(), {**record, **change})


@pytest.mark.parametrize("length", [299, 300])
def test_three_hundred_graphemes_are_as_many_as_the_lexicon_allows(length: int) -> None:
    text = "👩‍👩‍👧" * 10 + "é" * (length - 10)
    assert PLATFORM.count(text) == length
    assert lexicons.record_faults(lexicons.bundled(), {"$type": POSTS, "text": text, "createdAt": DUE}) == []
    over = text + "a" * (301 - length)
    assert PLATFORM.count(over) == 301
    assert lexicons.record_faults(lexicons.bundled(), {"$type": POSTS, "text": over, "createdAt": DUE})


def test_the_card_says_what_the_lexicon_says() -> None:
    schema = lexicons.bundled().defs["app.bsky.feed.post"]["record"]["properties"]["text"]
    card = PLATFORM.card
    assert card.text.value == schema["maxGraphemes"]
    assert card.text_bytes is not None
    assert card.text_bytes.value == schema["maxLength"]
    images = lexicons.bundled().defs["app.bsky.embed.images"]["properties"]["images"]
    assert card.media.max_images == images["maxLength"]


KEYS = [f"key-{number}" for number in range(200)]


def test_a_tid_is_thirteen_characters_and_depends_on_key_and_time_alone() -> None:
    made = [tid(DUE, key) for key in KEYS]
    assert all(len(one) == 13 and set(one) <= set(ALPHABET) and one[0] in "234567abcdefghij" for one in made)
    assert made == [tid("2026-12-01T09:00:00+01:00", key) for key in KEYS]
    assert len(set(made)) == len(KEYS)


def test_tids_sort_by_the_second_and_stay_within_it() -> None:
    earlier = [tid("2026-12-01T08:00:00Z", key) for key in KEYS]
    later = [tid("2026-12-01T08:00:01Z", key) for key in KEYS]
    assert max(earlier) < min(later)
    assert {_instant(one) // 1_000_000 for one in earlier} == {1796112000}


def test_a_time_before_1970_still_makes_a_tid() -> None:
    assert len(tid("1969-01-01T00:00:00Z", "key")) == 13


def _instant(text: str) -> int:
    number = 0
    for char in text:
        number = number * 32 + ALPHABET.index(char)
    return number >> 10


def test_tids_are_what_lexrpc_takes_for_one() -> None:
    from lexrpc.base import TID_RE

    assert all(TID_RE.match(tid(DUE, key)) for key in KEYS)


@pytest.mark.shared
def test_tids_look_like_the_valid_ones_of_the_interop_tests_and_not_like_the_others() -> None:
    folder = shared("contracts/bluesky/interop-tests/syntax")
    shape = _shape()
    for line in _vectors(folder / "tid_syntax_valid.txt"):
        assert shape(line), line
    for line in _vectors(folder / "tid_syntax_invalid.txt"):
        assert not shape(line), line
    assert all(shape(tid(DUE, key)) for key in KEYS)


def _shape() -> Any:
    first, rest = set("234567abcdefghij"), set(ALPHABET)
    return lambda text: len(text) == 13 and text[0] in first and set(text) <= rest


def _vectors(path: Any) -> list[str]:
    return [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
