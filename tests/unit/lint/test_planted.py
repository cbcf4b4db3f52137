"""`smm lint` as people run it: every planted fault is found once, where it is, and nothing else is found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from smm_action.lint.rules import all_rules
from tests.shared import ROOT
from tests.unit.lint.planted import BESIDE, CONFIG, FAULTS, FURTHER, NOW, PAGES, PUBLISHED, pictures

NEVER_PLANTED = {"rule-crashed"}
"""No content makes it fire: see the last test."""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What a process did."""

    code: int
    out: str
    err: str

    @property
    def findings(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.out)["findings"]
        return found

    @property
    def places(self) -> list[tuple[str, str, int, int]]:
        return sorted((f["rule"], f["path"], f["line"], f["column"]) for f in self.findings)


@dataclass(frozen=True)
class Repository:
    """A repository on disk with its content root in ``content/``, and a bare remote beside it."""

    path: Path

    def write(self, files: Mapping[str, str | bytes]) -> None:
        for name, text in files.items():
            target = self.path / "content" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text if isinstance(text, bytes) else text.encode())

    def git(self, *arguments: str) -> None:
        identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
        subprocess.run(["git", *identity, *arguments], cwd=self.path, check=True, capture_output=True, env=self.environ)

    def publish(self, files: Mapping[str, str | bytes]) -> None:
        """Commit ``files``, push them and publish what is due."""
        self.path.mkdir()
        self.write(files)
        self.git("init", "-q", "-b", "main")
        self.git("init", "-q", "--bare", "-b", "main", "../origin.git")
        self.git("remote", "add", "origin", "../origin.git")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "Write posts")
        self.git("push", "-q", "origin", "main")
        ran = self.smm("publish")
        assert ran.code == 0, ran.err

    def smm(self, *arguments: str, start: tuple[str, ...] = ("-m", "smm_action")) -> Ran:
        command = [sys.executable, *start, "--format", "json", *arguments]
        done = subprocess.run(command, cwd=self.path, capture_output=True, text=True, env=self.environ, check=False)
        return Ran(code=done.returncode, out=done.stdout, err=done.stderr)

    @property
    def environ(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"], "HOME": str(self.path.parent), "PYTHONPATH": str(ROOT), "SMM_NOW": NOW,
            "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8", "NO_COLOR": "1",
        }  # fmt: skip


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a repository in which posts were published before the faults came."""
    made = Repository(tmp_path_factory.mktemp("planted") / "team")
    made.publish({"smm.yml": PAGES, **PUBLISHED})
    (made.path / "content/posts/vanished.md").unlink()
    made.write({"smm.yml": CONFIG, **BESIDE, **pictures(), **{fault.path: fault.clean for fault in FAULTS + FURTHER}})
    return made


def test_every_rule_is_planted_once() -> None:
    assert sorted(fault.rule for fault in FAULTS) == sorted({rule.id for rule in all_rules()} - NEVER_PLANTED)


def test_every_planted_fault_is_found_once_where_it_is_and_nothing_else(planted: Repository) -> None:
    ran = planted.smm("lint")
    expected = sorted(
        (fault.rule, f"content/{path}", line, column)
        for fault in FAULTS + FURTHER
        for path, line, column in [fault.place]
    )
    assert {"missed": sorted(set(expected) - set(ran.places)), "beside": sorted(set(ran.places) - set(expected))} == {
        "missed": [],
        "beside": [],
    }
    assert ran.places == expected
    assert ran.code == 1
