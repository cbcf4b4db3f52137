"""action.yml: what it promises its users and what the linters can not see."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def action() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))


def test_it_is_one_composite_action_without_other_actions_inside(action):
    assert action["runs"]["using"] == "composite"
    assert [step for step in action["runs"]["steps"] if "uses" in step] == []


def test_no_expression_reaches_a_script(action):
    assert [step["run"] for step in action["runs"]["steps"] if "${{" in step["run"]] == []


def test_no_input_names_a_platform(action):
    platforms = {"mastodon", "bluesky", "microblog", "linkedin", "facebook"}
    assert [name for name in action["inputs"] if any(platform in name for platform in platforms)] == []


def test_inputs_and_outputs_are_written_with_dashes(action):
    names = [*action["inputs"], *action["outputs"]]
    assert [name for name in names if not re.fullmatch(r"[a-z]+(-[a-z]+)*", name)] == []


def test_every_input_and_output_stands_in_the_readme(action):
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [name for name in (*action["inputs"], *action["outputs"]) if f"`{name}`" not in readme] == []


def test_every_variable_it_sets_is_read_by_somebody(action):
    code = "".join(path.read_text("utf-8") for path in (ROOT / "smm_action").rglob("*.py"))
    code += (ROOT / "smm_action" / "runner" / "install.sh").read_text("utf-8")
    given = {name for step in action["runs"]["steps"] for name in step.get("env", {})}
    assert sorted(name for name in given if name not in code and name != "SMM_VENV") == []


def test_every_command_of_the_description_is_known(action):
    described = set(re.findall(r"[a-z]+", action["inputs"]["command"]["description"].partition(":")[2])) - {"or"}
    source = (ROOT / "smm_action" / "cli" / "actions.py").read_text("utf-8")
    assert described - {"gate"} == set(re.findall(r'^        "([a-z]+)": _', source, re.MULTILINE))
