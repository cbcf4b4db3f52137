"""The fast path for plain text gives what the full parser gives."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from smm_action.content.markdown import parse, parse_markdown

WORDS = st.text(alphabet=st.sampled_from("ab 1.)-+=!?,;'\"()/\n\t日é🎉ß%^{}$"), max_size=40)


@given(WORDS, st.integers(min_value=1, max_value=9))
def test_plain_text_is_read_the_same_with_and_without_the_full_parser(text: str, line: int) -> None:
    assert parse(text, line) == parse_markdown(text, line)


@given(st.text(max_size=60))
def test_any_text_is_read_the_same_with_and_without_the_full_parser(text: str) -> None:
    assume(text.strip())  # a body of nothing but exotic spaces is empty, whatever CommonMark calls it

    assert parse(text) == parse_markdown(text)
