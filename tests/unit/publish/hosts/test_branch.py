"""Real git, a bare remote: one commit without history, and two runs that do not lose each other's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from smm_action.core.git import Git
from smm_action.publish.hosts.branch import BranchStore
from smm_action.publish.hosts.host import HostFault
from tests.scenarios.repositories import Repository, bare_with_post, clone


@pytest.fixture
def bare(tmp_path: Path) -> Repository:
    return bare_with_post(tmp_path)


def store(bare: Repository, path: Path, folder: str = "") -> BranchStore:
    here = clone(bare, path)
    return BranchStore(git=Git(here.path, {}), remote="origin", branch="smm-media", path=folder)


def never(name: str) -> bool:
    del name
    return False


def names(bare: Repository) -> set[str]:
    return set(bare.git("ls-tree", "-r", "--name-only", "smm-media").split())


def test_a_file_is_on_the_branch_and_nothing_else_is(bare: Repository, tmp_path: Path) -> None:
    store(bare, tmp_path / "one").write("a.jpg", b"\xff\xd8 bytes", "image/jpeg", never)
    assert names(bare) == {"a.jpg", ".nojekyll"}
    assert bare.git("rev-list", "--count", "smm-media").strip() == "1"


def test_files_stay_until_they_are_taken_away_and_leave_no_history(bare: Repository, tmp_path: Path) -> None:
    one = store(bare, tmp_path / "one", "media")
    one.write("a.jpg", b"a", "image/jpeg", never)
    one.write("b.jpg", b"b", "image/jpeg", never)
    assert names(bare) == {"media/a.jpg", "media/b.jpg", ".nojekyll"}
    one.remove("a.jpg")
    one.remove("a.jpg")
    assert names(bare) == {"media/b.jpg", ".nojekyll"}
    assert bare.git("rev-list", "--count", "smm-media").strip() == "1"


def test_what_is_stale_goes_with_the_next_file(bare: Repository, tmp_path: Path) -> None:
    one = store(bare, tmp_path / "one")
    one.write("old.jpg", b"a", "image/jpeg", never)
    one.write("new.jpg", b"b", "image/jpeg", lambda name: name == "old.jpg")
    assert names(bare) == {"new.jpg", ".nojekyll"}


def test_two_runs_keep_each_others_files(bare: Repository, tmp_path: Path) -> None:
    one, two = store(bare, tmp_path / "one"), store(bare, tmp_path / "two")
    one.write("a.jpg", b"a", "image/jpeg", never)
    seen = one._look

    def overtaken() -> object:
        """Look, and be overtaken between the look and the push, once."""
        found = seen()
        if "b.jpg" not in names(bare):
            two.write("b.jpg", b"b", "image/jpeg", never)
        return found

    racing = type("Racing", (BranchStore,), {"_look": lambda self: overtaken()})
    racing(git=one.git, remote="origin", branch="smm-media").write("c.jpg", b"c", "image/jpeg", never)
    assert names(bare) == {"a.jpg", "b.jpg", "c.jpg", ".nojekyll"}


def test_a_branch_that_takes_nothing_is_a_fault_without_secrets(bare: Repository, tmp_path: Path) -> None:
    one = store(bare, tmp_path / "one")
    bare.hook("pre-receive", "echo protected >&2; exit 1")
    with pytest.raises(HostFault, match="took no commit"):
        one.write("a.jpg", b"a", "image/jpeg", never)
