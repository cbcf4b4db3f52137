from __future__ import annotations

import pytest

from smm_action.content import yaml_core
from smm_action.content.yaml_marks import Mark, YamlFault


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("2026-12-01", "2026-12-01"),
        ("1_000", "1_000"),
        ("017", 17),
        ("0o17", 15),
        ("0x1F", 31),
        ("1e3", 1000.0),
        ("true", True),
        ("~", None),
        ('"true"', "true"),
    ],
)
def test_scalars_are_read_as_yaml_1_2_core(written: str, value: object) -> None:
    document, _ = yaml_core.read(f"a: {written}")

    assert document == {"a": value}
    assert type(document["a"]) is type(value)


def test_a_key_given_twice_is_noted_at_the_second_and_the_last_one_counts() -> None:
    document, (duplicate,) = yaml_core.read("a: 1\nb: 2\na: 3")

    assert document == {"a": 3, "b": 2}
    assert (duplicate.key, duplicate.first, duplicate.second) == ("a", Mark(1, 1), Mark(3, 1))


@pytest.mark.parametrize("block", ["a: &x b\nc: *x", "a: !wow b", "? [a]\n: b", "a: @user", "a: Foo: bar", "a: [1, 2"])
def test_what_is_refused_is_a_fault_with_a_place(block: str) -> None:
    with pytest.raises(YamlFault) as caught:
        yaml_core.read(block)

    assert caught.value.mark.line >= 1
    assert caught.value.mark.column >= 1
    assert caught.value.message


def test_a_merge_key_merges_nothing() -> None:
    assert yaml_core.read("<<: {a: b}")[0] == {"<<": {"a": "b"}}


def test_every_key_and_item_has_a_place() -> None:
    found = yaml_core.positions("media:\n  - file: a.png\n    alt: x\ntags: [p, q]")

    assert found["media", 0, "alt"].key == Mark(3, 5)
    assert found["tags", 1].value == Mark(4, 11)
