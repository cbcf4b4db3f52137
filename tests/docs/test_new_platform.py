"""``make new-platform`` begins a platform whose tests fail until it is real."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared import ROOT
from tools.new_platform import PLACES, scaffold


def checkout(folder: Path) -> Path:
    """Return a copy of what a platform's tests need."""
    for name in ("smm_action", "schemas", "tests", "docs", "tools"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "servers", "chaos", "scenarios")
        )
    for name in ("Makefile", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def test_it_runs_and_its_contract_test_fails_until_it_is_real(tmp_path: Path) -> None:
    root = checkout(tmp_path)
    made = subprocess.run(
        [sys.executable, "tools/new_platform.py", "example"], cwd=root, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    assert all((root / place.format(name="example")).is_file() for place in PLACES.values())
    tests = ("tests/contract/test_example.py", "tests/contract/test_every_platform.py")
    command = [sys.executable, "-m", "pytest", "-q", "--timeout=60", "-p", "no:cacheprovider", *tests]
    # -I would hide the copy: it must win over the installed package
    ran = subprocess.run(
        command, cwd=root, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(root)}
    )
    assert ran.returncode == 1, ran.stdout[-3000:] + ran.stderr[-2000:]
    assert "test_example.py::TestExample" in ran.stdout
    assert "still to be written" in ran.stdout
    # what is scaffolded is whole: only what it does is missing
    assert "error" not in ran.stdout.rsplit("\n", 2)[-2]
    assert not [line for line in ran.stdout.splitlines() if "test_every_platform.py" in line and "[example]" in line]


def test_make_knows_it() -> None:
    shown = subprocess.run(
        ["make", "-n", "-o", ".venv/ready", "new-platform", "NAME=example"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert "tools/new_platform.py example" in shown


@pytest.mark.parametrize("name", ["X", "1st", "a", "two words", "../evil", "", "snake_case"])
def test_a_name_that_is_none_writes_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(SystemExit, match="no name of a platform"):
        scaffold(name, tmp_path)
    assert not list(tmp_path.iterdir())


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    scaffold("example", tmp_path)
    page = tmp_path / "docs/platforms/example.md"
    page.write_text("mine")
    with pytest.raises(SystemExit, match="there already"):
        scaffold("example", tmp_path)
    assert page.read_text() == "mine"
