"""What is found in plain text against the vectors of Bluesky's own library, and what it made of 233 texts.

Deviations are named in ``DEVIATIONS``, each with its reason.
"""

from __future__ import annotations

import functools
import json
from typing import Any

import pytest

from smm_action.platformkit.detect import cashtags, detect, links, mentions, tags
from smm_action.platformkit.richtext import RichText, Span
from smm_action.platformkit.text import graphemes, utf8_bytes
from tests.shared import shared

pytestmark = pytest.mark.shared

VECTORS = "contracts/bluesky/richtext-vectors"
MANY_ENDS = "the library takes one mark of punctuation off the end of a URL, we take all of a row"
DEVIATIONS = {
    f"Test a ton of periods http://example.com/{path}": MANY_ENDS
    for path in ("path" + "." * 42, "," * 42, "path/" + "!" * 42)
}
"""Texts of the 233 in which we find something else, and why that is better."""
ELSEWHERE = {
    "See Example.COM": (
        "the library knows top-level domains in small letters alone",
        [("Example.COM", "https://Example.COM")],
    ),
    "See httpbin.org": ("the library takes http… for a protocol", [("httpbin.org", "https://httpbin.org")]),
}
"""Texts of our own in which we differ on purpose."""


@functools.cache
def vectors(name: str) -> list[dict[str, Any]]:
    held: list[dict[str, Any]] = json.loads(shared(f"{VECTORS}/{name}.json").read_text("utf-8"))
    return held


@functools.cache
def oracle() -> list[dict[str, Any]]:
    held: list[dict[str, Any]] = json.loads(shared("contracts/x/oracle_corpus.json").read_text("utf-8"))["cases"]
    return held


def segments(text: str, spans: list[Span]) -> list[list[str]]:
    """Return ``text`` cut at its links and mentions, as the vectors write it."""
    data = text.encode()
    cut: list[list[str]] = []
    at = 0
    for facet in RichText(text, tuple(spans)).facets():
        if facet.start > at:
            cut.append([data[at : facet.start].decode()])
        value = f"did:fake:{facet.value}" if facet.kind == "mention" else facet.value
        cut.append([data[facet.start : facet.end].decode(), value])
        at = facet.end
    if at < len(data):
        cut.append([data[at:].decode()])
    return cut


def offsets(text: str, spans: list[Span]) -> list[dict[str, int]]:
    return [{"byteStart": facet.start, "byteEnd": facet.end} for facet in RichText(text, tuple(spans)).facets()]


def theirs(case: dict[str, Any]) -> list[tuple[str, int, int, str]]:
    """Return the library's facets as ours: first come, first served where two overlap."""
    found = []
    for facet in case["bsky"]["facets"]:
        for feature in facet["features"]:
            kind = feature["$type"].partition("#")[2]
            value = feature.get("uri") or feature.get("tag") or feature.get("did")
            found.append((kind, facet["byteStart"], facet["byteEnd"], value))
    return sorted(found, key=lambda item: item[1])


def ours(text: str) -> list[tuple[str, int, int, str]]:
    return [(facet.kind, facet.start, facet.end, facet.value) for facet in RichText(text, detect(text)).facets()]


def test_all_40_texts_fall_into_their_segments() -> None:
    held = vectors("detect_segments")
    assert len(held) == 40
    for case in held:
        spans = sorted((*links(case["text"]), *mentions(case["text"])), key=lambda span: span.start)
        assert segments(case["text"], spans) == case["segments"]


def test_all_39_texts_with_tags_have_theirs_at_their_bytes() -> None:
    held = vectors("detect_tags")
    assert len(held) == 39
    for case in held:
        found = list(tags(case["text"]))
        assert [span.value for span in found] == case["tags"], case["text"]
        assert offsets(case["text"], found) == case["index"], case["text"]


def test_all_18_texts_with_cashtags_have_theirs_at_their_bytes() -> None:
    held = vectors("detect_cashtags")
    assert len(held) == 18
    for case in held:
        found = list(cashtags(case["text"]))
        assert [span.value for span in found] == case["tags"], case["text"]
        assert offsets(case["text"], found) == case["index"], case["text"]


def test_lengths_are_the_librarys() -> None:
    for case in vectors("lengths"):
        assert (utf8_bytes(case["text"]), graphemes(case["text"])) == (case["utf8Bytes"], case["graphemes"])


def test_all_233_texts_have_the_bytes_and_graphemes_the_library_gave_them() -> None:
    assert len(oracle()) == 233
    for case in oracle():
        expected = (case["bsky"]["bytes"], case["bsky"]["graphemes"])
        assert (utf8_bytes(case["text"]), graphemes(case["text"])) == expected


def test_in_all_233_texts_the_same_is_found_but_for_the_named_ones() -> None:
    different = {
        case["text"]: (ours(case["text"]), theirs(case)) for case in oracle() if ours(case["text"]) != theirs(case)
    }
    assert set(different) == set(DEVIATIONS), different


@pytest.mark.parametrize("text", ELSEWHERE)
def test_links_are_those_a_reader_means(text: str) -> None:
    _, expected = ELSEWHERE[text]
    assert [(text[span.start : span.end], span.value) for span in links(text)] == expected
