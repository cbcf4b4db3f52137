"""What the default branch was, read from real commits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from smm_action.cli import past
from smm_action.cli.app import App
from smm_action.cli.options import Settings
from smm_action.cli.past import Past
from smm_action.core.clock import parse_instant
from smm_action.model.delivery import DeliveryId
from smm_action.model.ids import AccountName, BrandName, PostId
from tests.scenarios.conftest import NOON, SMM_YML, post
from tests.scenarios.repositories import Repository

HELLO = DeliveryId(BrandName("acme"), PostId("hello"), AccountName("acme-mastodon"))
POST = "content/posts/hello.md"


@pytest.fixture
def here(tmp_path: Path) -> Repository:
    """Return a repository whose content root has an smm.yml."""
    found = Repository(tmp_path / "here")
    found.path.mkdir()
    found.git("init", "-q", "-b", "main")
    found.write("content/smm.yml", SMM_YML)
    found.commit("Begin")
    return found


def looking(here: Repository) -> Past:
    app = App(Settings(root=here.path / "content", now=parse_instant(NOON)), {})
    app.commit = here.git("rev-parse", "HEAD")
    return Past(app, app.commit)


def touched(here: Repository) -> list[tuple[str, set[str]]]:
    return [(change.commit, set(change.paths)) for change in looking(here).changes]


def test_commits_are_told_newest_first_with_what_they_touched(here: Repository):
    first = here.git("rev-parse", "HEAD")
    here.write(POST, post("Hello"))
    here.write("content/posts/grüße an alle.md", post("Grüße"))
    here.write("README.md", "not ours")
    second = here.commit("Write")
    here.write("README.md", "nor this")
    here.commit("Write elsewhere")
    assert touched(here) == [(second, {"posts/hello.md", "posts/grüße an alle.md"}), (first, {"smm.yml"})]


def test_what_a_merge_brings_is_the_merges(here: Repository):
    first = here.git("rev-parse", "HEAD")
    here.git("checkout", "-q", "-b", "draft")
    here.write(POST, post("Hello"))
    here.commit("Write")
    here.write(POST, post("Hello, world"))
    here.commit("Write more")
    here.git("checkout", "-q", "main")
    here.git("merge", "-q", "--no-ff", "--no-commit", "draft")
    # what the merge alone adds was on no branch
    here.write("content/people.yml", "ada: {name: Ada}\n")
    merge = here.commit("Merge")
    assert touched(here) == [(merge, {"posts/hello.md", "people.yml"}), (first, {"smm.yml"})]


def test_a_renamed_post_is_touched_under_both_names(here: Repository):
    here.write(POST, post("Hello"))
    here.commit("Write")
    here.git("mv", POST, "content/posts/hallo.md")
    here.commit("Rename")
    assert touched(here)[0][1] == {"posts/hello.md", "posts/hallo.md"}


def test_a_shallow_clone_that_can_not_be_completed_has_no_history(here: Repository, tmp_path: Path):
    here.write(POST, post("Hello"))
    here.commit("Write")
    here.git("clone", "-q", "--depth=1", f"file://{here.path}", str(tmp_path / "shallow"))
    shallow = Repository(tmp_path / "shallow")
    shallow.git("remote", "set-url", "origin", f"file://{tmp_path}/nowhere")
    # its only commit seems to have written every file
    assert touched(shallow) == []
    shallow.git("remote", "set-url", "origin", f"file://{here.path}")
    assert touched(shallow) == touched(here)


CHANGES: dict[str, tuple[Callable[[Repository], None], bool]] = {
    "another text": (lambda here: here.write(POST, post("Hallo")), False),
    "another time": (lambda here: here.write(POST, post("Hello", time="2027-01-01T08:00:00Z")), True),
    "another post": (lambda here: here.write("content/posts/other.md", post("Hello")), True),
    "the post is gone": (lambda here: (here.path / POST).unlink(), False),
    "the account is gone": (lambda here: here.write("content/smm.yml", SMM_YML.replace("acme-mastodon", "m")), False),
    "no smm.yml": (lambda here: (here.path / "content/smm.yml").rename(here.path / "smm.yml"), False),
}


@pytest.mark.parametrize(("change", "neutral"), CHANGES.values(), ids=CHANGES)
def test_a_commit_is_neutral_when_the_delivery_says_the_same_before_and_after(
    here: Repository, change: Callable[[Repository], None], neutral: bool
):
    here.write(POST, post("Hello"))
    written = here.commit("Write")
    before = looking(here)
    change(here)
    commit = here.commit("Change")
    assert before.is_neutral(commit, HELLO) is neutral
    assert not before.is_neutral(written, HELLO), "it was not there before"


def test_what_is_not_looked_at_any_more_counts_as_changed(here: Repository, monkeypatch: pytest.MonkeyPatch):
    here.write(POST, post("Hello"))
    here.commit("Write")
    here.write("content/posts/other.md", post("Other"))
    commit = here.commit("Write another")
    assert looking(here).is_neutral(commit, HELLO)
    monkeypatch.setattr(past, "MOST", 1)
    assert not looking(here).is_neutral(commit, HELLO)
