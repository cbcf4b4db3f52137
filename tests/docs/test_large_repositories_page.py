"""docs/how-to/large-repositories.md: its workflow is sound, is the starter's and one job more, and says what smm prints."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from smm_action.cli.output.plans import matrix
from smm_action.model.ids import AccountName
from smm_action.plan.shards import MOST, Shard
from tests.shared import ROOT, missing

PAGE = (ROOT / "docs/how-to/large-repositories.md").read_text("utf-8")
STARTER = (ROOT / "smm_action/starter/files/.github/workflows/publish.yml").read_text("utf-8")
BIN = Path(sys.executable).parent


def block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def test_it_shows_what_smm_prints() -> None:
    accounts = [AccountName("acme-bluesky"), AccountName("acme-mastodon")]
    assert block("json").strip() == matrix([Shard(number=n, accounts=(name,)) for n, name in enumerate(accounts)])
    assert matrix([]) in block("yaml"), "the workflow skips its job where nothing is due"
    assert f"({MOST} unless told otherwise)" in PAGE


def test_the_workflow_is_the_starters_and_one_job_more() -> None:
    missing = [line for line in STARTER.splitlines() if line not in block("yaml").splitlines()]
    assert missing == ["    name: Publish"]
    assert block("yaml").count("\n  shards:\n") == 1


@pytest.mark.parametrize(
    "command",
    [
        ["jactionlint", "{file}"],
        ["zizmor", "--offline", "--strict-collection", "--no-progress", "--config", ".github/zizmor.yml", "{folder}"],
        ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", "{file}"],
    ],
    ids=lambda command: command[0],
)
def test_checkers_find_nothing_in_the_workflow(command: list[str], tmp_path: Path) -> None:
    if not (BIN / command[0]).exists():
        missing(f"needs {command[0]} in the virtual environment (`make check` has it)")
    file = tmp_path / ".github" / "workflows" / "publish.yml"
    file.parent.mkdir(parents=True)
    file.write_text(block("yaml"), "utf-8")
    rules = ROOT / ".github" / "jactionlint.yaml"
    (tmp_path / ".github" / rules.name).write_bytes(rules.read_bytes())
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    words = [word.format(file=file, folder=tmp_path) for word in command[1:]]
    where = tmp_path if command[0] == "jactionlint" else ROOT
    done = subprocess.run([BIN / command[0], *words], cwd=where, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
