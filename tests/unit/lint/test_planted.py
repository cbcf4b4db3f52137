"""`smm lint` as people run it: every planted fault is found once, where it is, and nothing else is found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from smm_action.content.yaml_core import read
from smm_action.core.schema import schema
from smm_action.lint.rules import all_rules
from tests.shared import ROOT
from tests.unit.lint.planted import BESIDE, CONFIG, FAULTS, FURTHER, NOW, PAGES, PUBLISHED, pictures
from tests.unit.lint.rich import FILES as RICH
from tests.unit.lint.rich import pictures as rich_pictures

NEVER_PLANTED = {"rule-crashed"}
"""No content makes it fire: see the test with a rule that fails."""


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
        command = [sys.executable, *start, *(() if "--format" in arguments else ("--format", "json")), *arguments]
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
    assert made.smm("lint").findings == []
    (made.path / "content/posts/vanished.md").unlink()
    made.write({"smm.yml": CONFIG, **BESIDE, **pictures(), **{fault.path: fault.clean for fault in FAULTS + FURTHER}})
    return made


def test_every_rule_is_planted_once() -> None:
    assert sorted(fault.rule for fault in FAULTS) == sorted({rule.id for rule in all_rules()} - NEVER_PLANTED)


def test_every_planted_fault_is_found_once_where_it_is_and_nothing_else(planted: Repository) -> None:
    ran = planted.smm("lint")
    expected = sorted(
        (fault.rule, f"content/{path}", *spot) for fault in FAULTS + FURTHER for path, *spot in [fault.place]
    )
    assert [place for place in expected if place not in ran.places] == []
    assert [place for place in ran.places if place not in expected] == []
    assert ran.places == expected
    assert ran.code == 1


def test_no_message_repeats_a_secret(planted: Repository) -> None:
    said = planted.smm("lint").out + planted.smm("--format", "text", "lint").out
    assert [word for word in ("ab23-cd34", "ghp_a1B2", "AKIAIOSF") if word in said] == []


def test_a_rule_that_fails_is_said_once_a_file_and_hides_nothing(planted: Repository) -> None:
    breaking = (
        "from smm_action.lint.rules.shouting import Shouting; from smm_action.cli.main import main\n"
        "Shouting.check_post = lambda self, post, context: 1 / 0 if post.path == 'posts/shouting.md' else ()\n"
        "main()"
    )
    ran = planted.smm("lint", start=("-c", breaking))
    before = planted.smm("lint").places
    spot = ("content/posts/shouting.md", 1, 1)
    assert set(ran.places) - set(before) == {("rule-crashed", *spot)}
    assert {rule for rule, *_ in set(before) - set(ran.places)} == {"shouting"}
    assert ran.places.count(("rule-crashed", *spot)) == 1
    assert ran.code == 1


@pytest.fixture
def clean(tmp_path: Path) -> Repository:
    """Return a root that uses every key, outside of a repository."""
    made = Repository(tmp_path)
    made.write({**RICH, **rich_pictures()})
    return made


def test_no_rule_quotes_what_another_calls_a_secret(clean: Repository) -> None:
    secret = "ghp_" + "a1B2" * 9
    clean.write(
        {"posts/a.md": f"---\nplatforms: [mastodon]\nvisibility: {secret}\ntags: ['{secret} x']\n---\nHello.\n"}
    )
    ran = clean.smm("lint")
    assert {finding["rule"] for finding in ran.findings} == {"secret-in-content", "invalid-value", "malformed-hashtag"}
    shown = [clean.smm("--format", kind, "lint").out for kind in ("text", "github", "sarif")]
    assert [text for text in (ran.out, *shown) if secret[:12] in text] == []


def test_clean_posts_have_no_finding(clean: Repository) -> None:
    ran = clean.smm("lint")
    assert ran.findings == []
    assert json.loads(ran.out)["summary"] == {"posts": 10, "errors": 0, "warnings": 0, "notices": 0}
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize(
    ("name", "chosen"),
    [("post", "posts/"), ("config", "smm.yml"), ("campaign", "campaigns/"), ("people", "people.yml")],
)
def test_clean_posts_use_every_key(name: str, chosen: str) -> None:
    texts = [text for path, text in RICH.items() if path.startswith(chosen) and not path.endswith("README.md")]
    used: set[str] = set()
    for text in texts:
        document, _ = read(text.split("---\n")[1] if name == "post" else text)
        used |= set(keys(document))
    assert sorted(set(named(schema(name))) - used) == []


def keys(document: Any) -> Iterator[str]:
    """Yield every key of a document, however deep."""
    for key, value in document.items() if isinstance(document, dict) else enumerate(document):
        yield str(key)
        if isinstance(value, dict | list):
            yield from keys(value)


def named(part: Any) -> Iterator[str]:
    """Yield every key that a schema names, however deep."""
    for key, value in part.items():
        if key == "properties":
            yield from value
            for held in value.values():
                yield from named(held)
        elif key in {"items", "additionalProperties"} and isinstance(value, dict):
            yield from named(value)
