"""YAML that would crash, explode or lose its first word is refused at its place, quickly."""

from __future__ import annotations

import subprocess
import sys

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from smm_action.content import yaml_core
from smm_action.content.yaml_guard import DEPTH, suspicious
from smm_action.content.yaml_marks import Mark, YamlFault


def fault(text: str) -> YamlFault:
    with pytest.raises(YamlFault) as caught:
        yaml_core.read(text)
    return caught.value


DEEP = {
    "brackets": "a: " + "[" * 50_000,
    "closed brackets": "a: " + "[" * 50_000 + "]" * 50_000,
    "braces": "{a: " * 50_000,
    "dashes": "- " * 50_000,
    "question marks": "? " * 50_000,
    "indented keys": "\n".join(" " * level + "a:" for level in range(600)),
    "indented dashes": "\n".join(" " * level + "-" for level in range(600)),
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_what_is_nested_too_deeply_is_a_fault_at_its_place_and_no_crash(text: str) -> None:
    # in a process of its own: it ended with a segmentation fault
    code = (
        "import sys; from smm_action.content import yaml_core, yaml_marks\n"
        "try: yaml_core.read(sys.stdin.read())\n"
        "except yaml_marks.YamlFault as fault: print(fault.message, fault.mark.line, fault.mark.column)"
    )
    done = subprocess.run([sys.executable, "-c", code], input=text, capture_output=True, text=True, timeout=60)

    message, line, column = done.stdout.rsplit(None, 2)
    assert "nested too deeply" in message
    assert int(line) * int(column) > 1


def test_as_deep_as_allowed_is_read() -> None:
    data, _ = yaml_core.read("[" * DEPTH + "]" * DEPTH)

    assert str(data) == "[" * DEPTH + "]" * DEPTH
    assert fault("[" * (DEPTH + 1) + "]" * (DEPTH + 1)).mark == Mark(1, DEPTH + 1)


@pytest.mark.parametrize(
    ("text", "sign", "mark"),
    [
        ("a: &Co news", "&", Mark(1, 4)),
        ("a: ! Achtung", "!", Mark(1, 4)),
        ("a: !!seq foo", "!", Mark(1, 4)),
        ("a: !!map foo", "!", Mark(1, 4)),
        ("a: !!str 5", "!", Mark(1, 4)),
        ("a: [b, !c d]", "!", Mark(1, 8)),
        ("a: b\nc: *d", "*", Mark(2, 4)),
        ("&a b: c", "&", Mark(1, 1)),
        ("a: &x [b]", "&", Mark(1, 4)),
        ("a: &x {b: c}", "&", Mark(1, 4)),
    ],
)
def test_aliases_anchors_and_tags_are_refused_at_their_place(text: str, sign: str, mark: Mark) -> None:
    refused = fault(text)

    assert refused.mark == mark
    assert f"starts with {sign} in quotes" in refused.message


@pytest.mark.parametrize("text", ["Tips & tricks", "Yes! And no.", "3 * 4", "a&b", "a!b", "https://a.example/?a=1&b=2"])
def test_signs_within_text_are_text(text: str) -> None:
    assert yaml_core.read(f"a: {text}\nb: [{text}]")[0] == {"a": text, "b": [text]}


@given(st.text(alphabet="ab:-?[]{},&*!\"'# \n", max_size=30))
def test_what_is_not_suspicious_holds_nothing_that_is_refused(text: str) -> None:
    try:
        events = list(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError:
        return
    refused = any(
        isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None)
        for event in events
    )

    assert suspicious(text) or not refused


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85"])
def test_what_yaml_1_1_took_for_a_line_end_is_a_character(end: str) -> None:
    text = f'a: one{end}two\nb: "three{end}"\n{end}c: d'

    assert yaml_core.read(text)[0] == {"a": f"one{end}two", "b": f"three{end}", f"{end}c": "d"}
    assert yaml_core.positions(text)[f"{end}c",].value == Mark(3, 5)


@pytest.mark.parametrize("number", ["9" * 5000, "-" + "9" * 20, "0x" + "f" * 5000, "1e400", ".inf", "-.INF", ".nan"])
def test_a_number_that_counts_nothing_is_a_fault_at_its_place(number: str) -> None:
    assert fault(f"b: 1\na: {number}").mark == Mark(2, 4)


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63)])
def test_a_number_of_64_bits_is_read(number: int) -> None:
    assert yaml_core.read(f"a: {number}")[0] == {"a": number}


def test_a_control_character_is_named() -> None:
    assert "U+0007" in fault("a: b\nc: d\x07").message
