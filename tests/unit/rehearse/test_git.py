"""The quick git says what git says, and its pushes are compare-and-swap as pushes are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from smm_action.content.source import WorkTree
from smm_action.core.errors import SmmError
from smm_action.core.git import Git, GitFault
from smm_action.ledger.branch import ATTEMPTS
from smm_action.model.edit import Write
from smm_action.model.project import StateLocation
from smm_action.rehearse.clock import Clock
from smm_action.rehearse.clones import Clone, make_clones
from smm_action.rehearse.run import QuickBranch
from tests.unit.rehearse.test_run import START


@pytest.fixture
def clones(tmp_path: Path) -> Iterator[tuple[Clone, ...]]:
    content = tmp_path / "authored"
    (content / "posts").mkdir(parents=True)
    (content / "smm.yml").write_text("brand: acme\n")
    (content / "posts/hello.md").write_bytes(b"line\r\nline\n")
    made = make_clones(WorkTree(content), tmp_path / "home", tmp_path / "disks", 2)
    yield made
    for clone in made:
        clone.close()


def branch(clone: Clone) -> QuickBranch:
    return QuickBranch(clone.git, StateLocation(), Clock(START))


def write(clone: Clone, text: str, path: str = "file") -> str:
    return branch(clone).commit([Write(path=path, content=lambda _read: text.encode())], f"Write {path}")


def test_the_clones_hold_the_files_as_they_are(clones: tuple[Clone, ...]) -> None:
    for clone in clones:
        assert sorted(clone.source.paths()) == ["posts/hello.md", "smm.yml"]
        assert clone.source.read("posts/hello.md") == b"line\r\nline\n"
        assert (clone.top / "content/posts/hello.md").read_bytes() == b"line\r\nline\n"


@pytest.mark.parametrize(
    "asked",
    [
        ["ls-remote", "--symref", "origin", "HEAD", "refs/heads/*"],
        ["ls-remote", "--symref", "origin", "HEAD", "refs/heads/smm-state"],
        ["ls-remote", "--symref", "origin", "HEAD", "refs/heads/none"],
        ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"],
        ["rev-parse", "--verify", "--quiet", "refs/smm/state/smm-state^{commit}"],
        ["rev-parse", "--is-shallow-repository"],
        ["remote", "get-url", "origin"],
        ["config", "--type=bool", "--default=false", "smm.sign"],
    ],
    ids=" ".join,
)
def test_it_answers_as_git_does(clones: tuple[Clone, ...], asked: list[str]) -> None:
    write(clones[0], "one")
    real = Git(clones[0].top, clones[0].environ)

    for _ in range(2):
        assert clones[0].git.line(*asked) == real.line(*asked)


def test_it_reads_objects_as_git_does(clones: tuple[Clone, ...]) -> None:
    head = write(clones[0], "one", "folder/file")
    names = "".join(f"{head}:{path}\n" for path in ("folder/file", "folder", "", "no such file")).encode()

    assert clones[0].git.run("cat-file", "--batch", stdin=names) == Git(clones[0].top, clones[0].environ).run(
        "cat-file", "--batch", stdin=names
    )


def test_what_one_pushes_the_other_sees_and_extends(clones: tuple[Clone, ...]) -> None:
    first = write(clones[0], "one")
    other = branch(clones[1])

    assert other.fetch() == first
    second = other.commit([Write(path="file", content=lambda read: (read("file") or b"") + b", two")], "Write more")
    mine = branch(clones[0])
    assert mine.fetch() == second
    assert mine.read(second, "file") == b"one, two"


def test_a_push_on_an_old_head_is_refused_and_tried_again_on_the_new_one(clones: tuple[Clone, ...]) -> None:
    write(clones[0], "one")
    slow = branch(clones[1])
    slow.fetch()
    write(clones[0], "two", "other")

    head = slow.commit([Write(path="third", content=lambda _read: b"three")], "Write third")
    assert {path: slow.read(head, path) for path in ("file", "other", "third")} == {
        "file": b"one", "other": b"two", "third": b"three",
    }  # fmt: skip


def test_a_commit_that_extends_nothing_is_never_pushed(clones: tuple[Clone, ...]) -> None:
    head = write(clones[0], "one")
    tree = clones[0].git.line("rev-parse", f"{head}^{{tree}}")
    alone = clones[0].git.line("-c", "user.name=x", "-c", "user.email=x@x.invalid", "commit-tree", "-m", "x", tree)

    with pytest.raises(GitFault):
        clones[0].git.run("-c", "push.followTags=false", "push", "origin", f"{alone}:refs/heads/smm-state")
    assert branch(clones[0]).fetch() == head


def test_a_branch_that_moves_all_the_time_is_given_up(clones: tuple[Clone, ...]) -> None:
    write(clones[0], "0")
    slow = branch(clones[1])
    slow.fetch()
    count = iter(range(1, 99))

    def meanwhile(_read: object) -> bytes:
        write(clones[0], str(next(count)))
        return b"mine"

    with pytest.raises(SmmError, match=f"refused our push {ATTEMPTS} times"):
        slow.commit([Write(path="mine", content=meanwhile)], "Write mine")
