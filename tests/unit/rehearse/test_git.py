"""The quick git says what git says, and its pushes are compare-and-swap as pushes are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
        ["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"],
        ["status", "--porcelain", "-z", "--untracked-files=all", "--", "content"],
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


def both(clone: Clone, *asked: str, stdin: bytes = b"") -> tuple[bytes | None, bytes | None]:
    """Return what the quick git and Git print; None is a status that is not 0."""

    def answer(git: Git) -> bytes | None:
        try:
            return git.run(*asked, stdin=stdin)
        except GitFault:
            return None

    return answer(clone.git), answer(Git(clone.top, clone.environ))


NAMES = ["-r", "-z", "--name-only"]


@pytest.fixture
def history(clones: tuple[Clone, ...]) -> list[str]:
    """Return three heads: files and folders come, change and go, in names that are sorted in Git's own way."""
    paths = ["ledger/a/one", "ledger/a.b", "ledger/a-b/two", "ledger/a0", "other", "ledger/ü"]
    heads = [write(clones[0], "1", path) for path in paths]
    gone = branch(clones[0]).commit([Gone(path="ledger/a/one"), Gone(path="ledger/a0")], "Take away")
    return [heads[0], heads[-1], gone]


@dataclass(frozen=True, kw_only=True)
class Gone:
    path: str

    def apply(self, _read: object) -> dict[str, bytes | None]:
        return {self.path: None}


@pytest.mark.parametrize("scope", ["ledger", "ledger/a", "none", "other"])
def test_it_lists_and_compares_as_git_does(clones: tuple[Clone, ...], history: list[str], scope: str) -> None:
    for head in history:
        ours, gits = both(clones[1], "ls-tree", *NAMES, "--full-tree", head, f"{scope}/")
        assert sorted((ours or b"").split(b"\0")) == sorted((gits or b"").split(b"\0"))
        for other in history:
            ours, gits = both(
                clones[1], "diff-tree", *NAMES, "--no-renames", head, other, "--", f":(top,literal){scope}/"
            )
            assert sorted((ours or b"").split(b"\0")) == sorted((gits or b"").split(b"\0"))
        assert both(clones[1], "ls-tree", *NAMES, "--full-tree", head)[0] is not None


def test_a_file_that_becomes_a_folder_is_a_change_of_both(clones: tuple[Clone, ...]) -> None:
    before = write(clones[0], "1", "ledger/a")
    branch(clones[0]).commit([Gone(path="ledger/a")], "Take away")
    after = write(clones[0], "1", "ledger/a/b")
    ours, gits = both(clones[0], "diff-tree", *NAMES, "--no-renames", before, after, "--", ":(top,literal)ledger/")
    assert sorted((ours or b"").split(b"\0")) == sorted((gits or b"").split(b"\0")) == [b"", b"ledger/a", b"ledger/a/b"]


def test_it_knows_what_came_before(clones: tuple[Clone, ...], history: list[str]) -> None:
    main = clones[0].commit
    for one in (*history, main, "0" * 40):
        assert (both(clones[0], "cat-file", "-e", f"{one}^{{commit}}")[0] is None) == (one == "0" * 40)
        for other in (*history, main):
            ours, gits = both(clones[0], "merge-base", "--is-ancestor", one, other)
            assert (ours is None) == (gits is None), (one, other)


def test_what_it_writes_is_what_git_would_write(clones: tuple[Clone, ...], tmp_path: Path) -> None:
    """The ids say it: Git makes them from every byte."""
    texts = [b"one", b"two\r\n", b""]
    listing = b""
    for number, text in enumerate(texts):
        (tmp_path / str(number)).write_bytes(text)
        listing += f"{tmp_path / str(number)}\n".encode()
        ours, gits = both(clones[0], "hash-object", "-w", "--stdin", stdin=text)
        assert ours == gits
    ours, gits = both(clones[0], "hash-object", "-w", "--no-filters", "--stdin-paths", stdin=listing)
    assert ours == gits
    blobs = (ours or b"").decode().split()
    folder = f"100644 blob {blobs[0]}\ta.b\0100755 blob {blobs[1]}\ta\0100644 blob {blobs[2]}\ta0\0\0"
    ours, gits = both(clones[0], "mktree", "-z", "--missing", "--batch", stdin=folder.encode() + b"\0")
    assert ours == gits
    tree, empty = (ours or b"").decode().split()
    nested = f"40000 tree {tree}\ta\0100644 blob {blobs[0]}\ta.b\0100644 blob {blobs[0]}\ta-b\0\0"
    ours, gits = both(clones[0], "mktree", "-z", "--missing", "--batch", stdin=nested.encode())
    assert ours == gits
    told = {
        "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@a.invalid", "GIT_AUTHOR_DATE": "2026-12-01T08:00:00Z",
        "GIT_COMMITTER_NAME": "C", "GIT_COMMITTER_EMAIL": "c@c.invalid", "GIT_COMMITTER_DATE": "2026-12-01T09:00:00Z",
    }  # fmt: skip
    for parents in ([], ["-p", clones[0].commit]):
        asked = ["commit-tree", *parents, empty]
        made = clones[0].git.run(*asked, stdin="Grüße".encode(), extra=told)
        assert Git(clones[0].top, clones[0].environ).run(*asked, stdin="Grüße".encode(), extra=told) == made
    Git(clones[0].top, clones[0].environ).run("fsck", "--strict")


def test_a_ref_that_moved_meanwhile_is_not_moved(clones: tuple[Clone, ...], history: list[str]) -> None:
    clones[0].git.run("update-ref", "refs/smm/x", history[0], "0" * 40)
    with pytest.raises(GitFault):
        clones[0].git.run("update-ref", "refs/smm/x", history[1], history[2])
    assert Git(clones[0].top, clones[0].environ).line("rev-parse", "refs/smm/x") == history[0]


def test_what_was_asked_once_needs_no_process_any_more(
    clones: tuple[Clone, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("one", "two"):
        branch(clones[0]).read(write(clones[0], text), "file")
    started: list[tuple[str, ...]] = []
    run = Git.run
    monkeypatch.setattr(Git, "run", lambda git, *asked, **given: (started.append(asked), run(git, *asked, **given))[1])
    head = write(clones[0], "three")
    assert branch(clones[0]).read(head, "file") == b"three"
    assert started == []


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
