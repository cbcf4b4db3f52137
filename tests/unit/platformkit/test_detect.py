from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_action.platformkit.detect import MAX_TAG, detect


def found(text: str) -> list[tuple[str, str, str]]:
    return [(span.kind, text[span.start : span.end], span.value) for span in detect(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://example.com/a.", [("link", "https://example.com/a", "https://example.com/a")]),
        ("see (https://example.com/a)", [("link", "https://example.com/a", "https://example.com/a")]),
        ("https://example.com/a_(b)", [("link", "https://example.com/a_(b)", "https://example.com/a_(b)")]),
        ("see example.com/path?a=b", [("link", "example.com/path?a=b", "https://example.com/path?a=b")]),
        ("http://localhost:8080/x", [("link", "http://localhost:8080/x", "http://localhost:8080/x")]),
        ("wait... e.g. file.txt", []),
        ("https://", []),
        ("see:https://example.com", []),
    ],
)
def test_links_are_found_without_the_punctuation_around_them(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hi @alice.bsky.social!", [("mention", "@alice.bsky.social", "alice.bsky.social")]),
        ("(@alice.test)", [("mention", "@alice.test", "alice.test")]),
        ("@alice", []),
        ("me@example.com", []),
        ("@alice.nowhere1", []),
    ],
)
def test_mentions_are_handles_whose_host_may_exist(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#one #two,", [("tag", "#one", "one"), ("tag", "#two", "two")]),
        ("＃全角", [("tag", "＃全角", "全角")]),
        ("#2026 #1a", [("tag", "#1a", "1a")]),
        ("a#b", []),
        ("#!?", []),
        ("#" + "a" * MAX_TAG, [("tag", "#" + "a" * MAX_TAG, "a" * MAX_TAG)]),
        ("#" + "a" * (MAX_TAG + 1), []),
        ("buy $aapl now", [("tag", "$aapl", "$AAPL")]),
        ("$100", []),
    ],
)
def test_tags_say_something(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(text) == expected


def test_of_two_things_that_overlap_the_first_counts() -> None:
    assert found("#see.https://a.com") == [("tag", "#see.https://a.com", "see.https://a.com")]


@given(st.text(st.sampled_from("ab.c#@$:/()!, \né日🚀\u200b"), max_size=40))
def test_spans_are_in_order_and_apart(text: str) -> None:
    at = 0
    for span in detect(text):
        assert at <= span.start < span.end <= len(text)
        assert span.value
        at = span.end


@given(st.text(st.characters(exclude_categories=())))
def test_no_text_makes_it_raise(text: str) -> None:
    assert isinstance(detect(text), tuple)


@pytest.mark.parametrize("text", ["a." * 30_000, "@" * 60_000, "#" + "!" * 60_000, "https://" * 8_000, "@a" * 30_000])
def test_hostile_texts_take_linear_time(text: str) -> None:
    started = time.perf_counter()
    detect(text)
    assert time.perf_counter() - started < 2
