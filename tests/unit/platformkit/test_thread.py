from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from smm_action.platformkit.detect import detect
from smm_action.platformkit.richtext import RichText, Span
from smm_action.platformkit.text import graphemes, mastodon_length, utf8_bytes, weighted_length
from smm_action.platformkit.thread import Unsplittable, only_tags, split


def within(limit: int, count: Callable[[str], int] = len) -> Callable[[str], bool]:
    return lambda text: count(text) <= limit


def pieces(text: str, limit: int, count: Callable[[str], int] = len) -> list[str]:
    return [part.text for part in split(RichText(text, detect(text)), within(limit, count))]


def test_what_fits_is_one_part() -> None:
    assert pieces("  one two\n\nthree ", 20) == ["one two\n\nthree"]


def test_paragraphs_stay_whole_where_they_can() -> None:
    assert pieces("one two.\n\nthree four.\n\nfive", 20) == ["one two.", "three four.\n\nfive"]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    assert pieces("One two three. Four five! Six seven? Eight.", 26) == [
        "One two three. Four five!",
        "Six seven? Eight.",
    ]


def test_the_end_of_a_line_is_as_good_as_the_end_of_a_sentence() -> None:
    assert pieces("first line here\nsecond line here", 20) == ["first line here", "second line here"]


def test_a_long_sentence_is_cut_between_words() -> None:
    assert pieces("one two three four five six", 13) == ["one two three", "four five six"]


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("We met Dr. Doe there. He said so.", 24, ["We met Dr. Doe there.", "He said so."]),
        ("By J. R. Doe, who wrote it. And more.", 30, ["By J. R. Doe, who wrote it.", "And more."]),
        ("Bring e.g. this and that thing. Or not.", 34, ["Bring e.g. this and that thing.", "Or not."]),
        ('He said "yes." She said "no." All left.', 30, ['He said "yes." She said "no."', "All left."]),
        ("Wait… Really? Yes (sure.) Go on.", 26, ["Wait… Really? Yes (sure.)", "Go on."]),
    ],
)
def test_a_full_stop_does_not_always_end_a_sentence(text: str, limit: int, parts: list[str]) -> None:
    assert pieces(text, limit) == parts


def test_scripts_without_spaces_are_cut_between_sentences_then_between_characters() -> None:
    assert pieces("春が来た。夏が来た。秋。", 10) == ["春が来た。夏が来た。", "秋。"]
    assert pieces("春が来たので花が咲いた。", 7) == ["春が来たので花", "が咲いた。"]


def test_a_part_does_not_begin_with_a_closing_mark_or_a_small_kana() -> None:
    assert pieces("一二三四、五六七八", 4) == ["一二三", "四、五六", "七八"]
    assert pieces("アイウエッオ", 4) == ["アイウ", "エッオ"]


def test_a_grapheme_is_never_cut() -> None:
    assert pieces("👨‍👩‍👧‍👦" * 5, 2, graphemes) == ["👨‍👩‍👧‍👦" * 2, "👨‍👩‍👧‍👦" * 2, "👨‍👩‍👧‍👦"]


def test_a_url_is_never_cut_even_behind_a_script_without_spaces() -> None:
    assert pieces("日本日本https://example.com/日本日本日本 日", 26) == [
        "日本日本",
        "https://example.com/日本日本日本",
        "日",
    ]


@pytest.mark.parametrize(
    "piece", ["https://example.com/" + "a" * 40, "@alice.example.com" + "m" * 30, "b" * 31, "ß" * 31]
)
def test_what_may_not_be_cut_and_does_not_fit_is_named(piece: str) -> None:
    with pytest.raises(Unsplittable) as fault:
        pieces(f"Some words before it. {piece} and after.", 30)
    assert fault.value.piece == piece


def test_the_text_of_a_link_is_never_cut() -> None:
    text = "We wrote all of it down in our long news page"
    item = RichText(text, (Span("link", 27, 45, "https://acme.example"),))
    parts = split(item, within(36))
    assert [part.text for part in parts] == ["We wrote all of it down in", "our long news page"]
    assert [[part.text[s.start : s.end] for s in part.spans] for part in parts] == [[], ["our long news page"]]


def test_code_may_be_cut() -> None:
    text = "one two three\nfour five six"
    assert [part.text for part in split(RichText(text, (Span("code", 0, len(text), ""),)), within(14))] == text.split(
        "\n"
    )


def test_tags_at_the_end_take_text_along() -> None:
    assert pieces("One sentence here. Another one.\n\n#tag #other", 31) == [
        "One sentence here.",
        "Another one.\n\n#tag #other",
    ]


def test_tags_at_the_end_take_words_along_when_there_is_one_sentence() -> None:
    assert pieces("One long sentence of words\n\n#tag", 26) == ["One long sentence of", "words\n\n#tag"]


def test_mentions_before_the_tags_come_along_too() -> None:
    assert pieces("First here. Then this.\n\n@bob.test\n\n#tag", 28) == [
        "First here.",
        "Then this.\n\n@bob.test\n\n#tag",
    ]


def test_tags_at_the_start_stay_with_what_follows() -> None:
    parts = pieces("#one #two\n\nA sentence of words here. And one more of them.", 36)
    assert parts == ["#one #two\n\nA sentence of words here.", "And one more of them."]


def test_tags_in_the_middle_are_no_part_of_their_own() -> None:
    parts = pieces("A first sentence is here.\n\n#one #two #three\n\nA second one is here.", 25)
    assert not any(only_tags(part) for part in parts)


def test_tags_that_fill_a_part_stay_alone() -> None:
    assert pieces("A word\n\n#" + "a" * 20, 21) == ["A word", "#" + "a" * 20]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("#a #b", True), ("#a\n\n＃b", True), ("#a b", False), ("", False), ("#", False), ("a#b", False)],
)
def test_only_tags_is_nothing_but_hashtags(text: str, expected: bool) -> None:
    assert only_tags(text) is expected


WORDS = st.sampled_from(
    [
        "one",
        "Two.",
        "three,",
        "#tag",
        "@bob.example.com",
        "https://example.com/path?a=b",
        "日本語。",
        "日本の文章",
        "é",
        "👩🏽‍💻",
        "e\u0301",
        "(x)",
        "Dr.",
        "नमस्ते",
    ]
)
GAPS = st.sampled_from([" ", " ", " ", "\n", "\n\n", "  ", "\n \n"])
TEXTS = st.lists(st.tuples(WORDS, GAPS), min_size=1, max_size=60).map(lambda held: "".join(w + g for w, g in held))
COUNTS = st.sampled_from([len, graphemes, weighted_length, mastodon_length, utf8_bytes])


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, limit=st.integers(46, 120), count=COUNTS)
def test_nothing_is_lost_but_white_space_and_every_part_fits(
    text: str, limit: int, count: Callable[[str], int]
) -> None:
    item = RichText(text, detect(text))
    parts = split(item, within(limit, count))
    assert all(0 < count(part.text) <= limit for part in parts)
    assert all(part.text == part.text.strip() for part in parts)
    at = 0
    for part in parts:
        start = text.index(part.text, at)
        assert not text[at:start].strip()
        at = start + len(part.text)
    assert not text[at:].strip()


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, limit=st.integers(46, 120))
def test_every_span_lies_whole_in_one_part_and_no_grapheme_is_cut(text: str, limit: int) -> None:
    item = RichText(text, detect(text))
    parts = split(item, within(limit))
    kept = [(s.kind, part.text[s.start : s.end], s.value) for part in parts for s in part.spans]
    assert kept == [(s.kind, text[s.start : s.end], s.value) for s in item.spans]
    clusters = [c for part in parts for c in regex.findall(r"\X", part.text) if not c.isspace()]
    assert clusters == [c for c in regex.findall(r"\X", text) if not c.isspace()]


@settings(max_examples=200, deadline=None)
@given(text=TEXTS, limit=st.integers(60, 120))
def test_splitting_again_changes_nothing(text: str, limit: int) -> None:
    for part in split(RichText(text, detect(text)), within(limit)):
        assert split(part, within(limit)) == (part,)


@settings(max_examples=200, deadline=None)
@given(
    words=st.lists(st.sampled_from(["word", "longer", "and", "Then."]), min_size=20, max_size=80),
    tags=st.integers(1, 5),
)
def test_no_part_is_tags_alone_as_long_as_there_is_text(words: list[str], tags: int) -> None:
    text = " ".join(words) + "\n\n" + " ".join(f"#tag{number}" for number in range(tags))
    assert not any(only_tags(part) for part in pieces(text, 50))


@settings(max_examples=100, deadline=None)
@given(text=TEXTS)
def test_no_part_is_numbered(text: str) -> None:
    assert not any(re.search(r"\(\d+/\d+\)", part) for part in pieces(text, 60))


@pytest.mark.parametrize(
    "text", ["word " * 10_000, "日本" * 5_000, "https://a.example/b " * 4_000, "#tag " * 4_000, "A. " * 10_000]
)
def test_a_long_text_is_split_in_good_time(text: str) -> None:
    started = time.perf_counter()
    assert len(pieces(text, 300, graphemes)) > 30
    assert time.perf_counter() - started < 5
