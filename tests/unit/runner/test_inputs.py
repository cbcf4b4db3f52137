"""The Action's inputs as values."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from smm_action.core.errors import SmmError
from smm_action.runner.inputs import COMMANDS, Inputs, read

ROOT = Path(__file__).parents[3]


def given(**values: str) -> Inputs:
    return read({f"SMM_INPUT_{name.upper()}": value for name, value in {"command": "publish", **values}.items()})


def test_what_nobody_gave_is_the_default():
    assert given(root="", sealed="", dry_run="", select="", now="") == given() == Inputs(command="publish")


def test_the_defaults_are_those_of_action_yml():
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    defaults = {name: str(held.get("default", "")) for name, held in action["inputs"].items()}
    assert given(root=defaults["root"], sealed=defaults["sealed"], dry_run=defaults["dry-run"]) == given()


def test_everything_can_be_given():
    assert given(
        command="prepare", root="posts", sealed="out", dry_run="true", select="campaign:launch  account:x\n",
        now="2026-12-01T09:00:00+01:00",
    ) == Inputs(
        command="prepare", root=Path("posts"), sealed=Path("out"), dry_run=True, select=("campaign:launch", "account:x"),
        now=datetime(2026, 12, 1, 8, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_known(command: str):
    assert given(command=command).command == command


@pytest.mark.parametrize(("text", "expected"), [("true", True), ("True", True), ("false", False), ("", False)])
def test_a_boolean_is_written_as_in_yaml(text: str, expected: bool):
    assert given(dry_run=text).dry_run is expected


@pytest.mark.parametrize(
    "values",
    [
        {"command": ""},
        {"command": "gate"},
        {"command": "Publish"},
        {"dry_run": "yes"},
        {"dry_run": "1"},
        {"now": "2026-12-01T08:00:00"},
        {"now": "tomorrow"},
    ],
)
def test_a_value_that_means_nothing_is_named(values: dict[str, str]):
    with pytest.raises(SmmError) as caught:
        given(**values)
    assert caught.value.exit_code == 2
    assert next(iter(values)).replace("_", "-") in caught.value.what


def test_a_long_value_is_not_repeated_whole():
    with pytest.raises(SmmError) as caught:
        given(command="x" * 5000)
    assert len(str(caught.value)) < 300
