"""GitHub shows ten annotations of a kind: those on lines that a change touches come first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from smm_action.cli.repository import Repository
from smm_action.cli.touched import touched_since
from smm_action.model.finding import Location
from tests.scenarios.repositories import Repository as Checkout
from tests.shared import ROOT

SMM_YML = 'brand: acme\naccounts:\n  acme: {platform: mastodon, server: "https://mastodon.example"}\n'
FAULTY = "Read http://acme.example/page now.\n"


def post(*lines: str) -> str:
    return "---\nplatforms: [acme]\n---\n" + "".join(lines)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """Return a repository with a long faulty post, committed, then changed at its end."""
    made = Checkout(tmp_path / "here")
    made.path.mkdir()
    made.git("init", "-q", "-b", "main")
    made.write("content/smm.yml", SMM_YML)
    made.write("content/posts/long.md", post(*[f"{number} {FAULTY}" for number in range(15)]))
    made.write("content/posts/über uns.md", post("Fine.\n"))
    made.commit()
    made.write("content/posts/long.md", post(*[f"{number} {FAULTY}" for number in range(14)], f"Changed. {FAULTY}"))
    made.write("content/posts/new.md", post(FAULTY))
    made.write("content/posts/über uns.md", post("Fine.\n", FAULTY))
    return made


def lint(checkout: Checkout, *options: str) -> list[str]:
    command = [sys.executable, "-m", "smm_action", "--root", str(checkout.path / "content"), "--format", "github"]
    ran = subprocess.run([*command, "lint", *options], cwd=ROOT, capture_output=True, text=True, check=False)
    return [line for line in ran.stdout.splitlines() if line.startswith("::warning")]


def test_annotations_of_touched_lines_come_before_the_limit(checkout: Checkout) -> None:
    plain = lint(checkout)
    shown = lint(checkout, "--changed-since", "HEAD")
    assert len(plain) == len(shown) == 10
    assert not any("line=18," in line for line in plain)
    assert [("long.md,line=18," in line, "new.md,line=4," in line, "uns.md,line=5," in line) for line in shown[:3]] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]
    assert all("long.md" in line for line in shown[3:])


def test_lines_are_those_of_the_new_side_and_a_new_file_is_touched_as_a_whole(checkout: Checkout) -> None:
    repository = Repository.around(checkout.path / "content")
    assert repository is not None
    touched = touched_since(repository, "HEAD", repository.changed_since("HEAD"))
    held = [
        touched.holds(Location(path=path, line=line))
        for path, line in (
            ("posts/long.md", 18), ("posts/long.md", 17), ("posts/new.md", 1), ("posts/über uns.md", 5), ("smm.yml", 1),
        )
    ]  # fmt: skip
    assert held == [True, False, True, True, False]
