"""Mastodon's length against vectors of its server's validator and of its web client's counter.

The server decides; where the web client links more than the server, the deviation is named.
"""

from __future__ import annotations

import functools
import json
from typing import Any

import pytest

from smm_action.platformkit.text import graphemes, mastodon_length
from tests.shared import shared

pytestmark = pytest.mark.shared

WEB_CLIENT_ONLY = {
    "see example.com here": "hosts without protocol",
    "look example.com/🐪/#camel here": "hosts without protocol",
    "@arnt@invalid": "a mention's host must exist; to the server any will do",
}
"""Texts the web client of 2026 counts otherwise than ``StatusLengthValidator``, beside those that are bare IDN hosts."""


@functools.cache
def official() -> dict[str, Any]:
    held: dict[str, Any] = json.loads(shared("contracts/mastodon/official_length_cases.json").read_text("utf-8"))
    return held


def is_bare_host(text: str) -> bool:
    return text.startswith("look ") and text.endswith(" here") and "://" not in text


def test_all_31_vectors_have_their_length() -> None:
    held = json.loads(shared("contracts/mastodon/status_length_vectors.json").read_text("utf-8"))
    assert len(held) == 31
    assert [(case["text"], mastodon_length(case["text"])) for case in held] == [
        (case["text"], case["length"]) for case in held
    ]


def test_every_text_the_validator_accepts_fits_and_no_other() -> None:
    held = official()["validator"]
    limit = official()["limit"]
    assert len(held) == 10
    assert {case["name"]: mastodon_length(case["text"], case["spoiler_text"]) <= limit for case in held} == {
        case["name"]: case["valid"] for case in held
    }


def test_the_web_client_counts_alike_but_for_the_named_texts() -> None:
    held = official()["countable_text"]
    assert len(held) == 40
    different = {case["text"] for case in held if mastodon_length(case["text"]) != graphemes(case["counted_as"])}
    bare = {case["text"] for case in held if is_bare_host(case["text"])}
    assert different == set(WEB_CLIENT_ONLY) | bare


def test_what_the_web_client_links_and_the_server_does_not_is_counted_as_it_is_written() -> None:
    for case in official()["countable_text"]:
        if is_bare_host(case["text"]):
            assert mastodon_length(case["text"]) == graphemes(case["text"])
