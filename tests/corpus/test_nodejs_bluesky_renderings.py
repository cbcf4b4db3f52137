"""Every record that nodejs/bluesky published against our rendering of it: same text, same facets, same card."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from smm_action.model.payload import Part, Payload
from smm_action.platformkit.render import render
from smm_action.platforms import load
from tests.corpus.conftest import Corpus

pytestmark = pytest.mark.shared


def renderings(one: Corpus) -> Iterator[tuple[list[dict[str, Any]], Payload]]:
    """Yield the items of each processed file, and what we would send for it."""
    by_path = {post.path: post for post in one.project.posts}
    (brand,) = one.project.brands.values()
    for line in one.imported.report.files:
        if line.fate == "imported":
            post = by_path[line.into]
            loaded = json.loads((one.source / line.source).read_text())
            account = brand.accounts[post.accounts[0]]
            rendering = render(post, account, brand, load("bluesky"), lambda path: None)
            yield loaded if isinstance(loaded, list) else [loaded], rendering.payload


def facets(record: dict[str, Any]) -> list[tuple[str, int, int, str | None]]:
    found = []
    for facet in record.get("facets", []):
        feature = facet["features"][0]
        kind = feature["$type"].rpartition("#")[2]
        index = facet["index"]
        found.append((kind, index["byteStart"], index["byteEnd"], feature.get("uri")))
    return found


def ours(part: Part) -> list[tuple[str, int, int, str | None]]:
    return [
        (facet.kind, facet.start, facet.end, facet.value if facet.kind == "link" else None) for facet in part.facets
    ]


def test_every_text_and_facet_is_what_was_published(corpus: Callable[[str], Corpus]) -> None:
    compared = 0
    for items, payload in renderings(corpus("nodejs-bluesky")):
        written = [item for item in items if "record" in item]
        for item, part in zip(written, payload.parts if written else (), strict=True):
            text = item["record"]["text"]
            # a line's last space and a text's last line end are the two things that Markdown can not say
            assert part.text == "\n".join(line.rstrip(" ") for line in text.rstrip("\n").split("\n"))
            if " \n" not in text:
                assert ours(part) == facets(item["record"])
            compared += 1
    assert compared == 12


def test_records_without_facets_get_those_of_their_handles_and_addresses(corpus: Callable[[str], Corpus]) -> None:
    found = {
        items[0]["result"]["uri"].rpartition("/")[2]: [(facet.kind, facet.value) for facet in payload.parts[0].facets]
        for items, payload in renderings(corpus("nodejs-bluesky"))
        if "richText" in items[0] and "record" not in items[0]
    }

    assert found == {
        "3lcd5ct56w42m": [("link", "https://github.com/nodejs/bluesky/pull/8")],
        "3lcxut56zdv24": [
            ("mention", "targos.dev"),
            ("mention", "aduh95.bsky.social"),
            ("link", "https://nodejs.org/en/blog/release/v23.4.0"),
        ],
    }


def test_a_card_is_the_card_that_was_published(corpus: Callable[[str], Corpus]) -> None:
    for items, payload in renderings(corpus("nodejs-bluesky")):
        embed = items[0].get("record", {}).get("embed", {}).get("external", {})
        assert (payload.card.url if payload.card else None) == embed.get("uri")


def test_a_repost_has_no_text_and_names_its_target(corpus: Callable[[str], Corpus]) -> None:
    reposts = [
        (items[0], payload) for items, payload in renderings(corpus("nodejs-bluesky")) if items[0]["action"] == "repost"
    ]

    assert len(reposts) == 72
    assert all(payload.repost == item["repostURL"] and not payload.parts for item, payload in reposts)
