from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from smm_action.content import yaml_core
from smm_action.importers.yaml_text import dump

WORDS = [
    "no",
    "Yes",
    "on",
    "12:30",
    "2026-05-31",
    "2026-05-31 09:00",
    "1_000",
    "0x1f",
    "1e5",
    ".5",
    "~",
    "null",
    "True",
    "",
]
MARKS = [
    "@acme",
    "#tag",
    "a: b",
    "a #b",
    "- x",
    "> y",
    "| z",
    "*a",
    "&b",
    "!c",
    "%d",
    "`e",
    "'f",
    '"g"',
    "{h",
    "[i",
    "j,",
]
TEXTS = [
    " edge ",
    "tab\there",
    "galaxy.bsky.social\u202c",
    "👨‍👩‍👧",
    "🪽",
    "a\nb\n\nc",
    "a\n",
    "\na",
    "a \nb",
    "\u2028",
    "\x85",
    "\ufeff",
    "\x00",
]


def read(text: str) -> Any:
    """Read every scalar as the text it is, so that a misread one shows."""
    return yaml.load(text, Loader=yaml.BaseLoader)


@pytest.mark.parametrize("value", WORDS + MARKS + TEXTS)
def test_a_text_reads_back_as_itself_wherever_it_stands(value: str) -> None:
    mapping = {"key": value, "list": [value, value], "maps": [{"a": value}], "deep": {"er": {"x": value}}}

    assert read(dump(mapping)) == mapping
    assert yaml_core.read(dump(mapping)) == (mapping, ())


@pytest.mark.parametrize("value", [*WORDS, "2026-05-31T10:00", "3.0"])
def test_a_text_that_older_readers_take_for_something_else_is_quoted(value: str) -> None:
    assert yaml.safe_load(dump({"key": value})) == {"key": value}


@given(st.recursive(
    st.text(),
    lambda held: st.lists(held, max_size=4) | st.dictionaries(st.text(), held, max_size=4),
    max_leaves=12,
).filter(lambda value: isinstance(value, dict) and value))  # fmt: skip
def test_anything_reads_back_as_itself(value: dict[str, Any]) -> None:
    text = dump(value)

    assert read(text) == value
    assert yaml.safe_load(text) == value
    assert yaml_core.read(text) == (value, ())


def test_numbers_and_truth_stay_what_they_are() -> None:
    assert yaml.safe_load(dump({"draft": True, "off": False, "count": 3})) == {"draft": True, "off": False, "count": 3}


def test_a_text_of_several_lines_is_a_block_that_people_can_read() -> None:
    assert dump({"text": "First line\n\nSecond: line"}) == "text: |-\n  First line\n\n  Second: line\n"


def test_a_character_that_nobody_sees_is_written_as_an_escape() -> None:
    assert dump({"handle": "acme\u202c"}) == 'handle: "acme\\u202C"\n'


def test_what_needs_no_quotes_has_none() -> None:
    assert dump({"id": "2026-05-31-launch", "file": "https://a.example/b.png?c=d", "time": "2026-05-31T10:00:00Z"}) == (
        "id: 2026-05-31-launch\nfile: https://a.example/b.png?c=d\ntime: 2026-05-31T10:00:00Z\n"
    )


def test_a_state_stands_on_one_line() -> None:
    assert dump({"imported": {"acme-x": {"state": "published"}}}) == "imported:\n  acme-x: {state: published}\n"


def test_a_value_that_is_none_of_these_is_a_fault_of_the_program() -> None:
    with pytest.raises(TypeError):
        dump({"key": object()})
