"""The first five minutes that the README promises, and the stubs that `smm new` writes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
START = re.search(
    r"## Five minutes to your own\n+```console\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL
)


def shell(folder: Path, *lines: str) -> subprocess.CompletedProcess[str]:
    environ = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(folder), "LC_ALL": "C.UTF-8",
        "NO_COLOR": "1",
    }  # fmt: skip
    script = "\n".join(["set -e", *lines])
    return subprocess.run(["sh", "-c", script], cwd=folder, env=environ, capture_output=True, text=True, check=False)


def new(folder: Path, title: str, *options: str) -> subprocess.CompletedProcess[str]:
    return shell(folder, " ".join(["smm new", f"'{title}'", *options]))


def test_the_commands_of_the_readme_work_in_an_empty_directory(tmp_path: Path) -> None:
    assert START is not None
    commands = [line.removeprefix("$ ") for line in START[1].splitlines()]
    assert commands[0].startswith("pip install ")
    ran = shell(tmp_path, *commands[1:])
    assert ran.returncode == 0, ran.stderr
    assert "No findings in 2 posts." in ran.stdout
    assert "hello-world → acme-pages" in ran.stdout
    assert (tmp_path / "my-social/.github/workflows/publish.yml").exists()


@pytest.fixture
def team(tmp_path: Path) -> Path:
    assert shell(tmp_path, "smm init .").returncode == 0
    return tmp_path


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Straße & Café — Über uns!", "strasse-cafe-uber-uns"),
        ("--- Version 3.1 ---", "version-3-1"),
        ("x" * 100, "x" * 80),
    ],
)
def test_a_title_becomes_an_id_and_the_first_line(team: Path, title: str, name: str) -> None:
    ran = new(team, title, "--time", "asap") if not title.startswith("-") else shell(team, f"smm new -- '{title}'")
    assert ran.returncode == 0, ran.stderr
    made = (team / ran.stdout.strip()).read_text("utf-8")
    assert made.startswith(f"---\nid: {name}\n")
    assert made.endswith(f"---\n{title}\n")
    linted = shell(team, "smm lint --no-color")
    assert linted.returncode == 0, linted.stdout


def test_a_stub_without_a_time_is_a_draft(team: Path) -> None:
    assert "draft: true" in (team / new(team, "Soon").stdout.strip()).read_text("utf-8")


def test_an_id_is_given_once(team: Path) -> None:
    first = new(team, "Soon")
    again = new(team, "soon!")
    assert (first.returncode, again.returncode) == (0, 2), again.stdout
    assert "There is a post soon already." in again.stderr
    assert (team / first.stdout.strip()).read_text("utf-8").endswith("---\nSoon\n")


def test_a_title_that_gives_no_id_is_said(team: Path) -> None:
    ran = new(team, "日本")
    assert ran.returncode == 2
    assert "Use some Latin letters or digits." in ran.stderr
