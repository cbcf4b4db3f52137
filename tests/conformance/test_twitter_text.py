"""X's weighted length against twitter-text: its own cases, its JavaScript library's answers, and its Python port.

Known deviations are named where they are, with their reason; nothing else is loosened.
"""

from __future__ import annotations

import functools
import json
import warnings
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from smm_action.platformkit.domains import is_encodable
from smm_action.platformkit.tlds import KNOWN_TO_X, ROOT_ZONE
from smm_action.platformkit.weighted import link_spans, weighted_length
from tests.shared import shared

TEXTS = "contracts/x/twitter-text"

V2_DEVIATIONS = {
    "Count a mix of single byte single word, and double word unicode characters": "v2 counts each code point of a family",
    "Count unicode emoji chars outside the basic multilingual plane with skin tone modifiers": "v2 counts the skin tone",
}
"""Cases of configuration v2, which v3 replaced in 2018: an emoji is one character since."""

PORT_DEVIATIONS = {
    "®": "a bare sign is no emoji to the JavaScript library, which X points to",
    "http://。t.co/": "the port refuses an ideographic full stop in a host",
}
"""Texts that the Python port counts otherwise than the JavaScript library and we do."""


@functools.cache
def cases(file: str) -> dict[str, list[dict[str, Any]]]:
    document: dict[str, Any] = yaml.safe_load(shared(f"{TEXTS}/{file}.yml").read_text("utf-8"))
    held: dict[str, list[dict[str, Any]]] = document["tests"]
    return held


@functools.cache
def oracle() -> list[dict[str, Any]]:
    held: list[dict[str, Any]] = json.loads(shared("contracts/x/oracle_corpus.json").read_text("utf-8"))["cases"]
    return held


def differing(items: list[dict[str, Any]], expected: Callable[[dict[str, Any]], int]) -> list[tuple[str, int, int]]:
    found = [(item["text"], weighted_length(item["text"]), expected(item)) for item in items]
    return [line for line in found if line[1] != line[2]]


def links(text: str) -> list[str]:
    return [text[start:end] for start, end in link_spans(text)]


@pytest.mark.shared
def test_all_22_cases_with_discounted_emoji_are_counted_alike() -> None:
    held = cases("validate")["WeightedTweetsWithDiscountedEmojiCounterTest"]
    assert len(held) == 22
    assert differing(held, lambda case: case["expected"]["weightedLength"]) == []


@pytest.mark.shared
def test_both_cases_with_directional_marks_are_counted_alike() -> None:
    held = cases("validate")["UnicodeDirectionalMarkerCounterTest"]
    assert len(held) == 2
    assert differing(held, lambda case: case["expected"]["weightedLength"]) == []


@pytest.mark.shared
def test_of_the_20_cases_for_version_2_exactly_the_named_ones_differ() -> None:
    held = cases("validate")["WeightedTweetsCounterTest"]
    assert len(held) == 20
    different = {
        case["description"] for case in held if weighted_length(case["text"]) != case["expected"]["weightedLength"]
    }
    assert different == set(V2_DEVIATIONS)


@pytest.mark.shared
def test_all_233_texts_have_the_length_that_the_javascript_library_gave_them() -> None:
    held = oracle()
    assert len(held) == 233
    assert differing(held, lambda case: case["x"]["weightedLength"]) == []


@pytest.mark.shared
def test_the_limit_is_the_librarys() -> None:
    texts = [case for case in oracle() if case["text"] and not {"\ufffe", "\ufeff", "\uffff"} & set(case["text"])]
    assert [case["text"] for case in texts if (0 < weighted_length(case["text"]) <= 280) != case["x"]["valid"]] == []


@pytest.mark.shared
@pytest.mark.parametrize("group", ["urls", "tco_urls_with_params"])
def test_the_same_urls_are_found(group: str) -> None:
    held = cases("extract")[group]
    assert {case["text"]: links(case["text"]) for case in held} == {case["text"]: case["expected"] for case in held}


@pytest.mark.shared
def test_urls_are_found_where_the_library_finds_them() -> None:
    held = cases("extract")
    for case in (*held["urls_with_indices"], *held["urls_with_directional_markers"]):
        assert list(link_spans(case["text"])) == [tuple(item["indices"]) for item in case["expected"]], case["text"]


@pytest.mark.shared
@pytest.mark.parametrize("group", ["country", "generic"])
def test_every_top_level_domain_of_the_librarys_is_known(group: str) -> None:
    held = cases("tlds")[group]
    assert len(held) > 300
    assert [case["text"] for case in held if links(case["text"]) != case["expected"]] == []


@pytest.mark.shared
def test_no_other_top_level_domain_is_taken_for_one() -> None:
    library = yaml.safe_load(shared(f"{TEXTS}/tld_lib.yml").read_text("utf-8"))
    assert {str(name) for names in library.values() for name in names} == KNOWN_TO_X


PIECES = (
    *(
        "http://",
        "https://",
        "example",
        ".com",
        ".de",
        ".",
        "-",
        "_",
        "/",
        "?a=b",
        "@",
        "#",
        "日本",
        "é",
        "ж",
        "t.co/",
        "(",
        ")",
        "a",
        ":80",
        "~",
        "!",
        "www.",
        "한국",
        ".kids",
        "A",
        "/path",
    ),
    " ",
    "\n",
)


@functools.cache
def port() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import twitter_text
    module: ModuleType = twitter_text
    return module


def port_length(text: str) -> int:
    return int(port().parse_tweet(text).weightedLength)


PORTABLE = [
    "",
    "Hi http://test.co",
    "http://test.co",
    "a" * 281,
    "https://www.twitter.com/aloha " * 10,
    "故人西辞黄鹤楼，烟花三月下扬州。",
    "😷" * 20,
    "👨‍👩‍👧‍👦",
    "H🐱☺👨‍👩‍👧‍👦",
    "🙋🏽👨‍🎤",
    "e\u0301 and \u00e9",
    "example.com, example.com/path?a=b, not.a.domainatall, foo@example.com",
    "https://t.co/UqIyJAJTfo?amp=1 https://t.co/" + "a" * 41,
    "http://twitter.com/これは日本語です。example.com中国語",
    "(https://en.wikipedia.org/wiki/Python_(language))",
    "1️⃣ #️⃣ ©️ 🇩🇪 ☺️",
    "http://foo.com/#tag?query=1 #tag @name $CASH",
    "x" * 63 + ".com " + "x" * 64 + ".com",
]


@pytest.mark.parametrize("text", PORTABLE)
def test_the_python_port_counts_alike(text: str) -> None:
    assert weighted_length(text) == port_length(text)


@pytest.mark.parametrize("text", PORT_DEVIATIONS)
def test_where_the_python_port_deviates_we_do_not_follow(text: str) -> None:
    assert weighted_length(text) != port_length(text)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(PIECES),
        max_size=8,
    )
)
def test_the_python_port_counts_whatever_is_glued_together_alike(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert weighted_length(text) == port_length(text)


def test_names_that_came_after_the_librarys_list_are_known_to_bluesky_alone() -> None:
    assert {"kids", "music"} <= ROOT_ZONE - KNOWN_TO_X
    assert {"onion"} <= KNOWN_TO_X - ROOT_ZONE
    assert not links("look at acme.kids")


@pytest.mark.parametrize(
    ("label", "encodable"),
    [("a" * 63, True), ("a" * 64, False), ("ä" + "a" * 54, True), ("ä" + "a" * 63, False), ("", False)],
)
def test_a_label_of_a_host_has_at_most_63_characters_in_punycode(label: str, encodable: bool) -> None:
    assert is_encodable(f"{label}.com") is encodable
