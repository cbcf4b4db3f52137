"""Lexicons are read as the official ones say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from smm_action.sandbox.bluesky.lexicon import Catalog
from smm_action.sandbox.bluesky.lexicon_posts import CATALOG
from tests.shared import shared

INTEROP = "contracts/bluesky/interop-tests"


@pytest.fixture(scope="module")
def official() -> Catalog:
    return Catalog.read(shared("contracts/bluesky/lexicons"))


def post(**more: object) -> dict[str, object]:
    return {"$type": "app.bsky.feed.post", "text": "x", "createdAt": "2026-12-01T08:00:00Z", **more}


BROKEN = [
    post(text="x" * 301),
    post(createdAt="yesterday"),
    post(langs=["en", "de", "fr", "it"]),
    post(tags=["x" * 65]),
    post(embed={"$type": "app.bsky.embed.external", "external": {"uri": "https://example.com", "title": "t"}}),
    post(embed={"$type": "app.bsky.embed.images", "images": [{"alt": "a"}]}),
    post(facets=[{"index": {"byteStart": -1, "byteEnd": 2}, "features": []}]),
    post(reply={"root": {"uri": "at://did:plc:abc/app.bsky.feed.post/3kaaaaaaaaa2a", "cid": "nonsense"}}),
]


@pytest.mark.parametrize("record", BROKEN)
def test_a_broken_post_is_found_without_the_official_lexicons(record: dict[str, object]) -> None:
    assert list(CATALOG.check("app.bsky.feed.post", record))


@pytest.mark.shared
@pytest.mark.parametrize("record", BROKEN)
def test_the_official_lexicons_say_the_same(official: Catalog, record: dict[str, object]) -> None:
    assert list(official.check("app.bsky.feed.post", record)) == list(CATALOG.check("app.bsky.feed.post", record))


@pytest.mark.shared
def test_the_official_valid_records_are_valid() -> None:
    catalog, cases = interop("record-data-valid.json")
    for case in cases:
        assert list(catalog.check(case["data"]["$type"], case["data"])) == [], case["name"]


@pytest.mark.shared
def test_the_official_invalid_records_are_invalid() -> None:
    catalog, cases = interop("record-data-invalid.json")
    missed = [case["name"] for case in cases if not list(catalog.check(case["data"]["$type"], case["data"]))]
    assert (len(cases), missed) == (50, [])


@pytest.mark.shared
def test_the_granary_posts_are_valid(official: Catalog) -> None:
    checked = 0
    for path in sorted(shared("contracts/bluesky/granary").glob("*.bsky.json")):
        record = json.loads(path.read_text())
        if record.get("$type") == "app.bsky.feed.post":
            assert list(official.check("app.bsky.feed.post", record)) == [], path.name
            checked += 1
    assert checked


def interop(name: str) -> tuple[Catalog, list[dict[str, dict[str, str]]]]:
    folder: Path = shared(f"{INTEROP}/lexicon")
    return Catalog.read(folder / "catalog"), json.loads((folder / name).read_text())
