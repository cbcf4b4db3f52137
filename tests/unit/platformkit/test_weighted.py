from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_action.platformkit.weighted import link_spans, weighted_length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("plain text", 10),
        ("Grüße", 5),
        ("Привет", 6),
        ("日本語", 6),
        ("한국", 4),
        ("“quoted” — …", 13),
        ("\u1100", 2),
        ("\u10ff", 1),
        ("\u200d", 1),
        ("\u200e", 2),
    ],
)
def test_a_character_weighs_one_or_two_by_its_range(text: str, length: int) -> None:
    assert weighted_length(text) == length


@pytest.mark.parametrize(
    "emoji",
    ["😀", "☺️", "👨‍👩‍👧‍👦", "👩‍❤️‍💋‍👨", "👨🏽‍🚀", "🏃🏿‍♀️", "🏋️‍♂️", "🇩🇪", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏳️‍🌈", "1️⃣", "#⃣", "©️", "✌🏼", "👁‍🗨"],
)
def test_an_emoji_weighs_two_whatever_it_is_made_of(emoji: str) -> None:
    assert weighted_length(emoji) == 2
    assert weighted_length(f"a{emoji}b{emoji}") == 6


def test_emoji_newer_than_the_library_weigh_what_their_code_points_do() -> None:
    assert weighted_length("🧑‍🚀") == 2 + 1 + 2
    assert weighted_length("🏳️‍⚧️") == 2 + 1 + 2 + 2


def test_a_text_is_composed_before_it_is_counted() -> None:
    assert weighted_length("e\u0301") == 1
    assert weighted_length("か\u3099") == 2


@pytest.mark.parametrize(
    "url",
    [
        "http://a.co",
        "https://example.com/" + "a" * 300,
        "example.com",
        "EXAMPLE.COM/Path?query=1",
        "https://sub_domain.example.com",
        "https://example.com:8080/path",
        "https://en.wikipedia.org/wiki/Set_(mathematics)",
        "https://müller.de/straße",
        "https://пример.рф/путь",
        "https://t.co/abc123?amp=1",
        "http://日本語.jp",
    ],
)
def test_a_url_weighs_23_whatever_its_length(url: str) -> None:
    assert weighted_length(url) == 23
    assert weighted_length(f"see {url} there") == 33


@pytest.mark.parametrize(
    "text",
    [
        "not.atopleveldomain",
        "me@example.com",
        "#example.com",
        "$example.com",
        "example.com@",
        "-example.com",
        "e.g. this",
        "1.5 and 2.0",
        "http://",
        "http://example",
        "x" * 64 + ".com",
        "https://t.co/" + "a" * 41,
        "https://example.com/" + "a" * 4096,
    ],
)
def test_what_is_no_url_weighs_as_text(text: str) -> None:
    assert weighted_length(text) == len(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(http://example.com/a)", ["http://example.com/a"]),
        ("http://example.com.", ["http://example.com"]),
        ("a http://b.com, c.org/d!", ["http://b.com", "c.org/d"]),
        ("http://twitter.com/これは日本語です。example.com中国語", ["http://twitter.com/", "example.com"]),
        ("日本example.comです", ["example.com"]),
        ("example.com/#a b", ["example.com/#a"]),
        ("http://a.com/@user/1", ["http://a.com/@user/1"]),
        ("https://t.co/abc/def", ["https://t.co/abc"]),
        ("example.community and example.com", ["example.community", "example.com"]),
        ("foo.com.foo.org", ["foo.com.foo.org"]),
        ("foo_bar.com", []),
        ("a_b.foo.com", ["b.foo.com"]),
        ("🙂example.com", ["example.com"]),
    ],
)
def test_urls_are_found_in_running_text(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in link_spans(text)] == found


@given(st.text(st.sampled_from("ab.c/:?#@_-()日é \n"), max_size=60))
def test_urls_do_not_overlap_and_lie_within_the_text(text: str) -> None:
    at = 0
    for start, end in link_spans(text):
        assert at <= start < end <= len(text)
        at = end


@pytest.mark.parametrize(
    "text",
    [
        "日" * 50_000,
        "a." * 25_000,
        "日_" * 25_000 + ".com",
        "é." * 25_000,
        "-" * 50_000 + ".c",
        "http://x.com/" + "(" * 25_000,
        "x.com/" + "!" * 25_000,
        "x.com/" + "(a)!" * 10_000,
        "_" * 25_000 + ".com",
    ],
    ids=lambda text: f"{text[:6]}…",
)
def test_hostile_texts_are_counted_in_linear_time(text: str) -> None:
    started = time.perf_counter()
    assert weighted_length(text) > 0
    assert time.perf_counter() - started < 2  # the library's own pattern takes minutes
