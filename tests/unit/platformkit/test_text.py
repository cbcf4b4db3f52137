from __future__ import annotations

from collections.abc import Callable

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from smm_action.platformkit.graphemes import boundaries
from smm_action.platformkit.text import (
    code_points,
    graphemes,
    mastodon_length,
    utf8_bytes,
    utf16_units,
    weighted_length,
)

COUNTERS = (code_points, graphemes, mastodon_length, utf8_bytes, utf16_units, weighted_length)
ANYTHING = st.text(st.characters(exclude_categories=()))
"""Every code point there is, lone surrogates too."""


@pytest.mark.parametrize(
    ("text", "points", "clusters", "eight", "sixteen"),
    [
        ("", 0, 0, 0, 0),
        ("abc", 3, 3, 3, 3),
        ("a\r\nb", 4, 3, 4, 4),
        ("é", 1, 1, 2, 1),
        ("e\u0301", 2, 1, 3, 2),
        ("日本", 2, 2, 6, 2),
        ("😀", 1, 1, 4, 2),
        ("👨‍👩‍👧‍👦", 7, 1, 25, 11),
        ("🇩🇪🇫🇷", 4, 2, 16, 8),
        ("✊🏿", 2, 1, 7, 3),
        ("नमस्ते", 6, 3, 18, 6),
        ("각", 1, 1, 3, 1),
    ],
)
def test_each_unit_counts_in_its_own_way(text: str, points: int, clusters: int, eight: int, sixteen: int) -> None:
    assert (code_points(text), graphemes(text), utf8_bytes(text), utf16_units(text)) == (
        points,
        clusters,
        eight,
        sixteen,
    )


@pytest.mark.parametrize("count", COUNTERS)
@given(text=ANYTHING)
def test_no_text_makes_a_counter_raise(count: Callable[[str], int], text: str) -> None:
    assert count(text) >= 0


@pytest.mark.parametrize("count", COUNTERS)
@given(text=st.text(st.sampled_from("abc XYZ,!?")))
def test_plain_letters_count_one_each_everywhere(count: Callable[[str], int], text: str) -> None:
    assert count(text) == len(text)


@given(text=ANYTHING)
def test_the_shortcut_for_plain_scripts_counts_the_clusters_there_are(text: str) -> None:
    assert graphemes(text) == len(regex.findall(r"\X", text))


SHORTCUT = "\n ~¡¬®ÿ˿ͰҀҊՖ‐‧‰⁞₠⃀←⏿①➿　〩ぁゖ゠ヿ一鿿！～🌀🏺🐀\U0001f6ff"


@given(text=st.text(st.sampled_from(SHORTCUT)))
def test_the_ends_of_the_shortcuts_ranges_are_clusters_of_their_own(text: str) -> None:
    assert graphemes(text) == len(text) == len(regex.findall(r"\X", text))


@given(text=ANYTHING)
def test_boundaries_end_each_cluster(text: str) -> None:
    ends = list(boundaries(text))
    assert len(ends) == graphemes(text)
    assert ends == sorted(set(ends))
    assert (ends[-1] if ends else 0) == len(text)


@given(text=st.text())
def test_bytes_and_units_are_those_of_the_encodings(text: str) -> None:
    assert utf8_bytes(text) == len(text.encode())
    assert utf16_units(text) * 2 == len(text.encode("utf-16-le"))


def test_a_lone_surrogate_counts_as_it_would_be_written() -> None:
    assert (utf8_bytes("\ud83d"), utf16_units("\ud83d")) == (3, 1)
